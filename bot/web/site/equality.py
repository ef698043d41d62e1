"""The page of the equality form: whoever has a way in answers once, and the page knows nobody's name (R10.4).

It is not personal: who is signed in is not asked, nothing is audited, and no draft or kept reply has an answer in it.
"""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from handlers.kit.ui import Bullets
from handlers.survey.equality import KEPT, WAY_IN
from scheme.definition.definition import Definition
from scheme.figures.equality import EqualityStage
from scheme.forms.checking import check
from scheme.people import Role
from storage.engine.encryption import KeyProblem, vault
from storage.figures import equality

OVER = WebPage(
    title="There is nothing to answer here",
    text="This link was used, or leads nowhere. Each works once. Nothing is needed from you.",
    status=410,
)
_SAID: TypeAdapter[tuple[str, str, Role, EqualityStage, str]] = TypeAdapter(
    tuple[str, str, Role, EqualityStage, str]
)


@dataclass(frozen=True, kw_only=True)
class LetIn:
    """What a way in says: of which scheme and role, how far, and the mark of the one answer that it allows."""

    definition: Definition
    role: Role
    stage: EqualityStage
    mark: str


async def show(visit: Visit) -> WebPage | Go:
    """GET /equality/form/…: the questions. Opening it uses nothing up."""
    let_in = _let_in(visit)
    if let_in is None:
        return OVER
    async with visit.bot.work(writes=False) as work:
        if await equality.has_answered(work, let_in.mark):
            return OVER
    asked = let_in.definition.equality
    least = str(asked.minimum)
    return WebPage(
        title="Equality form",
        tag=let_in.definition.name,
        text=asked.about,
        parts=(Bullets(tuple(line.format(least=least) for line in KEPT), "What becomes of it"),),
        forms=(PageForm(fields=asked.fields, buttons=(Submit(label="Send without my name"),)),),
    )


async def take(visit: Visit) -> WebPage | Go:
    """POST /equality/form/…: the answers wait among others, and the way in is used."""
    let_in = _let_in(visit)
    if let_in is None:
        return OVER
    given = check(let_in.definition.equality.fields, visit.answers)
    sheet = {key: str(answer) for key, answer in given.items() if answer}
    async with visit.bot.work() as work:
        kept = await equality.keep(
            work, let_in.definition, let_in.role, let_in.stage, mark=let_in.mark, sheet=sheet
        )
    if not kept:
        return OVER
    return WebPage(
        title="Thank you",
        tag=let_in.definition.name,
        text="Your answers count, without your name. You can close this page.",
    )


def _let_in(visit: Visit) -> LetIn | None:
    """What a way in says; None for what is none, or of a scheme that asks nothing any more."""
    try:
        said = _SAID.validate_python(vault.unseal_json(visit.given["token"]))
    except (KeyProblem, ValidationError, ValueError):
        return None
    what, scheme, role, stage, mark = said
    definition = visit.bot.definitions.get(scheme)
    if what != WAY_IN or definition is None or not definition.equality.questions:
        return None
    return LetIn(definition=definition, role=role, stage=stage, mark=mark)


EQUALITY = SitePage(path="/equality/form/{token}", show=show, take=take, secret=True)
