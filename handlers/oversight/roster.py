"""The roster: who runs the scheme, who joins, who leaves, who does what, and who is away for a while (R13.1)."""

from datetime import date

from handlers.forms.away import last_day
from handlers.group import quorum
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import GROUP
from handlers.kit.paging import ListPage
from handlers.kit.post import tell_group
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Message, Prose, Reply, View, says
from handlers.oversight import seats
from handlers.oversight.seats import OPEN_ROSTER, duties
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, DateField, Option, ShortText
from scheme.forms.shown import spoken
from scheme.people import (
    GROUP_DUTIES,
    ORGANISERS,
    Member,
    Person,
    available,
    is_last,
    must_keep_running,
)
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import capital
from storage import people
from storage.work import Work

organise = Conversation(name="organise")


def _duty(definition: Definition) -> ChoiceField:
    """The question what somebody does for the scheme."""
    options = tuple(
        Option(key=key, label=capital(label)) for key, label in duties(definition).items()
    )
    return ChoiceField(key="duty", label="What they do", options=options)


@organise.step("roster", Audience.MEMBER, opens=True, in_help=GROUP.entry("Roster", 50))
async def roster(turn: Turn, work: Work) -> Reply:
    """Everybody who runs the scheme, with their duty and absence; for who keeps the roster, with what can be changed."""
    held = await people.roster(work, turn.definition.key)
    known = await people.by_ids(work, {seat.person_id for seat in held})
    here, count = available(held, turn.today)
    page = ListPage.of_lines(turn, "organise.roster", len(held))
    cards = tuple(
        _card(turn, seat, known[seat.person_id], last=is_last(held, seat)) for seat in page.of(held)
    )
    own = next((seat for seat in held if seat.person_id == turn.person.id), None)
    if own and own.in_group:
        buttons = [Button(label="I'll be away", action="organise.absence", opens=True)]
    else:
        buttons = []
    if turn.duties & ORGANISERS:
        buttons.insert(
            0, Button(label="Add somebody", action="organise.add", style="primary", opens=True)
        )
    title = f"Who runs {turn.definition.name}"
    return Reply(
        window=View(
            title=title,
            parts=(Prose(f"{here} of {count} available today."), *page.heading(), *cards),
            buttons=(*page.ways(), *buttons),
        )
    )


def _card(turn: Turn, seat: Member, person: Person, *, last: bool) -> Card:
    """A seat, with what those who keep the roster can change of it; `last`: nobody else could do this duty."""
    names = {organisation.key: organisation.name for organisation in turn.definition.organisations}
    subtitle = ", ".join(
        part
        for part in (duties(turn.definition)[seat.duty], names.get(seat.organisation, ""))
        if part
    )
    buttons: tuple[Button, ...] = ()
    if turn.duties & ORGANISERS:
        subject = Subject("member", seat.id)
        change = Button(label="Change duty", action="organise.duty", subject=subject, opens=True)
        leave = Button(label="They leave", action="organise.leave", subject=subject, opens=True)
        buttons = (change,) if last else (change, leave)
    return Card(
        title=person.known_as,
        subtitle=subtitle[0].upper() + subtitle[1:],
        text=_absence(seat, turn.today),
        buttons=buttons,
    )


def _absence(seat: Member, today: date) -> str:
    if seat.absent_from is None or seat.absent_until is None or seat.absent_until < today:
        return ""
    return f"Away from {spoken(seat.absent_from)} until {spoken(seat.absent_until)}."


# Joining


def who(definition: Definition) -> tuple[AnyField, ...]:
    """What has to be known of somebody who joins."""
    employers = tuple(
        Option(key=organisation.key, label=organisation.name)
        for organisation in definition.organisations
    )
    return (
        ShortText(key="name", label="Their name", fills="name"),
        ShortText(key="email", label="Their work e-mail address", form="email", fills="email"),
        _duty(definition),
        ChoiceField(key="organisation", label="Where they work", options=employers, required=False),
    )


@organise.step("add", Audience.ORGANISER, opens=True)
async def ask_to_add(turn: Turn, work: Work) -> Reply:
    """Asks who joins, and what they do."""
    text = "They are told at once. Whatever they are too close to stays closed to them."
    return Reply(
        window=Form(
            title="Add somebody",
            action="organise.added",
            fields=who(turn.definition),
            submit="Add them",
            parts=(Prose(text),),
        )
    )


@organise.step("added", Audience.ORGANISER)
async def add(turn: Turn, work: Work) -> Reply:
    """Somebody joins those who run the scheme; they and the Group are told."""
    given = check(who(turn.definition), turn.answers)
    definition = turn.definition
    await people.locked_roster(work, definition.key)
    person = await people.add(work, str(given["name"]), str(given["email"]), definition.zone)
    duty = str(given["duty"])
    employer = str(given["organisation"] or "")
    await seats.join(
        turn, work, person=person, duty=duty, organisation=employer, by=turn.person.name
    )
    return says(
        f"{person.name} is on the roster, as {duties(turn.definition)[duty]}, and has been told.",
        OPEN_ROSTER,
    )


# Changing duty, and leaving


async def _held(turn: Turn, work: Work) -> tuple[Member, Person]:
    """The seat that is meant, and who holds it. Raises `Refusal` when it has changed meanwhile."""
    seat = turn.the(Member)
    person = await people.by_id(work, seat.person_id)
    if seat.until is not None:
        raise Refusal(
            f"{person.name}'s place has changed meanwhile. Open the roster to see how it stands."
        )
    return seat, person


