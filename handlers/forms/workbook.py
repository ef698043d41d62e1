"""Workbooks as openpyxl writes them: imported by whoever has one to write, since it is heavy to load."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

DAY = "yyyy-mm-dd"
FORMULA = ("=", "+", "-", "@")
NARROWEST = 10  # characters
WIDEST = 40


def written(
    pages: Sequence[tuple[str, Sequence[str], Iterable[Sequence[str | float | date | None]]]],
) -> bytes:
    """An XLSX workbook of pages: a name, headings, rows. Rows are read once, and not kept."""
    book = Workbook(write_only=True)
    book.properties.creator = ""
    for name, headings, rows in pages:
        sheet = book.create_sheet(name)
        _laid_out(sheet, headings)
        sheet.append([_cell(sheet, heading, head=True) for heading in headings])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    held = BytesIO()
    book.save(held)
    return held.getvalue()


# The types that openpyxl comes with know less of a sheet that is only written than there is: hence `Any`.
def _laid_out(sheet: Any, headings: Sequence[str]) -> None:
    """Headings that stay in sight, columns wide enough for them, and pages that lie on their side."""
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, heading in enumerate(headings, 1):
        width = min(max(len(heading) + 4, NARROWEST), WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width


def _cell(sheet: Any, value: str | float | date | None, *, head: bool = False) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.value = value
    if head:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str):
        cell.data_type = "s"  # words, whatever they begin with; openpyxl takes "=" for a formula
        cell.quotePrefix = value.startswith(FORMULA)  # and stay words where somebody edits them
    elif isinstance(value, date):
        cell.number_format = DAY
    return cell
