"""A whole round on a page, for the Group: what the chat's own steps show, with room for more rows, and acted on there (R3.7)."""

from dataclasses import replace

from bot.web.site import leads
from bot.web.site.page import Go, SitePage, Visit, WebPage
from bot.web.site.window import action_of, made_afresh, page_of, said
from handlers.kit.paging import FROM
from handlers.kit.ui import Action, Button, Form, Reply
from handlers.matching.evening import AT_MOST, ROWS, title_of
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer

NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /evening/SCHEME"""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    if (again := await made_afresh(visit)) is not None:
        return _drawn(visit, definition, again)
    return _drawn(visit, definition, await visit.bot.act(visit.person, _shown(visit, definition)))


async def take(visit: Visit) -> WebPage | Go:
    """POST: by the steps of the chat. After what changes the draft stands the draft as it is then."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    reply = await visit.acts(action_of(visit, definition.key))
    if reply.window is not None and reply.window.title != title_of(definition):
        return _drawn(visit, definition, reply)
    page = await show(replace(visit, posted=[], answers={}))
    if isinstance(page, WebPage):
        return replace(page, notice=said(reply))
    return page


def _shown(visit: Visit, definition: Definition) -> Action:
    answers: dict[str, Answer] = {ROWS: str(AT_MOST)}
    if visit.query.get(FROM):
        answers[FROM] = visit.query[FROM]
    return Action(name="evening.show", answers=answers, scheme=definition.key)


def _drawn(visit: Visit, definition: Definition, reply: Reply) -> WebPage:
    if reply.window is None:
        return WebPage(title="Done", text=said(reply), tag=definition.name)

    def way(button: Button) -> str:
        if button.action == "home.show":
            return leads.path(visit, "/")
        if button.action == "evening.show":
            given = {FROM: str(button.answers[FROM])} if FROM in button.answers else {}
            return leads.path(visit, f"/evening/{definition.key}", given)
        return ""

    page = page_of(reply.window, way, definition.name)
    if isinstance(reply.window, Form):
        back = ("Back to the round", leads.path(visit, f"/evening/{definition.key}"))
        return replace(page, is_wide=True, links=(*page.links, back), notice=said(reply))
    ways = leads.others(visit, definition.key, "evening")
    return replace(page, is_wide=True, links=(*page.links, *ways))


EVENING = SitePage(path="/evening/{scheme}", show=show, take=take, personal=True)
