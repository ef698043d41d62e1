"""The board: all who wait and all mentors with places at once, for a member; in the chat a short form of it (R3.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP
from handlers.kit.paging import FROM, ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Button,
    Card,
    Facts,
    Link,
    Part,
    Prose,
    Reply,
    View,
)
from handlers.matching.nobody_suits import what_else_for
from handlers.matching.on_board import Asks, OnBoard, Waits, drawn, on_board
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.fields import Answer
from scheme.ids import ApplicationId
from scheme.matching.board import Board, BoardCell, BoardRow, free_after
from scheme.matching.ranking import Mentor
from scheme.subject import Subject
from scheme.wording import capital, counted, several
from storage.many import apart
from storage.work import Work

board = Conversation(name="board")

ROWS = 20  # mentees on a page of the board
COLUMNS = 20  # mentors beside one another
AMONG = "among"  # the answer by which a button says how many mentors come before its columns
AFTER = "after"  # the answer that says whose application was looked at last
BEST = 3  # mentors that the short form names
PICKED = "Picked"
NOT_NOW = "No"
NEXT = "Next for me"
MEANS = (
    "Good: goals and experience meet, and nothing speaks against it. Possible: something to ask about. With care: something "
    "to weigh first. "
    "Picked: selected so far. No: can't be proposed; open it to read why. A number is the place in that row's order."
)


@board.step("show", Audience.MEMBER, opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """The board, a page at a time; of what was looked for alone where something was (R3.9)."""
    whole = await on_board(turn, work)
    asks = Asks.of(turn)
    found = await apart(whole.asked_for, turn, asks)
    rows = _page(turn, FROM, ROWS, len(found.waits))
    waits = rows.of(found.waits)
    pairs = await drawn(turn, waits, found.mentors)
    columns = _page(turn, AMONG, COLUMNS, len(pairs.mentors))
    parts: list[Part] = [Prose(_in_short(turn, whole, found))]
    if whole.here:
        parts.append(
            Prose(f"{listed(whole.here)} also {_has(whole.here)} the board open just now.")
        )
    if waits and pairs.mentors:
        # Four hundred pairs have their words made here, which is as much as to put them in order.
        parts += await apart(_drawn, turn, whole, waits, pairs, columns=columns)
        parts.append(Prose(MEANS, "What the words mean"))
    else:
        parts.append(Prose(_empty(turn, whole, asks)))
    return Reply(
        window=View(
            title="The board",
            parts=tuple(parts),
            buttons=(
                *_next_for(waits),
                *_ways(turn, rows, several(turn.definition.terms.mentee)),
                *_ways(turn, columns, several(turn.definition.terms.mentor)),
                *_nobody_suits(asks, found),
            ),
        )
    )


@dataclass(frozen=True, kw_only=True)
class _Stretch(ListPage):
    """Some of the rows, or of the columns; `key` is the answer that says how many come before."""

    key: str = FROM


def _page(turn: Turn, key: str, length: int, count: int) -> _Stretch:
    last = max(count - 1, 0) // length * length
    start = min(max(turn.number(key), 0), last)
    return _Stretch(
        count=count,
        start=start,
        length=length,
        action="board.show",
        subject=turn.subject,
        carries=_asked(turn),
        key=key,
    )


def _asked(turn: Turn) -> Mapping[str, Answer]:
    """What the board was asked for, as its buttons carry it on."""
    given = ("mentee", "mentor", "area", "only", "one", FROM, AMONG)
    return {key: turn.given(key) for key in given if turn.given(key)}


def _ways(turn: Turn, stretch: _Stretch, terms: str) -> list[Button]:
    """To those before and after, of the rows or of the columns."""
    ways = []
    if stretch.start:
        ways.append(
            _to(stretch, f"{capital(terms)} before", max(stretch.start - stretch.length, 0))
        )
    if stretch.end < stretch.count:
        ways.append(_to(stretch, f"More {terms}", stretch.end))
    return ways


def _to(stretch: _Stretch, label: str, start: int) -> Button:
    answers = {**stretch.carries, stretch.key: str(start)}
    return Button(label=label, action=stretch.action, answers=answers, opens=True)


def _in_short(turn: Turn, whole: OnBoard, found: OnBoard) -> str:
    terms = turn.definition.terms
    told = f"{counted(len(whole.waits), terms.mentee)} {_wait(len(whole.waits))}"
    if whole.waits:
        longest = max(each.days for each in whole.waits)
        told = f"{told}, the longest for {counted(longest, 'day')}"
    free = sum(1 for mentor in whole.mentors if free_after(mentor, {}) > 0)
    told = f"{told}. {counted(free, terms.mentor)} {_has(range(free))} a place free."
    if len(found.waits) != len(whole.waits):
        told = f"{told} {len(found.waits)} of them are what you looked for."
    return told


def _empty(turn: Turn, whole: OnBoard, asks: Asks) -> str:
    terms = turn.definition.terms
    if not whole.waits:
        return f"No {terms.mentee} waits to be matched just now. Thank you."
    if not asks.is_everybody:
        return "Nobody here is what you looked for. Try a shorter name, or show everybody."
    return f"No {terms.mentor} can be proposed to those who wait. Open one of them to see what can be done."


def _drawn(
    turn: Turn, whole: OnBoard, waits: Sequence[Waits], pairs: Board, *, columns: _Stretch
) -> list[Part]:
    """The mentors of these columns with their places, then a card for each who waits, with a button for each of them."""
    mentors = columns.of(pairs.mentors)
    rows = tuple(
        (mentor.application.applicant, places_of(mentor, whole.selected)) for mentor in mentors
    )
    terms = turn.definition.terms
    return [
        Facts(rows, capital(several(terms.mentor))),
        *(
            Card(
                title=each.application.applicant,
                subtitle=waited(each),
                text=". ".join(so_far(turn, each, whole)),
                buttons=(
                    _alone(each),
                    *(
                        to_pair(word_of(cell), each.subject, cell.mentor.application.id)
                        for cell in columns.of(row.cells)
                    ),
                ),
            )
            for each, row in zip(waits, pairs.rows, strict=True)
        ),
    ]


def _next_for(waits: Sequence[Waits]) -> tuple[Button, ...]:
    """To what waits for the reader, where anybody waits at all."""
    if not waits:
        return ()
    return (to_next(label=NEXT),)


def _nobody_suits(asks: Asks, found: OnBoard) -> tuple[Button, ...]:
    """What can be done where no mentor suits the one who is looked at (R3.5)."""
    if not asks.one:
        return ()
    return tuple(what_else_for(each.subject) for each in found.waits)


def _alone(each: Waits) -> Button:
    """All mentors for one who waits, best first."""
    answers = {"one": str(each.application.id)}
    return Button(label="All for them", action="board.show", answers=answers, opens=True)


def places_of(mentor: Mentor, selected: Mapping[ApplicationId, int]) -> str:
    """A mentor's free places, and for how many who wait they are selected so far."""
    free = mentor.capacity - mentor.taken
    times = selected.get(mentor.application.id, 0)
    told = f"{counted(free, 'place')} free"
    if times:
        return f"{told}, picked for {times}"
    return told


