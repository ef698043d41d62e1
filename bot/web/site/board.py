"""The board and a pair on it, for the Group: what the chat's own steps show, drawn for a desk, and acted on there (R3.9)."""

from dataclasses import replace

from bot.web.site import leads
from bot.web.site.grid import LeadsTo, PairGrid, grid_of
from bot.web.site.page import Go, LooksFor, SitePage, Visit, WebPage
from bot.web.site.window import action_of, opener_of, page_of, said
from handlers.kit.paging import FROM
from handlers.kit.ui import Action, Button, Card, Facts, Form, Prose, Reply
from handlers.matching.board import AFTER, AMONG, MEANS
from handlers.matching.on_board import MINE, UNSELECTED
from handlers.matching.pair import WITH
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import capital, several

LOOKED_FOR = ("mentee", "mentor", "area", "only")
ON_BOARD = (*LOOKED_FOR, "one", FROM, AMONG)
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


# The whole board


async def show_board(visit: Visit) -> WebPage | Go:
    """GET /board/SCHEME"""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    again = await _form_again(visit, definition)
    if again is not None:
        return again
    given: dict[str, Answer] = {key: visit.query[key] for key in ON_BOARD if visit.query.get(key)}
    reply = await visit.bot.act(
        visit.person, Action(name="board.show", answers=given, scheme=definition.key)
    )
    page = _drawn(visit, definition, reply)
    typed = [str(given[key]) for key in ("mentee", "mentor") if key in given]
    helps = visit.bot.alarm(*typed) if typed else None
    first = (Prose(helps.message.text), *helps.message.parts) if helps else ()
    asked = any(key in given for key in (*LOOKED_FOR, "one"))
    whole = (("Show everybody", leads.path(visit, f"/board/{definition.key}")),) if asked else ()
    return replace(
        page,
        parts=(
            *first,
            *(part for part in page.parts if isinstance(part, Prose) and part.text != MEANS),
        ),
        grid=_grid(page, definition, _ways(visit, definition)),
        looks=_looks(visit, definition),
        stays=leads.who(visit),
        links=(*whole, *page.links, *leads.others(visit, definition.key, "board")),
    )


def _grid(page: WebPage, definition: Definition, ways: LeadsTo) -> PairGrid | None:
    """The mentors and those who wait, as a grid; None where there is nobody of either."""
    mentors = [part for part in page.parts if isinstance(part, Facts)]
    cards = [part for part in page.parts if isinstance(part, Card)]
    if not (mentors and cards):
        return None
    mentees = capital(several(definition.terms.mentee))
    title = f"{mentees} by how long they wait, and {several(definition.terms.mentor)}"
    corner = capital(definition.terms.mentee)
    return grid_of(title, corner, MEANS, mentors=mentors[0], cards=cards, ways=ways)


def _looks(visit: Visit, definition: Definition) -> tuple[LooksFor, ...]:
    """What the board can be searched for and narrowed to."""
    terms = definition.terms
    areas = (("", "Any area"), *((area.key, area.label) for area in definition.areas))
    kinds = (
        ("", "Everybody"),
        (UNSELECTED, "Nobody picked yet"),
        (MINE, "Waits for my word"),
    )
    return (
        LooksFor(
            key="mentee",
            label=f"{capital(terms.mentee)}: name or reference",
            given=visit.query.get("mentee", ""),
        ),
        LooksFor(
            key="mentor",
            label=f"{capital(terms.mentor)}: name",
            given=visit.query.get("mentor", ""),
        ),
        LooksFor(key="area", label="Area", given=visit.query.get("area", ""), options=areas),
        LooksFor(key="only", label="Show", given=visit.query.get("only", ""), options=kinds),
    )


# A pair


