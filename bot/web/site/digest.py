"""The register in short, for the Group, on a page: by the steps that show it in the chat, and its files (R3.8)."""

from dataclasses import replace

from bot.web.site import leads
from bot.web.site.page import Go, SitePage, Visit, WebPage
from handlers.kit.ui import Action, Button, Part, Table, View, changed_in

FILES = "files"
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /digest/SCHEME"""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    saves = FILES in visit.query
    action = Action(name="digest.files" if saves else "digest.show", scheme=definition.key)
    reply = await visit.bot.act(visit.person, action)
    if not isinstance(reply.window, View):
        return NOWHERE
    path = f"/digest/{definition.key}"
    if saves:
        other = ("The register in short", leads.path(visit, path))
    else:
        other = ("Save it as files", leads.path(visit, path, {FILES: "all"}))
    return WebPage(
        title=reply.window.title,
        tag=definition.name,
        parts=tuple(map(_plain, reply.window.parts)),
        links=(other, *leads.others(visit, definition.key, "digest")),
    )


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


DIGEST = SitePage(path="/digest/{scheme}", show=show, personal=True)
