"""The pages of events: those for oneself, one of them with all there is to know, and what a host sees; acted on there (R9.1)."""

from dataclasses import replace

from bot.web.site import leads
from bot.web.site.grid import LeadsTo
from bot.web.site.page import Go, SitePage, Visit, WebPage
from bot.web.site.window import action_of, made_afresh, page_of, said
from handlers.kit.paging import FROM
from handlers.kit.ui import Action, Button, Card, Link, Part, Reply, Table, TableColumn
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.subject import Subject

NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)
OPENED = {"events.look": "", "events.guests": "host/"}  # what stands in the path before the id


async def show(visit: Visit) -> WebPage | Go:
    """GET /events/SCHEME, /events/SCHEME/ID and /events/SCHEME/host/ID: by the very steps of the chat."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    if (again := await made_afresh(visit)) is not None:
        return _drawn(visit, definition, again)
    return _drawn(visit, definition, await visit.bot.act(visit.person, _shown(visit, definition)))


async def take(visit: Visit) -> WebPage | Go:
    """POST: by the steps of the chat. What is done is said above the page as it stands then."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    reply = await visit.acts(action_of(visit, definition.key))
    if reply.window is not None:
        return _drawn(visit, definition, reply)
    page = await show(replace(visit, posted=[], answers={}))
    if isinstance(page, WebPage):
        return replace(page, notice=said(reply) or "\n\n".join(one.text for one in reply.cards))
    return page


def _shown(visit: Visit, definition: Definition) -> Action:
    answers: dict[str, Answer] = {FROM: visit.query[FROM]} if visit.query.get(FROM) else {}
    if "host" in visit.given:
        subject = Subject("learningevent", int(visit.given["host"]))
        return Action(name="events.guests", subject=subject, answers=answers, scheme=definition.key)
    if "id" in visit.given:
        subject = Subject("signup", int(visit.given["id"]))
        return Action(name="events.look", subject=subject, scheme=definition.key)
    return Action(name="events.show", answers=answers, scheme=definition.key)


def _drawn(visit: Visit, definition: Definition, reply: Reply) -> WebPage:
    window = reply.window
    if window is None:
        return WebPage(title="Done", text=said(reply), tag=definition.name)
    ways = _ways(visit, definition)
    page = page_of(window, ways, definition.name)
    links = page.links
    whole = leads.path(visit, f"/events/{definition.key}")
    if window.title != "Events" and whole not in {path for _, path in links}:
        links = (*links, ("All events", whole))
    return replace(
        page,
        parts=tuple(_in_rows(page.parts, ways)),
        links=tuple(dict.fromkeys((*links, leads.chat(visit)))),
        notice=said(reply),
    )


def _in_rows(parts: tuple[Part, ...], ways: LeadsTo) -> list[Part]:
    """Cards as rows of a table, each with the way to its own page; all else as it is."""
    cards = [part for part in parts if isinstance(part, Card)]
    if not cards:
        return list(parts)
    rows = tuple((_named(card, ways), card.subtitle, card.text) for card in cards)
    columns = tuple(TableColumn(heading=heading) for heading in ("Event", "When", "How it stands"))
    table = Table(title="Your events", columns=columns, rows=rows)
    return [table, *(part for part in parts if not isinstance(part, Card))]


def _named(card: Card, ways: LeadsTo) -> str | Link:
    for button in card.buttons:
        if way := ways(button):
            return Link(card.title, way)
    return card.title


def _ways(visit: Visit, definition: Definition) -> LeadsTo:
    """Where the buttons of events lead on this site."""

    def way(button: Button) -> str:
        base = f"/events/{definition.key}"
        if button.action == "home.show":
            return leads.path(visit, "/")
        if button.action == "events.show":
            return leads.path(visit, base)
        if button.action in OPENED:
            number = Subject.read(button.subject).id
            given = {FROM: str(button.answers[FROM])} if FROM in button.answers else {}
            return leads.path(visit, f"{base}/{OPENED[button.action]}{number}", given)
        return ""

    return way


EVENTS = (
    SitePage(path="/events/{scheme}", show=show, take=take, personal=True),
    SitePage(path=r"/events/{scheme}/{id:[1-9]\d{0,8}}", show=show, take=take, personal=True),
    SitePage(
        path=r"/events/{scheme}/host/{host:[1-9]\d{0,8}}", show=show, take=take, personal=True
    ),
)
