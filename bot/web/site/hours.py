"""One's own hours log as a page: months and entries as tables, acted on by the very steps of the chat (R6.5)."""

from collections.abc import Sequence
from dataclasses import replace

from bot.web.site import leads
from bot.web.site.grid import LeadsTo
from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from bot.web.site.window import PRESSES, action_of, made_afresh, page_of, said
from handlers.desk.encoding import encoded
from handlers.kit.paging import FROM
from handlers.kit.ui import (
    Action,
    Button,
    Card,
    Form,
    Link,
    Part,
    Reply,
    Table,
    TableCell,
    TableColumn,
)
from handlers.learning.hours import YEAR
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer

GIVEN = (YEAR, FROM)  # what the address may say besides the scheme
FILES = "files"
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /hours/SCHEME"""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    if (again := await made_afresh(visit)) is not None:
        return _drawn(visit, definition, again)
    answers: dict[str, Answer] = {key: visit.query[key] for key in GIVEN if visit.query.get(key)}
    name = "hours.save" if FILES in visit.query else "hours.show"
    action = Action(name=name, answers=answers, scheme=definition.key)
    return _drawn(visit, definition, await visit.bot.act(visit.person, action))


async def take(visit: Visit) -> WebPage | Go:
    """POST: by the steps of the chat. What is done is said above the log as it stands then."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    reply = await visit.acts(action_of(visit, definition.key))
    if reply.window is not None or _asks(reply):
        return _drawn(visit, definition, reply)
    page = await show(replace(visit, posted=[], answers={}))
    if isinstance(page, WebPage):
        return replace(page, notice=said(reply) or "Done.")
    return page


def _asks(reply: Reply) -> bool:
    """Whether somebody is to say for which partnership it is: several buttons of forms, below one question."""
    return any(len(message.buttons) > 1 for message in reply.says)


def _drawn(visit: Visit, definition: Definition, reply: Reply) -> WebPage:
    window = reply.window
    back = ("My hours", leads.path(visit, f"/hours/{definition.key}"))
    if window is None:
        pressed = tuple(
            Submit(label=button.label, value=encoded(button.does), style="")
            for message in reply.says
            for button in message.buttons
        )
        form = PageForm(mark=PRESSES, buttons=pressed)
        return WebPage(
            title="My hours",
            text=said(reply),
            tag=definition.name,
            forms=(form,) if pressed else (),
            links=(back, leads.chat(visit)),
        )
    page = page_of(window, _ways(visit, definition), definition.name)
    links = page.links
    if back not in links and (isinstance(window, Form) or window.title != "My hours"):
        links = (*links, back)
    return replace(
        page,
        parts=tuple(_in_rows(page.parts)),
        links=(*links, leads.chat(visit)),
        notice=said(reply),
        is_wide=True,
    )


def _in_rows(parts: Sequence[Part]) -> list[Part]:
    """Entries as rows of a table, each with what can be done with it; all else as it is."""
    parts = [part for part in parts if not isinstance(part, Link)]  # to this very page
    cards = [part for part in parts if isinstance(part, Card)]
    if not cards:
        return parts
    headings = ("Day", "Time", "Change", "Delete")
    rows: list[tuple[TableCell, ...]] = []
    for card in cards:
        presses: tuple[TableCell, ...] = card.buttons or ("", "")
        rows.append((card.title, card.text, *presses))
    table = Table(
        title="Entries, the latest first",
        columns=tuple(TableColumn(heading=heading) for heading in headings),
        rows=tuple(rows),
    )
    return [*(part for part in parts if not isinstance(part, Card)), table]


def _ways(visit: Visit, definition: Definition) -> LeadsTo:
    """Where the buttons of the log lead on this site."""

    def way(button: Button) -> str:
        base = f"/hours/{definition.key}"
        if button.action == "home.show":
            return leads.path(visit, "/")
        if button.action == "hours.show":
            return leads.path(visit, base, button.answers)
        if button.action == "hours.save":
            return leads.path(visit, base, {**button.answers, FILES: "all"})
        return ""

    return way


HOURS = SitePage(path="/hours/{scheme}", show=show, take=take, personal=True)
