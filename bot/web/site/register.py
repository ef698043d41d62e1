"""The register as a page, for the Group: its lists in any order, narrowed, a page at a time, and as files (R3.1, R10.3)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.web.site import leads
from bot.web.site.page import Go, LooksFor, SitePage, Visit, WebPage
from handlers.kit.paging import FROM
from handlers.kit.ui import Action, Button, Link, Part, Table, TableCell, View, changed_in
from handlers.oversight.register_lists import BY, LEADS, LIST, ONLY, STATES_OF
from handlers.oversight.register_sheets import LISTS, titles
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.subject import Subject
from scheme.wording import capital

GIVEN = (LIST, BY, ONLY, FROM)  # what the address may say besides the scheme
FILES = "files"
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /register/SCHEME: by the very steps of the chat, with their rights and their lines in the audit log."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    answers: dict[str, Answer] = {key: visit.query[key] for key in GIVEN if key in visit.query}
    name = "register.save" if FILES in visit.query else "register.list"
    answers[LEADS] = "names"
    reply = await visit.bot.act(
        visit.person, Action(name=name, answers=answers, scheme=definition.key)
    )
    if not isinstance(reply.window, View):
        return NOWHERE
    window = reply.window
    pages = [button for button in window.buttons if button.action == "register.list"]
    own = {FILES: "all"} if name == "register.list" else {}
    other = "Save the register as files" if own else "The register"
    return WebPage(
        title=window.title,
        tag=definition.name,
        parts=tuple(_with_links(visit, definition, part) for part in window.parts),
        looks=_looks(visit, definition) if own else (),
        stays=leads.who(visit),
        is_wide=bool(own),
        links=(
            *((button.label, _path(visit, definition, button.answers)) for button in pages),
            (other, _path(visit, definition, own)),
            *leads.others(visit, definition.key, "register"),
        ),
    )


def _with_links(visit: Visit, definition: Definition, part: Part) -> Part:
    """A part in which what puts rows in another order leads to this page again."""
    if not isinstance(part, Table):
        return part
    columns = tuple(
        replace(
            column,
            sorts=Link(column.heading, _path(visit, definition, column.sorts.answers)),
        )
        if isinstance(column.sorts, Button)
        else column
        for column in part.columns
    )
    rows = tuple(tuple(_linked(visit, definition, cell) for cell in row) for row in part.rows)
    return replace(part, columns=columns, rows=rows)


def _linked(visit: Visit, definition: Definition, cell: TableCell) -> TableCell:
    """A name that leads to what has happened with it, on a page of its own."""
    if not isinstance(cell, Button):
        return cell
    return Link(cell.label, leads.path(visit, f"/register/{definition.key}/{cell.subject.id}"))


def _looks(visit: Visit, definition: Definition) -> tuple[LooksFor, ...]:
    """Which list, and in which state."""
    chosen = visit.query.get(LIST, LISTS[0])
    states = tuple((state, capital(state)) for state in STATES_OF.get(chosen, ()))
    which = LooksFor(
        key=LIST, label="List", given=chosen, options=tuple(titles(definition).items())
    )
    if not states:
        return (which,)
    only = visit.query.get(ONLY, "")
    return (
        which,
        LooksFor(key=ONLY, label="State", given=only, options=(("", "Every state"), *states)),
    )


def _path(visit: Visit, definition: Definition, answers: Mapping[str, Answer]) -> str:
    return leads.path(visit, f"/register/{definition.key}", answers)


async def show_timeline(visit: Visit) -> WebPage | Go:
    """GET /register/SCHEME/APPLICATION: what has happened with it, by the step of the chat."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    subject = Subject.read(f"application:{visit.given['application']}")
    action = Action(name="register.timeline", subject=subject, scheme=definition.key)
    reply = await visit.bot.act(visit.person, action)
    if not isinstance(reply.window, View):
        return NOWHERE
    return WebPage(
        title=reply.window.title,
        tag=definition.name,
        parts=tuple(changed_in(part, lambda _: None) for part in reply.window.parts),
        links=leads.others(visit, definition.key, ""),
    )


REGISTER = (
    SitePage(path="/register/{scheme}", show=show, personal=True),
    SitePage(path="/register/{scheme}/{application}", show=show_timeline, personal=True),
)
