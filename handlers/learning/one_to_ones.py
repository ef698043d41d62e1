"""A talk alone with the scheme's coach or supervisor: one of their times, booked in two presses, between the two (R5.5)."""

from handlers.kit.buttons import PEOPLE
from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.conversation import Conversation
from handlers.kit.help import LEARNING
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Action,
    Attachment,
    Button,
    Card,
    Message,
    Part,
    Prose,
    Reply,
    Table,
    TableColumn,
    View,
)
from handlers.learning.one_to_one_shown import SAYS, SHOW, calendar_file, entry_key, when
from scheme.audience import Audience
from scheme.calendar import add_days, at
from scheme.learning.one_to_one import OfferedTime
from scheme.people import Person
from scheme.refusal import Gone, Refusal
from storage import applications, matters, partnerships, people
from storage.learning import one_to_ones as kept
from storage.work import Work

one_to_ones = Conversation(name="alone")

TITLE = "A talk alone"
SHOWN = 20  # times that can be booked, the next first
STAYS = 60  # days for which a talk that has been stays in a calendar to look up
BETWEEN_YOU = "It stays between the two of you: nobody else sees who books."
NO_COACH = "Nobody offers times for a talk alone here. Somebody to talk to will gladly help."
NO_TIMES = "No time is free just now. You can write or phone."
FOR_THOSE_TAKING_PART = (
    "Times are for those who take part in the scheme. Somebody to talk to can help in the meantime."
)
HAVE_ONE = "You have a talk booked already. When it has been, or you have given it back, you can book another."


async def coach_of(turn: Turn, work: Work) -> Person | None:
    """Who offers times here: the scheme's supervisor, where they can be booked and are known by their address."""
    supervisor = turn.definition.supervisor
    if supervisor is None or not supervisor.bookable or not supervisor.email:
        return None
    return await people.by_email(work, supervisor.email)


async def _takes_part(turn: Turn, work: Work) -> bool:
    key = turn.definition.key
    own = await applications.of_person(work, key, turn.person.id)
    if any(application.is_open for application in own):
        return True
    return bool(await partnerships.of_person(work, key, turn.person.id))


@one_to_ones.step("show", Audience.ANYONE, reads=True, in_help=LEARNING.entry(TITLE, 40))
async def show(turn: Turn, work: Work) -> Reply:
    """For the coach their times; for everybody else what they booked, and what is free."""
    coach = await coach_of(turn, work)
    if coach is None:
        return Reply(window=View(title=TITLE, parts=(Prose(NO_COACH),), buttons=(PEOPLE,)))
    if coach.id == turn.person.id:
        return Reply(window=await _for_coach(turn, work))
    booked = await kept.booked_of(work, turn.definition.key, turn.person.id, turn.now)
    parts: list[Part] = [Prose(f"With {coach.name}. {BETWEEN_YOU}")]
    parts += [part for time in booked for part in _booked(turn, time, coach)]
    if booked:
        return Reply(window=View(title=TITLE, parts=tuple(parts), buttons=(PEOPLE,)))
    found = await kept.open_times(work, turn.definition.key, coach.id, turn.now, SHOWN)
    if not found:
        parts.append(Prose(NO_TIMES))
    elif await _takes_part(turn, work):
        rows = tuple((when(time, turn.person), _press(time, "Book", "book")) for time in found)
        parts.append(_table("Times to choose from", rows))
    else:
        parts.append(Prose(FOR_THOSE_TAKING_PART))
    return Reply(window=View(title=TITLE, parts=tuple(parts), buttons=(PEOPLE,)))


def _table(title: str, rows: tuple[tuple[str | Button, ...], ...]) -> Table:
    columns = tuple(TableColumn(heading=heading) for heading in ("When", "What you can do"))
    return Table(title=title, columns=columns, rows=rows)


def _press(time: OfferedTime, label: str, step: str) -> Button:
    return Button(label=label, action=f"alone.{step}", answers={"time": str(time.id)})


def _booked(turn: Turn, time: OfferedTime, coach: Person) -> tuple[Card, Attachment]:
    facts = (("Where", time.place),) if time.place else ()
    card = Card(
        title=f"You have booked {when(time, turn.person)}",
        facts=facts,
        buttons=(_press(time, "Give it back", "give_back"),),
    )
    return card, calendar_file(turn.definition, time, coach)


