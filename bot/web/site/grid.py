"""The board's table as a page draws it: names along both sides, a verdict in a word for each pair."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.kit.ui import Button, Table, TableCell
from handlers.matching.board import FIXED, NOT_NOW, PICKED, WORDS

Ways = Callable[
    [Button], str
]  # the path a button leads to on this site; "" where it is to be pressed
KINDS = {word: tone for tone, word in WORDS.items()} | {PICKED: "picked", NOT_NOW: "not"}


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """A pair: what is said of it in a word, of which `kind`, its place in the row's order ("" for none), and where it leads."""

    word: str
    kind: str
    place: str
    way: str
    names: str  # whom it is about, for whoever hears it by itself


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """Somebody who waits: their name, where it leads, for how long, what was selected, and a cell for each mentor."""

    name: str
    way: str
    waits: str
    so_far: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A board, ready to be drawn. `columns`: each mentor's name, and their places."""

    title: str
    corner: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]


def grid_of(table: Table, ways: Ways) -> Grid:
    """The board's table as a grid."""
    columns = []
    for column in table.columns[FIXED:]:
        name, _, places = column.heading.rpartition(": ")
        columns.append((name, places))
    rows = []
    for first, waits, so_far, *cells in table.rows:
        name = _label(first)
        drawn = tuple(
            _cell(cell, ways, f"{name} with {mentor}")
            for cell, (mentor, _) in zip(cells, columns, strict=True)
        )
        way = ways(first) if isinstance(first, Button) else ""
        rows.append(
            GridRow(name=name, way=way, waits=_label(waits), so_far=_label(so_far), cells=drawn)
        )
    corner = table.columns[0].heading
    return Grid(title=table.title, corner=corner, columns=tuple(columns), rows=tuple(rows))


def _label(cell: TableCell) -> str:
    return cell if isinstance(cell, str) else cell.label


def _cell(cell: TableCell, ways: Ways, names: str) -> GridCell:
    said = _label(cell)
    word = said.rstrip("0123456789").strip()
    way = ways(cell) if isinstance(cell, Button) else ""
    place = said.removeprefix(word).strip()
    return GridCell(word=word, kind=KINDS.get(word, ""), place=place, way=way, names=names)
