"""Rows of a scheme as a spreadsheet has them: CSV, or a workbook that explains its own columns (R10.3).

A spreadsheet takes a cell that begins with certain signs for a formula, which is worked out where the file is opened. What
people wrote stays words: in CSV by an apostrophe before it, in a workbook by the cell's own kind.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from scheme import cleaning

SheetCell = str | int | float | date | None

FORMULA = frozenset("=+-@\u2212")  # what a formula begins with, in whatever width
EXPLAINED = "Columns explained"
MOST_NAME = 31  # characters of the name of a workbook's sheet
MOST_WORDS = 32_767  # characters of a workbook's cell
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
NOT_IN_A_WORKBOOK = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """What stands above a column, and what it tells: what is counted, from what, in which unit."""

    heading: str
    explains: str


@dataclass(frozen=True)
class Sheet:
    """Rows under columns, each row as long as there are columns. None is an empty cell."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[SheetCell]]

    @property
    def headings(self) -> list[str]:
        """What stands above the columns."""
        return [column.heading for column in self.columns]


def as_csv(sheet: Sheet) -> str:
    """A sheet with its headings, comma-separated, a day as 2026-11-30."""
    return csv_of([sheet.headings, *sheet.rows])


def csv_of(rows: Iterable[Sequence[SheetCell]]) -> str:
    """Rows, comma-separated."""
    made = StringIO()
    csv.writer(made).writerows([_in_csv(cell) for cell in row] for row in rows)
    return made.getvalue()


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as an XLSX workbook, a last one explaining every column. Takes seconds where rows are many: off the loop."""
    from handlers.forms import workbook  # noqa: PLC0415

    names = _names([*(sheet.title for sheet in sheets), EXPLAINED])
    pages = [
        (name, sheet.headings, ([_in_workbook(cell) for cell in row] for row in sheet.rows))
        for name, sheet in zip(names, sheets, strict=False)
    ]
    explained = (
        [_in_workbook(text) for text in (name, column.heading, column.explains)]
        for name, sheet in zip(names, sheets, strict=False)
        for column in sheet.columns
    )
    return workbook.written([*pages, (names[-1], ["Sheet", "Column", "What it tells"], explained)])


def _in_csv(given: SheetCell) -> str | int | float:
    """A cell that is shown as it is; a number stays one."""
    match given:
        case None:
            return ""
        case date():
            return given.isoformat()
        case int() | float():
            return given
        case str():
            return _words(given)


def _words(given: str) -> str:
    words = cleaning.clean(given)
    seen = unicodedata.normalize("NFKC", words).lstrip()
    if (seen and seen[0] in FORMULA) or words.startswith(("\t", "\n")):
        return f"'{words}"
    return words


def _in_workbook(given: SheetCell) -> SheetCell:
    if isinstance(given, str):
        return NOT_IN_A_WORKBOOK.sub("", cleaning.clean(given))[:MOST_WORDS]
    return given


def _names(titles: Iterable[str]) -> list[str]:
    """A name for each sheet, short enough and free of the signs that none may have, no two alike but for capitals."""
    found: list[str] = []
    for title in titles:
        name = " ".join(NOT_IN_A_NAME.sub(" ", cleaning.line(title)).split()).strip("'") or "Sheet"
        name = name[:MOST_NAME].strip()
        taken = {before.casefold() for before in found}
        number = 2
        first = name
        while name.casefold() in taken:
            name = f"{first[: MOST_NAME - 5]} {number}"
            number += 1
        found.append(name)
    return found
