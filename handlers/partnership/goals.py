"""Goals: set, revised, met, opened again or dropped by either of the two; the Group sees how many, never which (R5.2)."""

from handlers.kit.conversation import Conversation
from handlers.kit.forgotten import GONE
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Message, Part, Prose, Reply, View
from handlers.pair.which import from_first_introduction, one_of
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.goal import Goal, GoalProgress
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from scheme.subject import Subject
from storage import agreements, applications, partnerships, people
from storage.plans import subject_of
from storage.work import Work

goals = Conversation(name="goals")

NONE = (
    "You have no partnership at the moment, so there are no goals. Your home shows what comes next."
)
SHOWN = (GoalProgress.OPEN, GoalProgress.MET, GoalProgress.DROPPED)
GOAL = LongText(
    key="text",
    label="The goal",
    help="In your own words. It helps to say how you would know that it is reached. Only you two can read it.",
)


@goals.step(
    "find",
    Audience.ANYONE,
    reads=True,
    in_help=PARTNERSHIP.entry("Goals", 40, from_first_introduction),
)
async def find(turn: Turn, work: Work) -> Reply:
    """Leads to the goals of one's partnership; of an ended one when there is no other."""
    ours = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    going_on = [partnership for partnership in ours if partnership.is_live]
    return await one_of(
        turn,
        work,
        going_on or ours,
        "goals.show",
        question="Whose goals would you like to see?",
        none=NONE,
    )


