"""Cards of what was raised: in the Group's channel by reference, or with those alone who may know of it (R8.1-R8.4)."""

from handlers.group.cards import promise, show_list
from handlers.kit.buttons import PEOPLE
from handlers.kit.post import tell, tell_group, tell_of
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Facts, Message
from scheme import calendar
from scheme.concern.concern import Concern
from scheme.concern.raised import Raised
from scheme.forms.fields import spoken
from storage import concerns, outbox, people
from storage.work import Work

PUT_AWAY = Message("What stood here is with other people now. Nothing is needed from you.")


def see(one: Raised) -> Button:
    """Opens it, for somebody who handles it."""
    return Button("Open", f"{one.KIND}.open", one.subject, style="primary", opens=True)


def read(one: Raised) -> Button:
    """Opens it, for whoever raised it."""
    return Button("Read it", f"{one.KIND}.mine", one.subject, style="primary", opens=True)


async def show(moment: Moment, work: Work, one: Raised, *, note: str = "") -> None:
    """Bring its card up to date wherever it belongs, and put it away wherever it does no longer. A `note` notifies."""
    was = await _put_away(moment, work, one)
    message = await _card(moment, work, one, note)
    roster = await people.tenure(work, one.scheme)
    if one.is_for_channel(roster):
        await tell_group(work, one.scheme, message, key=one.subject, notify=bool(note))
        await show_list(moment, work)
        return
    handlers = one.handlers(roster)
    away = await people.away(work, one.scheme, moment.today)
    for person_id in sorted(handlers):
        fresh = f"person:{person_id}" not in was
        here = person_id not in away or handlers <= away
        await tell_of(work, person_id, message, key=one.subject, notify=here and (bool(note) or fresh))


async def _put_away(moment: Moment, work: Work, one: Raised) -> frozenset[str]:
    """Take its card out of the channel and the chats where it no longer belongs; who has had one so far."""
    roster = await people.tenure(work, one.scheme)
    one.stay_apart(roster)
    channel = f"group:{one.scheme}"
    handlers = one.handlers(roster)
    was = await outbox.holders(work, one.subject)
    in_channel = one.is_for_channel(roster)
    moved = Message(f"{one.ref} is with the whole {moment.definition.terms.group} now, and stands in its channel.")
    if channel in was and not in_channel:  # else the channel's list would stir for what was never on it
        await tell_group(work, one.scheme, PUT_AWAY, key=one.subject, notify=False)
        await show_list(moment, work)
    for person_id in (int(recipient.partition(":")[2]) for recipient in sorted(was - {channel})):
        if person_id == one.raised_by or (person_id in handlers and not in_channel):
            continue
        await tell(work, person_id, moved if person_id in handlers else PUT_AWAY, key=one.subject, notify=False)
    return was


async def _card(moment: Moment, work: Work, one: Raised, note: str) -> Message:
    rows = [
        ("Received", spoken(calendar.local_day(one.raised_at, moment.definition.zone))),
        (f"{promise(one)} due", spoken(one.by)),
        ("Stage", one.standing),
    ]
    # The number makes a second note of the same words a new wording, which is delivered.
    if count := len(await concerns.remarks_on(work, one)):
        rows.append(("Messages", str(count)))
    return Message(f"{one.ref}, {one.what}. {note or one.standing + '.'}", (Facts(tuple(rows)),), (see(one),))


async def show_advisers(work: Work, one: Concern) -> None:
    """Bring the card up to date with those of the Steering Group who were asked for advice, or told that it waits."""
    key = f"advice:{one.id}"
    asked = one.readers(await people.tenure(work, one.scheme))
    for recipient in sorted(await outbox.holders(work, key)):
        if (person_id := int(recipient.partition(":")[2])) not in asked:
            await tell(work, person_id, PUT_AWAY, key=key, notify=False)
    for person_id in sorted(asked):
        await tell(work, person_id, _advice_card(one), key=key)
    if not one.waits:
        settled = Message(f"{one.ref} waits no longer, so there is nothing to ask after. Thank you.")
        for recipient in sorted(await outbox.holders(work, f"late:{one.id}")):
            await tell(work, int(recipient.partition(":")[2]), settled, key=f"late:{one.id}", notify=False)


async def follow_roster(moment: Moment, work: Work) -> None:
    """The roster has changed: whatever is open reaches whoever handles it now, and leaves whoever no longer does (R13.1).

    Changes of the roster must have been flushed.
    """
    for each in await concerns.all_of(work, moment.definition.key):
        for one in each:
            await follow(moment, work, one)


async def follow(moment: Moment, work: Work, one: Raised) -> None:
    """Who may know of something raised has changed: it reaches whoever handles it now, and leaves whoever does not."""
    readers = await outbox.holders(work, one.subject)
    if not one.is_open:  # nobody new needs to hear of it
        await _put_away(moment, work, one)
    else:
        await show(moment, work, one)
    if isinstance(one, Concern) and one.for_steering and one.is_open:
        await _tell_complainant(moment, work, one, readers)
    if isinstance(one, Concern) and one.advice_asked_at:
        await show_advisers(work, one)


async def _tell_complainant(moment: Moment, work: Work, one: Concern, readers: frozenset[str]) -> None:
    """The Group keeps the roster, so whoever complains about all of it hears when others read that, or nobody does."""
    handlers = one.handlers(await people.tenure(work, one.scheme))
    if handlers and {f"person:{person_id}" for person_id in handlers} <= readers:
        return
    text = f"Your complaint {one.ref}: who reads it has changed on {spoken(moment.today)}. Read it shows their names."
    if not handlers:
        contact = moment.definition.help[0]
        text = f"Your complaint {one.ref} is read by nobody just now. {contact.name} can be reached meanwhile."
    await tell(work, one.raised_by, Message(text, buttons=(read(one), PEOPLE)), key=f"readers:{one.id}")


def _advice_card(one: Concern) -> Message:
    """What those of the Steering Group read who are asked for advice."""
    heading = "Your advice is asked for"
    if one.advised_at:
        return Message(f"The advice on {one.ref} is with those who asked for it. Thank you.", heading=heading)
    if not one.waits:
        return Message(f"{one.ref} is answered, so no advice is needed any more. Thank you.", heading=heading)
    button = Button("Read and advise", "concern.advise", one.subject, style="primary", opens=True)
    text = f"{one.ref}: those who look into this complaint ask for your advice. The reply is due by {spoken(one.by)}."
    aside = Button("Stand aside", "aside.from_advising", one.subject, opens=True)
    return Message(text, buttons=(button, aside), heading=heading)
