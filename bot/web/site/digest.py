"""The register in short, for the Group, on a page: by the steps that show and send it in the chat, and its files (R3.8)."""

from dataclasses import replace

from bot.web.site import leads
from bot.web.site.page import Go, SitePage, Visit, WebPage
from bot.web.site.window import action_of, page_of, said
from handlers.kit.ui import Action, Button, Part, Table, View, changed_in
from scheme.definition.definition import Definition

FILES = "files"
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /digest/SCHEME"""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    name = "digest.files" if FILES in visit.query else "digest.show"
    reply = await visit.bot.act(visit.person, Action(name=name, scheme=definition.key))
    if not isinstance(reply.window, View):
        return NOWHERE
    page = page_of(reply.window, lambda button: _way(visit, definition, button), definition.name)
    return replace(
        page,
        parts=tuple(map(_plain, page.parts)),
        links=(*_own(page), *leads.others(visit, definition.key, "digest")),
    )


async def take(visit: Visit) -> WebPage | Go:
    """POST: the Group's channel has it, by the step of the chat; then stands the page as before."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    reply = await visit.acts(action_of(visit, definition.key))
    page = await show(replace(visit, posted=[], answers={}))
    if isinstance(page, WebPage):
        return replace(page, notice=said(reply))
    return page


def _way(visit: Visit, definition: Definition, button: Button) -> str:
    """Where a button leads on this site; "" for one that is sent."""
    path = f"/digest/{definition.key}"
    ways = {
        "digest.show": leads.path(visit, path),
        "digest.files": leads.path(visit, path, {FILES: "all"}),
        "board.glance": leads.path(visit, f"/board/{definition.key}"),
        "home.show": leads.path(visit, "/"),
    }
    return ways.get(button.action, "")


def _own(page: WebPage) -> tuple[tuple[str, str], ...]:
    """The ways within the page; those to others stand with all of them."""
    return tuple((label, path) for label, path in page.links if path.startswith("/digest/"))


def _plain(part: Part) -> Part:
    """A part without buttons, nor columns of them: what they do belongs to the chat."""
    if isinstance(part, Table):
        part = _without_presses(part)
    return changed_in(part, lambda _: None)


def _without_presses(table: Table) -> Table:
    kept = [
        at
        for at, _ in enumerate(table.columns)
        if not any(isinstance(row[at], Button) for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in table.rows),
    )


DIGEST = SitePage(path="/digest/{scheme}", show=show, take=take, personal=True)
