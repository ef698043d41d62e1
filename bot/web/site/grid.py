"""The board's table as a page draws it: names along both sides, a verdict in a word for each pair.

It is no `Table` of `handlers.kit.ui`. That has rows that are read one by one, each cell a text or something to press, and
becomes a card for each row in a chat. Here a cell has a kind that is drawn, a place in its row, and the names of both for
whoever hears it by itself; a phone shows the first few cells of a row; and the arrow keys go both ways.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers.kit.ui import Button, Card, Facts
from handlers.matching.board import NOT_NOW, PICKED
from scheme.matching.verdict import WORDS

LeadsTo = Callable[
    [Button], str
]  # the path a button leads to on this site; "" where it is to be pressed
KINDS: Mapping[str, str] = {
    **{word: tone for tone, word in WORDS.items()},
    PICKED: "picked",
    NOT_NOW: "not",
}


@dataclass(frozen=True, kw_only=True)
class PairCell:
    """A pair: what is said of it in a word, of which `kind`, its place in the row's order ("" for none), and where it leads."""

    word: str
    kind: str
    place: str
    way: str
    names: str  # whom it is about, for whoever hears it by itself


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """Somebody who waits: their name, where it leads, for how long, what was selected, and a cell for each mentor."""

    name: str
    way: str
    waits: str
    so_far: str
    cells: tuple[PairCell, ...]


@dataclass(frozen=True, kw_only=True)
class PairGrid:
    """A board, ready to be drawn. `columns`: each mentor's name, and their places."""

    title: str
    corner: str
    means: str  # what the words in it mean
    columns: tuple[tuple[str, str], ...]
    rows: tuple[PairRow, ...]


def grid_of(
    title: str,
    corner: str,
    means: str,
    *,
    mentors: Facts,
    cards: Sequence[Card],
    ways: LeadsTo,
) -> PairGrid:
    """The board's cards, each with a button for each of the mentors, as a grid."""
    rows = []
    for card in cards:
        alone, *pairs = card.buttons
        drawn = tuple(
            _cell(button, ways, f"{card.title} with {mentor}")
            for button, (mentor, _) in zip(pairs, mentors.rows, strict=True)
        )
        rows.append(
            PairRow(
                name=card.title,
                way=ways(alone),
                waits=card.subtitle,
                so_far=card.text,
                cells=drawn,
            )
        )
    return PairGrid(title=title, corner=corner, means=means, columns=mentors.rows, rows=tuple(rows))


def _cell(button: Button, ways: LeadsTo, names: str) -> PairCell:
    word = button.label.rstrip("0123456789").strip()
    place = button.label.removeprefix(word).strip()
    return PairCell(word=word, kind=KINDS.get(word, ""), place=place, way=ways(button), names=names)
