"""What follows a promised day that was missed twice: a person is named, the chair hears, then the Steering Group (R12.8)."""

from collections.abc import Iterable, Sequence

from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from scheme.application.application import Application
from scheme.concern.raised import Raised
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.people import Member
from scheme.promise import Missed, Promised
from storage import people
from storage.work import Work

# Of each line the first duty that somebody holds who may know of it.
CHAIR: Sequence[str] = ("chair", "co-chair", "administrator")
STEERING: Sequence[str] = ("steering", "administrator", "chair")


def somebody(definition: Definition, *, apart_from: Iterable[str] = ()) -> str:
    """A person to turn to, with a number or an address: "The scheme office, 01632 960 001".

    Whoever has one of the addresses `apart_from` is passed over where there is anybody else.
    """
    shut = {address.lower() for address in apart_from}
    named = [contact for contact in definition.help if contact.email.lower() not in shut]
    contact = (named or definition.help)[0]
    reach = contact.phone or contact.email
    if reach:
        return f"{contact.name}, {reach}"
    return contact.name


def again(promised: Promised) -> str:
    """A sentence for a warning of the second promised day; nothing for the first."""
    if promised.missed == Missed.ONCE:
        return " It is the second day promised."
    return ""


def hears(definition: Definition, application: Application) -> str:
    """When its applicant hears; once two days were missed, who can tell them how it stands."""
    if application.has_a_day:
        return f"You'll hear by {spoken(application.answer_by)}."
    return f"It takes longer than we promised. To ask: {somebody(definition)}."


async def tell_those(
    moment: Moment,
    work: Work,
    line: Sequence[str],
    message: Message,
    *,
    key: str,
    barred: frozenset[PersonId],
) -> frozenset[PersonId]:
    """Tell whoever holds the first duty of a line and may know of it. Returns who was told.

    Whoever is away is told where nobody of that duty is here.
    """
    seats = [
        seat
        for seat in await people.roster(work, moment.definition.key)
        if seat.person_id not in barred
    ]
    for duty in line:
        holders = [seat for seat in seats if seat.duty == duty]
        if holders:
            chosen = _here(holders, moment) or holders
            told = frozenset(seat.person_id for seat in chosen)
            for person_id in sorted(told):
                await tell(work, person_id, message, key=key)
            return told
    return frozenset()


def _here(seats: Iterable[Member], moment: Moment) -> list[Member]:
    return [seat for seat in seats if not seat.is_away(moment.today)]


async def apart_from(moment: Moment, work: Work, raised: Raised) -> str:
    """A person to turn to about something raised, who is none of those it is about (R8.4)."""
    concerned = raised.concerned(await people.tenure(work, raised.scheme))
    known = await people.by_ids(work, set(concerned))
    return somebody(moment.definition, apart_from=[person.email for person in known.values()])


async def chair_hears(moment: Moment, work: Work, raised: Raised) -> None:
    """The chair hears that it waits, also of what the administrators alone handle; not a chair it concerns."""
    await _hear(moment, work, raised, CHAIR)


async def steering_hears(moment: Moment, work: Work, raised: Raised) -> None:
    """The Steering Group hears that it waits, apart from those it concerns."""
    await _hear(moment, work, raised, STEERING)


async def _hear(moment: Moment, work: Work, raised: Raised, line: Sequence[str]) -> None:
    roster = await people.tenure(work, raised.scheme)
    barred = raised.concerned(roster) | {raised.raised_by}
    text = f"{raised.ref}, {raised.what}, has waited past two promised days. There is no date now. Please see that it is answered."
    message = Message(text=text, heading="An answer is long due")
    await tell_those(moment, work, line, message, key=f"late:{raised.id}", barred=barred)