@organise.step("duty", Audience.ORGANISER, about="member", opens=True)
async def ask_duty(turn: Turn, work: Work) -> Reply:
    """Asks what somebody does from now on."""
    seat, person = await _held(turn, work)
    title = f"What {person.name} does"
    known = {"duty": seat.duty}
    return Reply(
        window=Form(
            title=title,
            action="organise.changed",
            fields=(_duty(turn.definition),),
            submit="Save",
            subject=turn.subject,
            answers=known,
        )
    )


@organise.step("changed", Audience.ORGANISER, about="member")
async def change_duty(turn: Turn, work: Work) -> Reply:
    """Somebody does something else from now on: their earlier seat stays on record."""
    seat, person = await _held(turn, work)
    duty = str(check((_duty(turn.definition),), turn.answers)["duty"])
    if duty == seat.duty:
        return says(
            f"{person.name} is {duties(turn.definition)[duty]} already, so nothing has changed.",
            OPEN_ROSTER,
        )
    await seats.change(turn, work, seat=seat, duty=duty, by=turn.person.name)
    return says(
        f"{person.name} is now {duties(turn.definition)[duty]}, and has been told.", OPEN_ROSTER
    )


@organise.step("leave", Audience.ORGANISER, about="member", opens=True)
async def ask_to_leave(turn: Turn, work: Work) -> Reply:
    """Asks before somebody leaves."""
    seat, person = await _held(turn, work)
    must_keep_running(await people.roster(work, seat.scheme), seat, None)
    text = "What waits for them passes to the others. What they agreed to while they were here still counts."
    yes = Button(label="They leave", action="organise.left", subject=turn.subject, style="danger")
    return Reply(
        window=View(
            title=f"{person.name}, {duties(turn.definition)[seat.duty]}, leaves?",
            parts=(Prose(text),),
            buttons=(yes,),
        )
    )


@organise.step("left", Audience.ORGANISER, about="member")
async def leave(turn: Turn, work: Work) -> Reply:
    """Somebody leaves those who run the scheme: what waited for them is with the others from now on."""
    seat, person = await _held(turn, work)
    await seats.leave(turn, work, seat, turn.person.name)
    return says(f"{person.name} has left the roster, and has been told.", OPEN_ROSTER)


# Being away


async def _own(turn: Turn, work: Work) -> Member:
    seat = await people.seat_of(work, turn.definition.key, turn.person.id)
    if seat is None:
        raise Refusal("You are not on the roster any more, so there is nothing to declare.")
    return seat


def _days(turn: Turn) -> tuple[AnyField, ...]:
    last = last_day(turn)
    return (
        DateField(key="first", label="First day away", earliest=turn.today, latest=last),
        DateField(key="until", label="Last day away", earliest=turn.today, latest=last),
    )


@organise.step("absence", Audience.MEMBER, opens=True, in_help=GROUP.entry("I'll be away", 60))
async def ask_absence(turn: Turn, work: Work) -> Reply:
    """Asks from when until when a member is away; nobody asks why."""
    seat = await _own(turn, work)
    known = {"first": turn.today.isoformat()}
    if _absence(seat, turn.today) and seat.absent_from and seat.absent_until:
        first = max(seat.absent_from, turn.today)
        known = {"first": first.isoformat(), "until": seat.absent_until.isoformat()}
    text = "No reason is needed. Meanwhile warnings go to the others, and you can come back early."
    fields = _days(turn)
    return Reply(
        window=Form(
            title="Away for a while",
            action="organise.absent",
            fields=fields,
            submit="Save",
            parts=(Prose(text),),
            answers=known,
        )
    )


@organise.step("absent", Audience.MEMBER)
async def be_away(turn: Turn, work: Work) -> Reply:
    """A member is away for some days: warnings go to the others, who see how many are left."""
    seat = await _own(turn, work)
    given = check(_days(turn), turn.answers)
    seat.be_away(*(date.fromisoformat(str(given[key])) for key in ("first", "until")))
    await work.flush()
    away = _absence(seat, turn.today)
    await _show_absence(turn, work, f"{turn.person.name} is {away[0].lower()}{away[1:]}")
    return says(f"Noted. {away} The others have it meanwhile.", _back())


@organise.step("back", Audience.MEMBER)
async def be_back(turn: Turn, work: Work) -> Reply:
    """A member is back, perhaps earlier than they thought."""
    (await _own(turn, work)).be_back()
    await work.flush()
    await _show_absence(turn, work, f"{turn.person.name} is here again.")
    return says("Welcome back. What waits reaches you again from now on.", HOME)


def _back() -> Button:
    return Button(label="I'm back", action="organise.back")


async def _show_absence(turn: Turn, work: Work, text: str) -> None:
    here, count = available(await people.roster(work, turn.definition.key), turn.today)
    message = Message(
        text=f"{text} {here} of {count} available today.", buttons=(OPEN_ROSTER,), heading="Roster"
    )
    await tell_group(
        work, turn.definition.key, message, key=f"absence:{turn.person.id}", notify=False
    )
    await quorum.look_again(turn, work)


@organise.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """A member's own absence, as long as it lasts or is to come."""
    if not turn.duties & GROUP_DUTIES:
        return []
    seat = await _own(turn, work)
    if not (told := _absence(seat, turn.today)) or seat.absent_until is None:
        return []
    change = Button(label="Change dates", action="organise.absence", opens=True)
    return [
        HomeEntry(
            headline=told.rstrip("."),
            text="Meanwhile warnings go to the others.",
            rank=1,
            primary=_back(),
            others=(change,),
        )
    ]