async def _for_coach(turn: Turn, work: Work) -> View:
    times = await kept.offered_by(work, turn.definition.key, turn.person.id, turn.now)
    known = await people.by_ids(work, {time.booked_by for time in times if time.booked_by})
    rows = []
    for time in times:
        said = when(time, turn.person)
        if time.booked_by:
            said = f"{said}: {known[time.booked_by].name}"
        rows.append((said, _press(time, "Call it off", "off")))
    offer = Button(label="Offer times", action="alone.offer", style="primary", opens=True)
    away = Button(label="I can't for a while", action="alone.away", opens=True)
    parts: tuple[Part, ...] = (Prose("You offer no times just now."),)
    if rows:
        parts = (_table("Your times", tuple(rows)),)
    return View(title=TITLE, parts=parts, buttons=(offer, away))


async def the_time(turn: Turn, work: Work) -> OfferedTime:
    """The time that a press is about, locked. Raises `Gone` for one of another scheme, or of nobody who is the coach now."""
    coach = await coach_of(turn, work)
    time = await matters.locked(work, OfferedTime, turn.number("time"))
    if coach is None or time.scheme != turn.definition.key or time.coach_id != coach.id:
        raise Gone
    return time


@one_to_ones.step("book", Audience.ANYONE)
async def book(turn: Turn, work: Work) -> Reply:
    """One time, for whoever has none yet; the coach hears that somebody booked, and reads who in the list."""
    time = await the_time(turn, work)
    await matters.locked(work, Person, turn.person.id)  # two presses at once are not two talks
    if not await _takes_part(turn, work):
        raise Refusal(FOR_THOSE_TAKING_PART)
    if await kept.booked_of(work, turn.definition.key, turn.person.id, turn.now):
        raise Refusal(HAVE_ONE)
    time.book(turn.person.id, turn.now)
    coach = await people.by_id(work, time.coach_id)
    await _tell(work, time, coach, f"Somebody has booked your time on {when(time, coach)}.")
    return Reply(then=Action(name="alone.show"))


@one_to_ones.step("give_back", Audience.ANYONE)
async def give_back(turn: Turn, work: Work) -> Reply:
    """Somebody needs their talk no longer; no reason is asked, and the coach hears that the time is free."""
    time = await the_time(turn, work)
    time.give_back(turn.person.id, turn.now)
    coach = await people.by_id(work, time.coach_id)
    await _tell(work, time, coach, f"Your time on {when(time, coach)} is free again.")
    return Reply(then=Action(name="alone.show"))


@one_to_ones.step("off", Audience.ANYONE)
async def call_off(turn: Turn, work: Work) -> Reply:
    """The coach can't at one time; whoever booked it is told, with the way to another."""
    time = await the_time(turn, work)
    if time.coach_id != turn.person.id:
        raise Gone
    await tell_off(turn, work, time)
    return Reply(then=Action(name="alone.show"))


async def tell_off(turn: Turn, work: Work, time: OfferedTime) -> None:
    """A time is called off, and whoever had booked it hears of it."""
    booked_by = time.call_off(turn.now)
    if booked_by is None:
        return
    person = await people.by_id(work, booked_by)
    text = f"Your talk on {when(time, person)} can't take place. It has nothing to do with you; another time may suit."
    await _tell(work, time, person, text)


async def _tell(work: Work, time: OfferedTime, person: Person, text: str) -> None:
    message = Message(text=text, buttons=(SHOW,), heading=SAYS)
    await tell(work, person.id, message, key=f"talk-alone:{time.id}:{time.sequence}")


@one_to_ones.calendar_entries
async def in_calendar(turn: Turn, work: Work) -> list[CalendarEntry]:
    """Every talk that is booked, of the coach's and of whoever booked it; it names nobody."""
    since = at(add_days(turn.today, -STAYS), turn.definition.zone)
    return [
        CalendarEntry(
            key=entry_key(time),
            says=SAYS,
            at=time.at,
            ends=time.ends_at,
            place=time.place,
            sequence=time.sequence,
            changed_at=time.changed_at,
        )
        for time in await kept.booked_of(work, turn.definition.key, turn.person.id, since)
    ]
