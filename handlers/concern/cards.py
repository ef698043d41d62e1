"""Cards of what was raised: in the Group's channel by reference, or with those alone who may know of it (R8.1-R8.4)."""

from handlers.group.cards import promise, show_list
from handlers.group.opening import read, see
from handlers.kit.buttons import PEOPLE
from handlers.kit.post import tell, tell_group, tell_of
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Facts, Message
from scheme import calendar
from scheme.concern.concern import Concern
from scheme.concern.raised import Raised
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from storage import outbox, people
from storage.concern import concerns
from storage.work import Work

PUT_AWAY = Message(text="What stood here is with other people now. Nothing is needed from you.")


async def show(moment: Moment, work: Work, raised: Raised, *, note: str = "") -> None:
    """Bring its card up to date wherever it belongs, and put it away wherever it does no longer. A `note` notifies."""
    was = await _put_away(moment, work, raised)
    message = await _card(moment, work, raised, note)
    roster = await people.tenure(work, raised.scheme)
    if raised.is_for_channel(roster):
        await tell_group(work, raised.scheme, message, key=str(raised.subject), notify=bool(note))
        await show_list(moment, work)
        return
    handlers = raised.handlers(roster)
    away = await people.away(work, raised.scheme, moment.today)
    for person_id in sorted(handlers):
        fresh = f"person:{person_id}" not in was
        here = person_id not in away or handlers <= away
        await tell_of(
            work, person_id, message, key=str(raised.subject), notify=here and (bool(note) or fresh)
        )


async def _put_away(moment: Moment, work: Work, raised: Raised) -> frozenset[str]:
    """Take its card out of the channel and the chats where it no longer belongs; who has had one so far."""
    roster = await people.tenure(work, raised.scheme)
    raised.stay_apart(roster)
    channel = f"group:{raised.scheme}"
    handlers = raised.handlers(roster)
    was = await outbox.holders(work, str(raised.subject))
    in_channel = raised.is_for_channel(roster)
    moved = Message(
        text=f"{raised.ref} is with the whole {moment.definition.terms.group} now, and stands in its channel."
    )
    if (
        channel in was and not in_channel
    ):  # else the channel's list would stir for what was never on it
        await tell_group(work, raised.scheme, PUT_AWAY, key=str(raised.subject), notify=False)
        await show_list(moment, work)
    for person_id in (
        PersonId(int(recipient.partition(":")[2])) for recipient in sorted(was - {channel})
    ):
        if person_id == raised.raised_by or (person_id in handlers and not in_channel):
            continue
        await tell(
            work,
            person_id,
            moved if person_id in handlers else PUT_AWAY,
            key=str(raised.subject),
            notify=False,
        )
    return was


async def _card(moment: Moment, work: Work, raised: Raised, note: str) -> Message:
    rows = [
        ("Received", spoken(calendar.local_day(raised.raised_at, moment.definition.zone))),
        (f"{promise(raised)} due", spoken(raised.by)),
        ("Stage", raised.progress),
    ]
    # The number makes a second note of the same words a new wording, which is delivered.
    if count := len(await concerns.remarks_on(work, raised)):
        rows.append(("Messages", str(count)))
    return Message(
        text=f"{raised.ref}, {raised.what}. {note or raised.progress + '.'}",
        parts=(Facts(tuple(rows)),),
        buttons=(see(raised),),
    )


async def show_advisers(work: Work, concern: Concern) -> None:
    """Bring the card up to date with those of the Steering Group who were asked for advice, or told that it waits."""
    key = f"advice:{concern.id}"
    asked = concern.readers(await people.tenure(work, concern.scheme))
    for recipient in sorted(await outbox.holders(work, key)):
        if (person_id := PersonId(int(recipient.partition(":")[2]))) not in asked:
            await tell(work, person_id, PUT_AWAY, key=key, notify=False)
    for person_id in sorted(asked):
        await tell(work, person_id, _advice_card(concern), key=key)
    if not concern.waits:
        settled = Message(
            text=f"{concern.ref} waits no longer, so there is nothing to ask after. Thank you."
        )
        for recipient in sorted(await outbox.holders(work, f"late:{concern.id}")):
            await tell(
                work,
                PersonId(int(recipient.partition(":")[2])),
                settled,
                key=f"late:{concern.id}",
                notify=False,
            )


async def follow(moment: Moment, work: Work, raised: Raised) -> None:
    """Who may know of something raised has changed: it reaches whoever handles it now, and leaves whoever does not."""
    readers = await outbox.holders(work, str(raised.subject))
    if not raised.is_open:  # nobody new needs to hear of it
        await _put_away(moment, work, raised)
    else:
        await show(moment, work, raised)
    if isinstance(raised, Concern) and raised.for_steering and raised.is_open:
        await _tell_complainant(moment, work, raised, readers)
    if isinstance(raised, Concern) and raised.advice_asked_at:
        await show_advisers(work, raised)


async def _tell_complainant(
    moment: Moment, work: Work, concern: Concern, readers: frozenset[str]
) -> None:
    """The Group keeps the roster, so whoever complains about all of it hears when others read that, or nobody does."""
    handlers = concern.handlers(await people.tenure(work, concern.scheme))
    if handlers and {f"person:{person_id}" for person_id in handlers} <= readers:
        return
    text = f"Your complaint {concern.ref}: who reads it has changed on {spoken(moment.today)}. Read it shows their names."
    if not handlers:
        contact = moment.definition.help[0]
        text = f"Your complaint {concern.ref} is read by nobody just now. {contact.name} can be reached meanwhile."
    await tell(
        work,
        concern.raised_by,
        Message(text=text, buttons=(read(concern), PEOPLE)),
        key=f"readers:{concern.id}",
    )


def _advice_card(concern: Concern) -> Message:
    """What those of the Steering Group read who are asked for advice."""
    heading = "Your advice is asked for"
    if concern.advised_at:
        return Message(
            text=f"The advice on {concern.ref} is with those who asked for it. Thank you.",
            heading=heading,
        )
    if not concern.waits:
        return Message(
            text=f"{concern.ref} is answered, so no advice is needed any more. Thank you.",
            heading=heading,
        )
    button = Button(
        label="Read and advise",
        action="concern.advise",
        subject=concern.subject,
        style="primary",
        opens=True,
    )
    text = f"{concern.ref}: those who look into this complaint ask for your advice. The reply is due by {spoken(concern.by)}."
    aside = Button(
        label="Stand aside", action="aside.from_advising", subject=concern.subject, opens=True
    )
    return Message(text=text, buttons=(button, aside), heading=heading)
