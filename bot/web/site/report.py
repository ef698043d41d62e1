"""The report of a year as a page on which members write their part together, and from which its files are saved (R10.2)."""

from dataclasses import replace

from bot.web.site import leads
from bot.web.site.grid import LeadsTo
from bot.web.site.page import Go, SitePage, Visit, WebPage
from bot.web.site.window import action_of, made_afresh, page_of, said
from handlers.kit.ui import Action, Button, Form, Reply
from handlers.reports.asked import ROUND, YEAR
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer

FILES = "files"
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /report/SCHEME: by the very steps of the chat, with their rights and their lines in the audit log."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    if (again := await made_afresh(visit)) is not None:
        return _drawn(visit, definition, again)
    answers: dict[str, Answer] = {
        key: visit.query[key] for key in (YEAR, ROUND) if visit.query.get(key)
    }
    name = "report.files" if FILES in visit.query else "report.group"
    action = Action(name=name, answers=answers, scheme=definition.key)
    return _drawn(visit, definition, await visit.bot.act(visit.person, action))


async def take(visit: Visit) -> WebPage | Go:
    """POST: one's own part is opened, and kept; then stands the draft with everybody's."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    reply = await visit.acts(action_of(visit, definition.key))
    page = _drawn(visit, definition, reply)
    if isinstance(reply.window, Form):
        return page
    return replace(page, notice=said(reply) or "Kept.")


def _drawn(visit: Visit, definition: Definition, reply: Reply) -> WebPage:
    if reply.window is None:
        return WebPage(
            title="Not counted yet",
            text=said(reply),
            tag=definition.name,
            links=(leads.chat(visit),),
        )
    page = page_of(reply.window, _ways(visit, definition), definition.name)
    links = page.links
    if isinstance(reply.window, Form):
        links = (("The draft", leads.path(visit, f"/report/{definition.key}")),)
    return replace(page, links=tuple(dict.fromkeys((*links, leads.chat(visit)))))


def _ways(visit: Visit, definition: Definition) -> LeadsTo:
    """Where the buttons of the report lead on this site."""

    def way(button: Button) -> str:
        base = f"/report/{definition.key}"
        if button.action == "home.show":
            return leads.path(visit, "/")
        if button.action == "report.group":
            return leads.path(visit, base, button.answers)
        if button.action == "report.files":
            return leads.path(visit, base, {**button.answers, FILES: "all"})
        return ""

    return way


REPORT = SitePage(path="/report/{scheme}", show=show, take=take, personal=True)