async def show_pair(visit: Visit) -> WebPage | Go:
    """GET /board/SCHEME/MENTEE/MENTOR: both by the ids of their applications."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    again = await _form_again(visit, definition)
    if again is not None:
        return again
    answers: dict[str, Answer] = {"mentor": visit.given["mentor"]}
    if visit.query.get(WITH):
        answers[WITH] = visit.query[WITH]
    action = Action(
        name="board.pair",
        subject=Subject("application", int(visit.given["mentee"])),
        answers=answers,
        scheme=definition.key,
    )
    page = _drawn(visit, definition, await visit.bot.act(visit.person, action))
    mine = leads.path(visit, f"/board/{definition.key}", {"only": MINE})
    return replace(page, links=(*page.links, ("What waits for my word", mine)))


async def show_next(visit: Visit) -> WebPage | Go:
    """GET /board/SCHEME/next: the pair that waits next for whoever asks, after `?after=`."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    again = await _form_again(visit, definition)
    if again is not None:
        return again
    answers: dict[str, Answer] = {AFTER: visit.query.get(AFTER, "")}
    action = Action(name="board.next", answers=answers, scheme=definition.key)
    return _drawn(visit, definition, await visit.bot.act(visit.person, action))


# What is done there


async def take(visit: Visit) -> WebPage | Go:
    """POST: by the steps of the chat. What is done is said above the page as it stands then."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    reply = await visit.acts(action_of(visit, definition.key))
    if reply.window is not None:
        return _drawn(visit, definition, reply)
    fresh = replace(visit, posted=[], answers={})
    try:
        page = await _shown_again(fresh)
    except Refusal:  # what was done closed it to them, as when somebody stands aside
        back = leads.path(visit, f"/board/{definition.key}")
        return WebPage(
            title="Done",
            text=said(reply),
            tag=definition.name,
            links=(("Back to the board", back),),
        )
    if isinstance(page, WebPage):
        return replace(page, notice=said(reply) or "Done.")
    return page


async def _shown_again(visit: Visit) -> WebPage | Go:
    """The page that something was sent from; of what leads on, the next after it."""
    if "mentee" in visit.given:
        return await show_pair(visit)
    if "next" in visit.given:
        return await show_next(visit)
    return await show_board(visit)


async def _form_again(visit: Visit, definition: Definition) -> WebPage | None:
    """The form that was sent and refused, made afresh; None where none was, or it can't be opened any more."""
    opener = opener_of(visit) if visit.posted else None
    if opener is None:
        return None
    try:
        reply = await visit.bot.act(visit.person, opener)
    except Refusal:
        return None
    return _drawn(visit, definition, reply) if isinstance(reply.window, Form) else None


def _drawn(visit: Visit, definition: Definition, reply: Reply) -> WebPage:
    window = reply.window
    if window is None:
        return WebPage(title="Done", text=said(reply), tag=definition.name)
    page = page_of(window, _ways(visit, definition), definition.name)
    page = replace(page, is_wide=True)
    if isinstance(window, Form):
        back = leads.path(visit, _here(visit, definition))
        return replace(page, links=(*page.links, ("Back", back)), notice=said(reply))
    return page


def _here(visit: Visit, definition: Definition) -> str:
    if "mentee" in visit.given:
        return f"/board/{definition.key}/{visit.given['mentee']}/{visit.given['mentor']}"
    if "next" in visit.given:
        return f"/board/{definition.key}/next"
    return f"/board/{definition.key}"


def _ways(visit: Visit, definition: Definition) -> LeadsTo:
    """Where the buttons of the board lead on this site."""

    def way(button: Button) -> str:
        key = definition.key
        if button.action == "home.show":
            return leads.path(visit, "/")
        if button.action == "board.glance":
            return leads.path(visit, f"/board/{key}")
        if button.action == "board.show":
            given = {name: str(answer) for name, answer in button.answers.items()}
            return leads.path(visit, f"/board/{key}", given)
        if button.action == "board.next":
            given = {AFTER: str(button.answers.get(AFTER, ""))}
            return leads.path(visit, f"/board/{key}/next", given)
        if button.action == "board.pair":
            mentee = Subject.read(button.subject).id
            given = {WITH: str(button.answers[WITH])} if WITH in button.answers else {}
            return leads.path(visit, f"/board/{key}/{mentee}/{button.answers['mentor']}", given)
        return ""

    return way


BOARD = (
    SitePage(path="/board/{scheme}", show=show_board, take=take, personal=True),
    SitePage(path="/board/{scheme}/{next:next}", show=show_next, take=take, personal=True),
    SitePage(
        path=r"/board/{scheme}/{mentee:[1-9]\d{0,8}}/{mentor:[1-9]\d{0,8}}",
        show=show_pair,
        take=take,
        personal=True,
    ),
)
