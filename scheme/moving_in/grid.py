"""A sheet as it was read from a file, before anybody asks what its rows mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Unusable(StrEnum):
    """What stands in a cell of which the text alone is no answer."""

    FORMULA = "formula"
    FAULT = "fault"  # what a spreadsheet shows where a formula came to nothing, such as #REF!
    TIME = "time"  # a time of day, or a length of time


Given = str | int | float | date | datetime | Unusable | None


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The rows of one sheet, the first of them its headings; each as long as it was, without its empty end."""

    title: str  # of the sheet; of a file that has only one, the file's name
    rows: Sequence[Sequence[Given]]  # their cells
    first: int = 1  # the number, in the file, of the row with the headings

    def place(self, row: int, column: int | None = None) -> str:
        """Where a cell is, or a row, as people find it there: "People, row 5, column C". `row` and `column` count from 0."""
        place = f"{self.title}, row {row + self.first}"
        if column is None:
            return place
        return f"{place}, column {letter(column)}"


def letter(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0: "A", "Z", "AA"."""
    name = ""
    number = column + 1
    while number:
        number, place = divmod(number - 1, len(ALPHABET))
        name = ALPHABET[place] + name
    return name
