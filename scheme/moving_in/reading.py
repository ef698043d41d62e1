"""Sheets read into a register: every row and cell that cannot be taken as it stands is named (R13.1)."""

from collections.abc import Iterable, Sequence
from datetime import date

from scheme.definition.definition import Definition
from scheme.moving_in import headings
from scheme.moving_in.entrants import entrant_in
from scheme.moving_in.grid import Given, Grid
from scheme.moving_in.headings import Columns
from scheme.moving_in.pairs import pair_in
from scheme.moving_in.register import Flaw, Register
from scheme.moving_in.row import SheetRow

EXPLAINED = "columns explained"  # the title of a sheet that says what the others mean


def read(definition: Definition, grids: Iterable[Grid], today: date) -> Register:
    """What some sheets say. Whatever is wrong with them is in `faults`; nothing is raised."""
    register = Register()
    for grid in grids:
        if grid.rows and headings.heading_of(grid.title) != EXPLAINED:
            _read_sheet(definition, grid, today, register)
    if not register.entrants and not register.pairs and not register.faults:
        register.faults.append(
            Flaw("The file", "There is nobody in it. It needs a sheet with a row for each person.")
        )
    return register


def _read_sheet(definition: Definition, grid: Grid, today: date, register: Register) -> None:
    first = grid.rows[0]
    is_of_pairs = headings.is_of_pairs(definition, first)
    if is_of_pairs:
        columns = headings.of_pairs(definition, first)
    else:
        columns = headings.of_people(definition, first)
        if not any("email" in asked.values() for asked in columns.asked.values()):
            register.notes.append(
                f"The sheet {grid.title} is left out: it has no column of e-mail addresses, nor one for each of the two."
            )
            return
    register.faults += _twice(grid, columns)
    register.notes += _unknown(definition, grid, columns)
    for number in range(1, len(grid.rows)):
        row = SheetRow(
            definition=definition,
            today=today,
            grid=grid,
            number=number,
            columns=columns,
            faults=register.faults,
        )
        if _is_empty(grid.rows[number]):
            continue
        if is_of_pairs:
            pair = pair_in(row)
            if pair is not None:
                register.pairs.append(pair)
        else:
            entrant = entrant_in(row)
            if entrant is not None:
                register.entrants.append(entrant)


def _is_empty(cells: Sequence[Given]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _twice(grid: Grid, columns: Columns) -> list[Flaw]:
    """Columns that mean the same as one before them."""
    found: list[Flaw] = []
    for names in (columns.named, *columns.asked.values()):
        seen: dict[str, int] = {}
        for column, key in sorted(names.items()):
            if key in seen:
                place = grid.place(0, column)
                first = grid.place(0, seen[key]).rpartition(" ")[2]
                what = f"This column means the same as column {first}. Please take one of them out."
                fault = Flaw(place, what)
                if fault not in found:
                    found.append(fault)
            seen.setdefault(key, column)
    return found


def _unknown(definition: Definition, grid: Grid, columns: Columns) -> list[str]:
    """Columns that are left out, and what they may have been meant to be."""
    notes = []
    for column, given in sorted(columns.unknown.items()):
        meant = headings.likely(definition, given)
        asks = f" Is it “{meant}”?" if meant else ""
        place = grid.place(0, column)
        notes.append(f"{place}: the scheme has no such column, so it is left out.{asks}")
    return notes
