"""Is it right for me now? A few questions before one applies; what somebody says to them is kept nowhere (R2.1)."""

from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation
from handlers.kit.help import TAKING_PART
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Facts, Part, Prose, Reply, View
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.definition.readiness import ReadinessQuestion
from scheme.learning.readiness import Leaning, Weighed, leanings, weighed
from scheme.partnership.usual import lasts, meets
from scheme.people import ROLES, Role
from scheme.wording import a
from storage.work import Work

readiness = Conversation(name="ready")

TITLE = "Is it right for me now?"
WHO_READS = "A few questions to yourself. Nobody reads what you answer, and nothing of it is kept."
NONE_HERE = (
    "This scheme has no such questions. Somebody to talk to will gladly think it over with you."
)
LABELS = {Leaning.YES: "Yes", Leaning.UNSURE: "Not sure", Leaning.NOT_YET: "Not yet"}
CLEAR = "It sounds as if now is a good time."
LEANS = "It may well be right for you now. What you are not sure of is worth a thought first, or a question in your first talk."
LATER = "Perhaps not just yet, and that is fine: there will be another time. You know best, and may apply all the same."
# The question of the application form that is about what somebody said yes to.
FILLS: dict[Role, str] = {"mentee": "goals", "mentor": "experience"}


@readiness.step(
    "ask",
    Audience.ANYONE,
    reads=True,
    starts=True,
    in_help=TAKING_PART.entry(TITLE, 5),
)
async def ask(turn: Turn, work: Work) -> Reply:
    """The next question to somebody in a role, or what their answers come to. They stand in the buttons alone."""
    role = role_in(turn.given("role"))
    if role is None:
        return Reply(window=_which(turn.definition))
    questions = turn.definition.readiness.of(role)
    if not questions:
        return Reply(window=View(title=TITLE, parts=(Prose(NONE_HERE),), buttons=(PEOPLE,)))
    said = leanings(turn.given("said"), len(questions))
    if len(said) == len(questions):
        return Reply(window=_comes_to(turn.definition, role, weighed(questions, said)))
    return Reply(window=_question(turn.definition, role, questions, said))


def role_in(text: str) -> Role | None:
    """The role that a text names; None for anything else."""
    return next((role for role in ROLES if role == text), None)


def _which(definition: Definition) -> View:
    buttons = tuple(
        Button(
            label=f"As {a(definition.term(role))}",
            action="ready.ask",
            answers={"role": role},
            opens=True,
        )
        for role in ROLES
    )
    return View(title=TITLE, parts=(Prose(WHO_READS),), buttons=buttons)


def asks_for(definition: Definition) -> Facts:
    """What it takes, to answer by."""
    return Facts((("Meetings", meets(definition)), ("Length", lasts(definition))), "What it takes")


def _question(
    definition: Definition,
    role: Role,
    questions: tuple[ReadinessQuestion, ...],
    said: tuple[Leaning, ...],
) -> View:
    parts: list[Part] = [Prose(questions[len(said)].text, f"{len(said) + 1} of {len(questions)}")]
    if not said:
        parts = [Prose(WHO_READS), asks_for(definition), *parts]
    buttons = [_answers(role, (*said, leaning), LABELS[leaning]) for leaning in Leaning]
    if said:
        buttons.append(_answers(role, said[:-1], "Back"))
    return View(title=TITLE, parts=tuple(parts), buttons=tuple(buttons))


def _answers(role: Role, said: tuple[Leaning, ...], label: str) -> Button:
    given = {"role": role, "said": "".join(said)}
    return Button(label=label, action="ready.ask", answers=given, opens=True)


def thoughts(found: Weighed) -> tuple[Part, ...]:
    """What the answers come to, and what may be thought over of each that was no yes."""
    first = LATER
    if found.is_clear:
        first = CLEAR
    elif found.leans_to_it:
        first = LEANS
    return (Prose(first), *(Prose(each.think, each.text) for each in found.open_questions))


def _comes_to(definition: Definition, role: Role, found: Weighed) -> View:
    apply = Button(
        label=f"Apply as {a(definition.term(role))}",
        action=f"apply.{role}",
        answers=_begun(definition, role, found),
        style="primary",
        opens=True,
    )
    again = Button(
        label="Go through it again", action="ready.ask", answers={"role": role}, opens=True
    )
    return View(title=TITLE, parts=thoughts(found), buttons=(apply, PEOPLE, again))


def _begun(definition: Definition, role: Role, found: Weighed) -> dict[str, str]:
    """The beginnings of what somebody may write, for the question of the form that asks for it."""
    asked = {field.key for field in definition.form(role)}
    if not found.begins or FILLS[role] not in asked:
        return {}
    return {FILLS[role]: "\n\n".join(found.begins)}
