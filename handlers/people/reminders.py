"""Reminders: fewer of them for a while, none at all, and back again (R12.4)."""

from datetime import date

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import MEETINGS
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Reply, says
from scheme.audience import Audience
from scheme.calendar import add_days
from scheme.forms.checking import check
from scheme.forms.fields import DateField
from scheme.forms.shown import spoken
from scheme.people import Person
from storage import matters
from storage.work import Work

quiet = Conversation(name="quiet")

A_WHILE = 28  # days
LONGEST = 366  # days
ON = Button(label="Reminders on", action="quiet.on")
OFF = Button(label="None at all", action="quiet.off")
STILL = "Answers to you, meetings you plan, and requests that wait for you still come."


@quiet.step(
    "ask",
    Audience.ANYONE,
    reads=True,
    common=True,
    in_chat=True,
    in_help=MEETINGS.entry("Fewer reminders", 60),
)
async def ask(turn: Turn, work: Work) -> Reply:
    """What there is to choose from, and how things stand."""
    person = turn.person
    for_a_while = Button(label="Quiet for four weeks", action="quiet.rest", style="primary")
    until = Button(label="Quiet until a date", action="quiet.until", opens=True)
    if not person.reminders:
        return says(
            f"You get no reminders. {STILL} Would you like them again?",
            ON,
            heading="Reminders are off",
        )
    if person.quiet_until is not None and person.quiet_until > turn.today:
        now = f"Reminders rest until {spoken(person.quiet_until)}. {STILL}"
        return says(now, ON, until, OFF, heading="Quiet for now")
    now = f"You get one reminder a week at most, in working hours. Would you like fewer? {STILL}"
    return says(now, for_a_while, until, OFF, heading="Reminders")


async def _own(turn: Turn, work: Work) -> Person:
    return await matters.locked(work, Person, turn.person.id)


async def _rests(turn: Turn, work: Work, until: date) -> Reply:
    person = await _own(turn, work)
    person.be_quiet(until)
    return says(f"No reminders before {spoken(until)}. {STILL}", ON)


@quiet.step("rest", Audience.ANYONE, common=True)
async def rest(turn: Turn, work: Work) -> Reply:
    """No reminders for four weeks from today."""
    return await _rests(turn, work, add_days(turn.today, A_WHILE))


def _until(turn: Turn) -> DateField:
    first = add_days(turn.today, 1)
    last = add_days(turn.today, LONGEST)
    return DateField(key="until", label="Quiet until", help=STILL, earliest=first, latest=last)


@quiet.step("until", Audience.ANYONE, reads=True, common=True)
async def until_when(turn: Turn, work: Work) -> Reply:
    """Asks until which day."""
    return Reply(
        window=Form(
            title="Quiet for a while", action="quiet.rested", fields=(_until(turn),), submit="Save"
        )
    )


@quiet.step("rested", Audience.ANYONE, common=True)
async def rested(turn: Turn, work: Work) -> Reply:
    """None until a day."""
    return await _rests(
        turn, work, date.fromisoformat(str(check((_until(turn),), turn.answers)["until"]))
    )


@quiet.step("off", Audience.ANYONE, common=True)
async def off(turn: Turn, work: Work) -> Reply:
    """No reminders at all, until they are wanted again."""
    (await _own(turn, work)).want_no_reminders()
    return says(f"No more reminders. {STILL} Your home shows what is next whenever you look.", ON)


@quiet.step("on", Audience.ANYONE, common=True)
async def on(turn: Turn, work: Work) -> Reply:
    """Reminders as usual: one a week at most, in working hours."""
    person = await _own(turn, work)
    person.want_reminders()
    return says("Reminders are on again: one a week at most, in working hours.", HOME)