def waited(each: Waits) -> str:
    """How long somebody has waited, and whether they come first."""
    told = "since today" if each.days < 1 else counted(each.days, "day")
    if each.application.priority:
        return f"{told}, comes first"
    return told


def so_far(turn: Turn, each: Waits, whole: OnBoard) -> list[str]:
    """What has been selected for somebody, who agreed, and who looks at them just now."""
    told = []
    if each.waiting.held:
        needed = turn.definition.choosing.approvals
        names = [
            mentor.application.applicant
            for mentor in whole.mentors
            if mentor.application.id in each.waiting.held
        ]
        told.append(f"{', '.join(names)}: {len(each.pending.agreed)} of {needed} agreed")
        if turn.person.id in each.pending.agreed:
            told.append("You agreed")
    if each.looking:
        told.append(f"{listed(each.looking)} {'is' if len(each.looking) == 1 else 'are'} looking")
    return told


def to_pair(label: str, mentee: Subject, mentor: ApplicationId) -> Button:
    """Opens a pair: the mentee's application and a mentor's."""
    return Button(
        label=label,
        action="board.pair",
        subject=mentee,
        answers={"mentor": str(mentor)},
        opens=True,
    )


def back_to_board() -> Button:
    """From a pair back to all of them."""
    return Button(label="Back to the board", action="board.glance", opens=True)


