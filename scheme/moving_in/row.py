"""A row of a sheet that is being read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from scheme.day_order import DayOrder, order_in
from scheme.definition.definition import Definition
from scheme.moving_in.cells import day_in
from scheme.moving_in.grid import Given, Grid
from scheme.moving_in.headings import Columns
from scheme.moving_in.register import Flaw
from scheme.people import Role
from scheme.refusal import Refusal

T = TypeVar("T")


@dataclass(kw_only=True)
class SheetRow:
    """A row that is being read: its cells by what their columns are, and where what is wrong is noted."""

    definition: Definition  # the scheme
    today: date  # the day on which it is read
    grid: Grid  # the sheet
    number: int  # from 0, the headings included
    columns: Columns  # what its columns are
    faults: list[Flaw]  # to which what is wrong is added

    @property
    def place(self) -> str:
        """Where it is."""
        return self.grid.place(self.number)

    @property
    def order(self) -> DayOrder:
        """Whether whoever wrote it put the day before the month."""
        return order_in(self.definition.region)

    def given(self, column: int) -> Given:
        """What stands in a column; None where the row ends before it."""
        cells = self.grid.rows[self.number]
        if column < len(cells):
            return cells[column]
        return None

    def column(self, key: str) -> int | None:
        """The number of the column that is called so; None where there is none."""
        return next((c for c, name in self.columns.named.items() if name == key), None)

    def read(self, key: str, reader: Callable[[Given], T], empty: T) -> T:
        """What a reader makes of the cell in a column; `empty` where there is none, or it cannot be read, which is noted."""
        column = self.column(key)
        if column is None:
            return empty
        try:
            return reader(self.given(column))
        except Refusal as no:
            self.wrong(key, no.text)
            return empty

    def wrong(self, key: str, what: str) -> None:
        """What is to be changed in a cell; in the row, where it has no such column."""
        column = self.column(key)
        self.wrong_in(column, what)

    def wrong_in(self, column: int | None, what: str) -> None:
        """What is to be changed in the cell of a column, by its number; None: in the row."""
        self.faults.append(Flaw(self.grid.place(self.number, column), what))

    def wrong_answer(self, role: Role, key: str, what: str) -> None:
        """What is to be changed in the answer to a question of a role's form."""
        asked = self.columns.asked[role]
        self.wrong_in(next((c for c, name in asked.items() if name == key), None), what)

    def says(self, role: Role, key: str) -> bool:
        """Whether anything stands where a question of a role's form is answered."""
        asked = self.columns.asked[role]
        column = next((c for c, name in asked.items() if name == key), None)
        if column is None:
            return False
        given = self.given(column)
        return given is not None and bool(str(given).strip())

    def day(self, key: str) -> date | None:
        """The day in a column; None where there is none."""
        return self.read(key, lambda given: day_in(given, self.today, self.order), None)
