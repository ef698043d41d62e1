"""Tables where there is no room for one, as in a chat or a mail: each row is a line, or a card where it can be pressed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handlers.kit.ui import Button, Card, Facts, Link, Part, Prose, Table, TableCell

OPEN = "Open"
ORDERS = "Put in another order"


def as_lines(table: Table) -> tuple[Part, ...]:
    """The same as parts that every platform shows, one below the other; what is empty in a row is passed over."""
    if all(isinstance(cell, str) for row in table.rows for cell in row):
        rows = tuple((said(row[0]), _rest(table, row)) for row in table.rows)
        return (Facts(rows, table.title), *_orders(table))
    cards = (part for row in table.rows for part in _card(table, row))
    return (*((Prose("", table.title),) if table.title else ()), *cards, *_orders(table))


def said(cell: TableCell) -> str:
    """What a cell says."""
    if isinstance(cell, str):
        return cell
    return cell.label


def without_tables(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same parts with lines or cards for each table."""
    found: list[Part] = []
    for part in parts:
        found += as_lines(part) if isinstance(part, Table) else [part]
    return tuple(found)


def _rest(table: Table, row: tuple[TableCell, ...]) -> str:
    """What a row says beyond its first cell."""
    pairs = _pairs(table, row)
    if len(table.columns) == 2:
        return "".join(value for _, value in pairs)
    return "; ".join(f"{name}: {value}" for name, value in pairs)


def _pairs(table: Table, row: tuple[TableCell, ...]) -> tuple[tuple[str, str], ...]:
    beside = zip(table.columns[1:], row[1:], strict=True)
    return tuple((column.heading, said(cell)) for column, cell in beside if _is_said(cell))


def _is_said(cell: TableCell) -> bool:
    return not isinstance(cell, Button) and bool(said(cell).strip())


def _card(table: Table, row: tuple[TableCell, ...]) -> Iterator[Part]:
    first, *rest = row
    buttons = [cell for cell in rest if isinstance(cell, Button)]
    if isinstance(first, Button):
        buttons.insert(0, replace(first, label=OPEN))
    yield Card(title=said(first), facts=_pairs(table, row), buttons=tuple(buttons))
    for cell in row:
        if isinstance(cell, Link):
            yield cell


def _orders(table: Table) -> tuple[Part, ...]:
    """Ways to put the rows in another order, out of sight until they are asked for."""
    buttons = tuple(
        replace(column.sorts, place="menu", style="plain")
        for column in table.columns
        if isinstance(column.sorts, Button)
    )
    if buttons:
        return (Card(title=ORDERS, buttons=buttons),)
    return ()
