"""A workbook read sheet by sheet, as values alone. openpyxl is imported here, and this only where a workbook is read."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.command.sheets import MEGABYTE, MOST_COLUMNS, grid
from scheme.moving_in.grid import Given, Grid, Unusable
from scheme.refusal import Refusal

MOST_UNPACKED = 80 * MEGABYTE
MOST_PARTS = 2000
MOST_SHEETS = 30
LAST_ROW = 200_000  # to which a sheet may go on, empty rows included
DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def read(file: Path) -> list[Grid]:
    """The sheets of a workbook that hold anything. Raises `Refusal` for one that is not what it says."""
    _look_at(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and pictures, which are not looked at
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            try:
                if len(book.worksheets) > MOST_SHEETS:
                    raise Refusal(
                        f"{file} has more than {MOST_SHEETS} sheets. Please keep those that are needed."
                    )
                grids = [grid(sheet.title, _rows(sheet)) for sheet in book.worksheets]
            finally:
                book.close()
    except Refusal:
        raise
    except (
        InvalidFileException,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        SyntaxError,
        OSError,
    ):
        # What openpyxl raises of a workbook that is broken or was never one; XML that is none is a `SyntaxError`.
        raise Refusal(
            f"{file} can't be read: it is no workbook, or a broken one. Please save it afresh."
        ) from None
    return [found for found in grids if found.rows]


def _look_at(file: Path) -> None:
    """Raises `Refusal` for a workbook that is far larger than it looks, or whose parts declare what they should not."""
    with zipfile.ZipFile(file) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refusal(f"{file} unpacks to far more than a register holds, so it is not read.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with packed.open(part) as opened:
                    if _declares(opened):
                        raise Refusal(f"{file} was not made by a spreadsheet, so it is not read.")


def _declares(part: IO[bytes]) -> bool:
    """Whether a part declares entities, which could grow without end, or is written so that this can't be seen."""
    before = b""
    while piece := part.read(MEGABYTE):
        if b"\0" in piece or DECLARES.search(before + piece):
            return True
        before = piece[-16:]
    return False


def _rows(sheet: Any) -> Iterator[Sequence[Given]]:
    sheet.reset_dimensions()  # what it says of its own size may be anything
    for number, row in enumerate(
        sheet.iter_rows(max_row=LAST_ROW + 1, max_col=MOST_COLUMNS + 1), 1
    ):
        if number > LAST_ROW:
            raise Refusal(
                f"{sheet.title} goes on beyond row {LAST_ROW:,}. Please copy the rows that are filled to a fresh sheet."
            )
        yield [_value(cell) for cell in row]


def _value(cell: Any) -> Given:
    """What stands in a cell; what a formula comes to is not asked, as it may be old."""
    if cell.data_type == "f":
        return Unusable.FORMULA
    if cell.data_type == "e":
        return Unusable.FAULT
    match cell.value:
        case None:
            return None
        case bool():
            return "yes" if cell.value else "no"
        case datetime() | date() | str() | int() | float():
            return cell.value
        case time() | timedelta():
            return Unusable.TIME
        case _:
            return Unusable.FORMULA  # of an array, or of a table of data
