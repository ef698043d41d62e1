"""Sheets as files: nothing in them is a formula, everything reads back as it was, and each column is explained."""

import csv
import subprocess
import sys
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from handlers.forms import saved
from handlers.forms.sheet import Column, Sheet, SheetCell, as_csv, as_workbook
from scheme import cleaning

COLUMNS = (
    Column("Name", "Who it is."),
    Column("Mentees", "How many they have now."),
    Column("Since", "The day on which they were found eligible."),
)
CELLS: st.SearchStrategy[SheetCell] = st.one_of(
    st.text(max_size=60),
    st.tuples(st.sampled_from("=+-@\t\r\n"), st.text(max_size=20)).map("".join),
    st.integers(-(10**12), 10**12),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3)),
    st.dates(date(1901, 1, 1), date(2199, 1, 1)),
    st.none(),
)


def opened(*sheets: Sheet) -> Workbook:
    """A workbook as a spreadsheet program reads it: what it works out, and not what was meant."""
    return load_workbook(BytesIO(as_workbook(sheets)))


def rows_of(book: Workbook, name: str) -> list[list[SheetCell]]:
    """The rows of one of its sheets, headings first, a day as a day, no words as no words."""
    return [[_read(cell.value) for cell in row] for row in book[name].iter_rows()]


def _read(value: object) -> SheetCell:
    if isinstance(value, datetime):
        return value.date()
    assert value is None or isinstance(value, SheetCell)
    return value


def test_a_workbook_has_each_sheet_and_explains_every_column_at_the_end() -> None:
    mentors = Sheet("Mentors", COLUMNS, [["Uma Reid", 2, date(2026, 11, 30)], ["Wen Li", 0, None]])
    book = opened(mentors, Sheet("Mentees", COLUMNS[:1], []))
    assert book.sheetnames == ["Mentors", "Mentees", "Columns explained"]
    assert rows_of(book, "Mentors") == [
        ["Name", "Mentees", "Since"],
        ["Uma Reid", 2, date(2026, 11, 30)],
        ["Wen Li", 0, None],
    ]
    assert rows_of(book, "Mentees") == [["Name"]]
    assert rows_of(book, "Columns explained")[1:] == [
        ["Mentors", "Name", "Who it is."],
        ["Mentors", "Mentees", "How many they have now."],
        ["Mentors", "Since", "The day on which they were found eligible."],
        ["Mentees", "Name", "Who it is."],
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99), CELLS, CELLS), max_size=5))
def test_a_workbook_reads_back_equal_and_holds_no_formula(
    rows: list[tuple[int, SheetCell, SheetCell]],
) -> None:
    book = opened(Sheet("All", COLUMNS, rows))
    kinds = {cell.data_type for row in book["All"].iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d", "inlineStr"}
    assert rows_of(book, "All")[1:] == [[_as_kept(cell) for cell in row] for row in rows]


def _as_kept(cell: SheetCell) -> SheetCell:
    if isinstance(cell, str):
        return cleaning.clean(cell) or None
    return cell


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_a_file_of_commas_reads_back_equal_but_for_what_would_be_a_formula(
    rows: list[tuple[SheetCell, SheetCell, SheetCell]],
) -> None:
    read = list(csv.reader(StringIO(as_csv(Sheet("All", COLUMNS, rows)), newline="")))
    assert read[0] == ["Name", "Mentees", "Since"]
    assert len(read) == len(rows) + 1
    for found, row in zip(read[1:], rows, strict=True):
        for text, cell in zip(found, row, strict=True):
            if isinstance(cell, str):
                assert text.removeprefix("'") == cleaning.clean(cell).removeprefix("'")
                assert not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            elif isinstance(cell, date):
                assert date.fromisoformat(text) == cell
            else:
                assert text == ("" if cell is None else str(cell))


def test_words_that_look_like_a_formula_stay_words_when_they_are_edited() -> None:
    book = opened(Sheet("All", COLUMNS[:1], [["=1+1"], ["plain"]]))
    marked = [row[0].quotePrefix for row in book["All"].iter_rows(min_row=2)]
    assert marked == [True, False]


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Mentors: [all] of/by round?"], ["Mentors all of by round"]),
        (["Mentors", "mentors"], ["Mentors", "mentors 2"]),
        (["x" * 40, "x" * 40], ["x" * 31, f"{'x' * 26} 2"]),
        (["Columns explained"], ["Columns explained"]),
        (["", "'"], ["Sheet", "Sheet 2"]),
    ],
)
def test_every_sheet_has_a_name_that_spreadsheets_take(titles: list[str], names: list[str]) -> None:
    book = opened(*(Sheet(title, COLUMNS[:1], []) for title in titles))
    assert book.sheetnames[: len(titles)] == names
    assert len({name.casefold() for name in book.sheetnames}) == len(titles) + 1


async def test_a_workbook_is_handed_out_as_a_file() -> None:
    made = await saved.workbook("Save", "mentors.xlsx", [Sheet("All", COLUMNS[:1], [["Uma"]])])
    assert made.media.endswith("spreadsheetml.sheet")
    assert rows_of(load_workbook(BytesIO(made.content())), "All") == [["Name"], ["Uma"]]


def test_what_writes_workbooks_is_loaded_only_when_there_is_one_to_write() -> None:
    code = "import sys, bot.serve; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