@goals.step("show", Audience.PARTY, about="partnership", opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """The goals: those worked on first, then those met, then those dropped."""
    return await _window(turn, work)


async def _window(turn: Turn, work: Work, notice: str = "") -> Reply:
    pair = turn.the(Partnership)
    two = await people.by_ids(work, {pair.mentee_id, pair.mentor_id})
    held = await agreements.goals_of(work, pair.id)
    intro = "Both of you can add, change and settle these. Nobody else reads them; the scheme counts them."
    parts: list[Part] = [Prose(notice or (intro if held else f"No goal is noted yet. {intro}"))]
    parts += [
        _card(turn, pair, goal, two) for state in SHOWN for goal in held if goal.progress == state
    ]
    add = Button(
        label="Add a goal",
        action="goals.new",
        subject=subject_of(pair),
        style="primary",
        opens=True,
    )
    agreement = Button(label="Agreement", action="agree.read", subject=subject_of(pair), opens=True)
    title = f"Goals with {two[pair.partner_of(turn.person.id)].name}"
    return Reply(
        window=View(
            title=title, parts=tuple(parts), buttons=(add, agreement) if pair.is_live else ()
        )
    )


def _card(turn: Turn, pair: Partnership, goal: Goal, two: dict[PersonId, Person]) -> Card:
    zone = turn.definition.zone
    subject = Subject("goal", goal.id)
    if goal.set_by == turn.person.id:
        by = "you"
    else:
        by = two[goal.set_by].short_name
    text = f"Set by {by} on {spoken(local_day(goal.set_at, zone))}."
    title = "To reach"
    if not goal.is_open and goal.changed_at:
        title = f"{goal.progress.capitalize()} on {spoken(local_day(goal.changed_at, zone))}"
    again = Button(label="Open again", action="goals.reopen", subject=subject)
    steps = (
        Button(label="We have met it", action="goals.met", subject=subject),
        Button(label="Change", action="goals.revise", subject=subject, opens=True),
        Button(label="Drop it", action="goals.drop", subject=subject),
    )
    return Card(
        title=title,
        subtitle=text,
        text=goal.text or GONE,
        buttons=(steps if goal.is_open else (again,)) if pair.is_live else (),
    )


@goals.step("new", Audience.PARTY, about="partnership", opens=True)
async def new(turn: Turn, work: Work) -> Reply:
    """Asks for a goal; a mentee's first is filled in with what they applied with."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    known = ""
    if turn.person.id == pair.mentee_id and not await agreements.goals_of(work, pair.id):
        known = str(
            (await applications.by_id(work, pair.mentee_application_id)).answers.get("goals") or ""
        )
    return Reply(
        window=Form(
            title="Add a goal",
            action="goals.add",
            fields=(GOAL,),
            submit="Save",
            subject=turn.subject,
            answers={"text": known},
            private=True,
        )
    )


@goals.step("add", Audience.PARTY, about="partnership")
async def add(turn: Turn, work: Work) -> Reply:
    """Keep a goal; the same words twice are one goal."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    text = str(check((GOAL,), turn.answers)["text"])
    if any(goal.text == text and goal.is_open for goal in await agreements.goals_of(work, pair.id)):
        return await _window(turn, work, "That goal is here already, so nothing was added.")
    await work.add(Goal(partnership_id=pair.id, text=text, set_by=turn.person.id, set_at=turn.now))
    return await _changed(turn, work)


async def _changed(turn: Turn, work: Work) -> Reply:
    """The list as it is now, and a quiet word, kept up, to the partner."""
    pair = turn.the(Partnership)
    await work.flush()
    see = Button(label="Goals", action="goals.show", subject=subject_of(pair), opens=True)
    message = Message(
        text=f"{turn.person.name} has changed what is noted as your goals.", buttons=(see,)
    )
    await tell(work, pair.partner_of(turn.person.id), message, key=f"goals:{pair.id}", notify=False)
    return await _window(turn, work)


@goals.step("revise", Audience.PARTY, about="goal", opens=True)
async def revise(turn: Turn, work: Work) -> Reply:
    """Asks for other words."""
    turn.the(Partnership).must_be_live()
    goal = turn.the(Goal)
    if not goal.is_open:
        return await _window(
            turn, work, "That goal is no longer open. Open it again to change its words."
        )
    return _form(turn, goal, goal.text)


def _form(turn: Turn, goal: Goal, text: str, notice: str = "", *parts: Part) -> Reply:
    revision = {"revision": str(goal.revision)}
    asks = Form(
        title="Change a goal",
        action="goals.revised",
        fields=(GOAL,),
        submit="Save",
        subject=turn.subject,
        parts=parts,
        answers={"text": text},
        carries=revision,
        notice=notice,
        private=True,
    )
    return Reply(window=asks)


@goals.step("revised", Audience.PARTY, about="goal")
async def revised(turn: Turn, work: Work) -> Reply:
    """Keep other words; those typed into an older form are shown again beside what it says now."""
    goal = turn.the(Goal)
    turn.the(Partnership).must_be_live()
    text = str(check((GOAL,), turn.answers)["text"])
    if goal.is_open and text != goal.text and turn.number("revision") != goal.revision:
        notice = "This was changed meanwhile. What you typed is still here; save it if it is right."
        return _form(turn, goal, text, notice, Prose(goal.text, "It now says"))
    if not goal.revise(text, turn.now):
        return await _window(turn, work)
    return await _changed(turn, work)


@goals.step("met", Audience.PARTY, about="goal")
async def met(turn: Turn, work: Work) -> Reply:
    """Notes that a goal is met. Raises `Refusal` where the partnership has ended."""
    return await _becomes(turn, work, GoalProgress.MET)


@goals.step("drop", Audience.PARTY, about="goal")
async def drop(turn: Turn, work: Work) -> Reply:
    """It is no longer worked on, and no longer counted."""
    return await _becomes(turn, work, GoalProgress.DROPPED)


@goals.step("reopen", Audience.PARTY, about="goal")
async def reopen(turn: Turn, work: Work) -> Reply:
    """Takes a goal up again that was met or dropped. Raises `Refusal` where the partnership has ended."""
    return await _becomes(turn, work, GoalProgress.OPEN)


async def _becomes(turn: Turn, work: Work, progress: GoalProgress) -> Reply:
    turn.the(Partnership).must_be_live()
    if not turn.the(Goal).becomes(progress, turn.now):
        return await _window(turn, work)
    return await _changed(turn, work)
