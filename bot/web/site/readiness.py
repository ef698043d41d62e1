"""Is it right for me now? For whoever reads about a scheme, without signing in; what they send is kept nowhere (R2.1)."""

from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from handlers.kit.ui import Prose
from handlers.learning.readiness import LABELS, TITLE, WHO_READS, asks_for, role_in, thoughts
from scheme.definition.definition import Definition
from scheme.definition.readiness import ReadinessQuestion
from scheme.forms.checking import check
from scheme.forms.fields import ChoiceField, Option
from scheme.learning.readiness import Leaning, weighed
from scheme.people import Role
from scheme.wording import a

PATH = "/ready"
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here asks this at that address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /ready/SCHEME, then /ready/SCHEME/ROLE: all questions at once."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None or not definition.readiness.offered:
        return NOWHERE
    role = role_in(visit.given.get("role", ""))
    if role is None:
        links = tuple(
            (f"As {a(definition.term(each))}", f"{PATH}/{definition.key}/{each}")
            for each in ("mentee", "mentor")
        )
        return WebPage(title=TITLE, tag=definition.name, text=WHO_READS, links=links)
    return WebPage(
        title=TITLE,
        tag=definition.name,
        text=WHO_READS,
        parts=(asks_for(definition),),
        forms=(
            PageForm(
                fields=_fields(definition.readiness.of(role)),
                buttons=(Submit(label="What does it come to?"),),
            ),
        ),
        links=(_about(definition),),
    )


async def take(visit: Visit) -> WebPage | Go:
    """POST: what the answers come to. Nothing is written anywhere. Raises `Refusal` where a question has no answer."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    role = role_in(visit.given.get("role", ""))
    if definition is None or role is None or not definition.readiness.offered:
        return NOWHERE
    return _comes_to(definition, role, visit)


def _comes_to(definition: Definition, role: Role, visit: Visit) -> WebPage:
    questions = definition.readiness.of(role)
    answers = check(_fields(questions), visit.answers)
    said = [Leaning(str(answers[field.key])) for field in _fields(questions)]
    parts = thoughts(weighed(questions, said))
    return WebPage(
        title=TITLE,
        tag=definition.name,
        parts=(*parts, Prose("How one applies stands on the page of the scheme.")),
        links=(_about(definition), ("Go through it again", f"{PATH}/{definition.key}/{role}")),
    )


def _fields(questions: tuple[ReadinessQuestion, ...]) -> tuple[ChoiceField, ...]:
    options = tuple(Option(key=leaning, label=LABELS[leaning]) for leaning in Leaning)
    return tuple(
        ChoiceField(key=f"q{number}", label=question.text, options=options)
        for number, question in enumerate(questions, 1)
    )


def _about(definition: Definition) -> tuple[str, str]:
    return f"About {definition.name}", f"/about/{definition.key}"


READINESS = (
    SitePage(path=f"{PATH}/{{scheme}}", show=show),
    SitePage(path=f"{PATH}/{{scheme}}/{{role:mentee|mentor}}", show=show, take=take),
)
