"""The way to the equality form: voluntary, on a page of its own, which knows nobody's name (R10.4)."""

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import DATA
from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Link, Part, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.figures.equality import EqualityStage
from scheme.wording import a
from storage.engine.encryption import vault
from storage.figures import equality as answers
from storage.work import Work

equality = Conversation(name="equality")

PATH = "/equality/form"  # of the page that asks
WAY_IN = "equality form"  # what a way in holds first, sealed
KEPT = (
    "Every question can be left out, and whether you answer at all is noted nowhere that anybody can read.",
    (
        "No name, day or place goes with your answers. They wait, encrypted, until enough others have answered, and then become "
        "numbers together."
    ),
    "Numbers are shown once a year, of {least} people or more, and of nobody who could be told from the others.",
    "As nobody can find your answers again, you can't change or take them back.",
)
STAGES: dict[EqualityStage, str] = {
    "applied": "as {role} who applied",
    "matched": "as {role} in a partnership",
    "concluded": "as {role} whose partnership has ended",
}
NOTHING_TO_ANSWER = (
    "There is no equality form for you to answer now. You are asked once when you apply, once in a partnership, and once "
    "after it, and only if you wish."
)


@equality.step("open", Audience.ANYONE, reads=True, in_help=DATA.entry("Equality form", 80))
async def open_form(turn: Turn, work: Work) -> Reply:
    """What becomes of the answers, and a way to each form that can be answered now."""
    definition = turn.definition
    if not definition.equality.questions:
        return says("This scheme has no equality form.", HOME)
    found = await answers.open_to(work, definition.key, turn.person.id)
    if not found:
        return says(NOTHING_TO_ANSWER, HOME)
    parts: list[Part] = []
    if definition.equality.about:
        parts.append(Prose(definition.equality.about))
    least = str(definition.equality.minimum)
    parts.append(Bullets(tuple(line.format(least=least) for line in KEPT), "What becomes of it"))
    for application, stage in found:
        role = a(definition.term(application.role))
        let_in = vault.seal_json(
            [
                WAY_IN,
                definition.key,
                application.role,
                stage,
                answers.mark_of(application, stage),
            ]
        )
        parts.append(
            Link(
                f"Answer {STAGES[stage].format(role=role)}",
                f"{turn.catalogue.site}{PATH}/{let_in}",
            )
        )
    return Reply(window=View(title="Equality form", parts=tuple(parts), buttons=(HOME,)))
