"""Spreadsheets read from files: CSV and XLSX, as rows of plain values; what is too large or no spreadsheet is refused."""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from scheme.moving_in.grid import Given, Grid, Unusable
from scheme.refusal import Refusal

MEGABYTE = 2**20
MOST_BYTES = 20 * MEGABYTE  # of a file
MOST_ROWS = 20_000  # that hold anything, of all sheets together
MOST_COLUMNS = 200
MOST_CELL = 20_000  # characters
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
FORMULAS = ("=", "+", "-", "@")  # what a formula may begin with where a file is text


def read(files: Iterable[Path]) -> list[Grid]:
    """The sheets of some files. Raises `Refusal`, which names the file, for what cannot be read."""
    grids = [grid for file in files for grid in _sheets_of(file)]
    if sum(len(grid.rows) for grid in grids) > MOST_ROWS:
        raise Refusal(
            f"There are more than {MOST_ROWS:,} rows. Please share them out over several imports."
        )
    return grids


def _sheets_of(file: Path) -> list[Grid]:
    ending = file.suffix.lower()
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            most = MOST_BYTES // MEGABYTE
            raise Refusal(
                f"{file} has more than {most} MB. A register is far smaller: please save its sheets without pictures."
            )
        if ending in TEXTS:
            return [_text(file)]
        if ending in WORKBOOKS:
            from bot.command import workbook  # noqa: PLC0415

            return workbook.read(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise Refusal(f"{file} can't be read ({_why(error)}).") from None
    raise Refusal(
        f"{file} is no spreadsheet that can be read here. Please save it as .xlsx or .csv."
    )


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "it is no workbook, or a broken one"


def _text(file: Path) -> Grid:
    words = _decoded(file.read_bytes(), file)
    first = words.partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    csv.field_size_limit(MOST_BYTES)
    try:
        lines: Iterator[Sequence[str]] = iter(
            list(csv.reader(StringIO(words), delimiter=separator))
        )
    except csv.Error:
        raise Refusal(f"{file} can't be read as rows of cells. Please save it as .xlsx.") from None
    return grid(file.stem, ([_cell(text) for text in line] for line in lines))


def _decoded(data: bytes, file: Path) -> str:
    """As spreadsheets save text: UTF-8, UTF-16 with its mark, or Windows' own letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            found = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in found:
            return found
    raise Refusal(
        f"{file} is no text that can be read. Please save it as CSV with UTF-8, or as .xlsx."
    )


def _cell(text: str) -> Given:
    """A cell of text. An apostrophe that keeps a spreadsheet from working it out is no part of it."""
    if text.startswith("="):
        return Unusable.FORMULA
    if text.startswith("'") and text[1:].lstrip().startswith(FORMULAS):
        return text[1:]
    return text


def grid(title: str, rows: Iterable[Sequence[Given]]) -> Grid:
    """Rows as a sheet of this title, those before its headings left out. Raises `Refusal` where it is too large."""
    kept: list[tuple[Given, ...]] = []
    first = 0
    filled = 0
    for number, row in enumerate(rows, 1):
        cells = _without_end(row)
        filled += bool(cells)
        if len(cells) > MOST_COLUMNS:
            raise Refusal(
                f"{title} has more than {MOST_COLUMNS} columns. Please keep those that are needed."
            )
        if filled > MOST_ROWS:
            raise Refusal(
                f"{title} has more than {MOST_ROWS:,} rows. Please share them out over several imports."
            )
        if any(isinstance(cell, str) and len(cell) > MOST_CELL for cell in cells):
            raise Refusal(f"{title}, row {number}: a cell is longer than {MOST_CELL:,} characters.")
        if not first and cells:
            first = number
        if first:
            kept.append(cells)
    while kept and not kept[-1]:
        kept.pop()
    return Grid(title=title, rows=kept, first=first or 1)


def _without_end(row: Sequence[Given]) -> tuple[Given, ...]:
    """A row without the empty cells at its end."""
    end = len(row)
    while end and (row[end - 1] is None or row[end - 1] == ""):
        end -= 1
    return tuple(row[:end])