def to_next(after: ApplicationId | None = None, label: str = "On to the next") -> Button:
    """Leads on from a pair, or from all of them, to what waits for whoever presses it, in the order of the board."""
    answers = {AFTER: str(after)} if after else {}
    return Button(label=label, action="board.next", answers=answers, opens=True)


def word_of(cell: BoardCell) -> str:
    """What stands in a cell: the verdict in a word, and the place in the mentee's order of the first few."""
    if cell.is_held:
        return PICKED
    if cell.suggestion is None:
        return NOT_NOW
    word = cell.suggestion.verdict.word
    if cell.place <= BEST:
        return f"{word} {cell.place}"
    return word


def listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


def _has(things: Sequence[object]) -> str:
    return "has" if len(things) == 1 else "have"


# In the chat


@board.step("glance", Audience.MEMBER, opens=True, in_help=GROUP.entry("The board", 18))
async def glance(turn: Turn, work: Work) -> Reply:
    """The short form: who waits, with the three mentors who suit each best, and the way to the whole board."""
    whole = await on_board(turn, work)
    page = ListPage.of_cards(turn, "board.glance", len(whole.waits))
    waits = page.of(whole.waits)
    pairs = await drawn(turn, waits, whole.mentors)
    link: tuple[Part, ...] = ()
    if address := turn.catalogue.page(f"/board/{turn.definition.key}", turn.person.id):
        link = (Link("Open the whole board", address),)
    cards = await apart(_cards, turn, waits, pairs, whole=whole)
    return Reply(
        window=View(
            title="The board",
            parts=(
                Prose(_in_short(turn, whole, whole)),
                *link,
                *page.heading(),
                *cards,
            ),
            buttons=(*_next_for(waits), *page.ways()),
        )
    )


def _cards(turn: Turn, waits: Sequence[Waits], pairs: Board, *, whole: OnBoard) -> list[Card]:
    return [
        _card(turn, each, row, whole=whole) for each, row in zip(waits, pairs.rows, strict=True)
    ]


def _card(turn: Turn, each: Waits, row: BoardRow, *, whole: OnBoard) -> Card:
    held = [cell for cell in row.cells if cell.is_held]
    best = [*held, *(cell for cell in row.best if not cell.is_held)][: max(BEST, len(held))]
    names = [f"{cell.mentor.application.applicant}: {word_of(cell)}" for cell in best]
    told = so_far(turn, each, whole)
    open_it = [
        to_pair(cell.mentor.application.applicant, each.subject, cell.mentor.application.id)
        for cell in best
    ]
    everybody = Button(
        label="All suggestions", action="propose.open", subject=each.subject, opens=True
    )
    nobody = replace(what_else_for(each.subject), place="menu")
    return Card(
        title=_called(each.application),
        subtitle=". ".join((f"Has waited {waited(each)}", *told)),
        text="; ".join(names) or f"No {turn.definition.terms.mentor} can be proposed yet.",
        buttons=(*open_it, everybody, nobody),
    )


def _called(application: Application) -> str:
    return f"{application.ref}, {application.applicant}"
