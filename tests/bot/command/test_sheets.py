"""Spreadsheets as people save them are read; what is too large, broken or no spreadsheet at all is refused kindly."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from bot.command import sheets, workbook
from scheme.moving_in.grid import Unusable
from scheme.refusal import Refusal
from tests.support import registers


def saved(file: Path, *rows: list[object]) -> Path:
    """A workbook of one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "People"
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file


def test_values_of_every_kind_are_read(tmp_path: Path) -> None:
    day = date(2026, 3, 9)
    file = saved(tmp_path / "r.xlsx", [], ["a", 1, 2.5, True, day, time(9, 30), None, ""], ["b"])
    (grid,) = sheets.read([file])
    assert grid.title == "People"
    assert grid.first == 2
    midnight = datetime.combine(day, time())
    assert list(grid.rows[0]) == ["a", 1, 2.5, "yes", midnight, Unusable.TIME]
    assert grid.place(1, 27) == "People, row 3, column AB"


def test_a_formula_is_no_value_and_words_that_look_like_one_are(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "=1+1"
    sheet["B1"] = ArrayFormula("B1", "=SUM(C1:C2)")
    sheet["C1"] = "=not a formula"
    sheet["C1"].data_type = "s"
    sheet["D1"] = "#REF!"
    sheet["D1"].data_type = "e"
    book.save(tmp_path / "r.xlsx")
    (grid,) = sheets.read([tmp_path / "r.xlsx"])
    assert list(grid.rows[0]) == [
        Unusable.FORMULA,
        Unusable.FORMULA,
        "=not a formula",
        Unusable.FAULT,
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_however_it_was_saved(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "Mentors.csv"
    text = separator.join(["Name", "Café"]) + "\r\n" + separator.join(["'=Zoë", "=1+1"]) + "\r\n"
    file.write_bytes(text.encode(encoding))
    (grid,) = sheets.read([file])
    assert grid.title == "Mentors"
    assert [list(row) for row in grid.rows] == [["Name", "Café"], ["=Zoë", Unusable.FORMULA]]


def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(b"nothing of the kind")
    with pytest.raises(Refusal, match="no workbook, or a broken one"):
        sheets.read([tmp_path / "r.xlsx"])
    (tmp_path / "r.doc").write_bytes(b"words")
    with pytest.raises(Refusal, match=r"save it as \.xlsx or \.csv"):
        sheets.read([tmp_path / "r.doc"])
    with pytest.raises(Refusal, match="No such file"):
        sheets.read([tmp_path / "none.csv"])
    (tmp_path / "r.csv").write_bytes(b"\x00\x01\x81")
    with pytest.raises(Refusal, match="no text that can be read"):
        sheets.read([tmp_path / "r.csv"])


def test_a_zip_that_holds_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w") as packed:
        packed.writestr("hello.txt", "hello")
    with pytest.raises(Refusal, match="no workbook, or a broken one"):
        sheets.read([tmp_path / "r.xlsx"])


def spoilt(file: Path, part: str, text: bytes) -> Path:
    """A workbook of which one part says something else."""
    whole = saved(file.with_name("whole.xlsx"), ["Name"], ["Ada"])
    with (
        zipfile.ZipFile(whole) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            if entry.filename != part:
                after.writestr(entry, before.read(entry))
        after.writestr(part, text)
    return file


SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    bomb = b" " * 5000 + b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    with pytest.raises(Refusal, match="was not made by a spreadsheet"):
        sheets.read([spoilt(tmp_path / "r.xlsx", SHEET, bomb)])
    hidden = '<?xml version="1.0"?><!DOCTYPE x []><worksheet/>'.encode("utf-16")
    with pytest.raises(Refusal, match="was not made by a spreadsheet"):
        sheets.read([spoilt(tmp_path / "r.xlsx", SHEET, hidden)])


def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = spoilt(tmp_path / "r.xlsx", SHEET, b" " * (workbook.MOST_UNPACKED + 1))
    assert file.stat().st_size < sheets.MEGABYTE
    with pytest.raises(Refusal, match="unpacks to far more"):
        sheets.read([file])


def test_a_row_far_down_does_not_keep_anybody_waiting(tmp_path: Path) -> None:
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Refusal, match="goes on beyond row 200,000"):
        sheets.read([spoilt(tmp_path / "r.xlsx", SHEET, far)])


def test_a_broken_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no workbook, or a broken one"):
        sheets.read([spoilt(tmp_path / "r.xlsx", SHEET, b"<worksheet><sheetData><row>")])


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    many.write_text("a\n" * (sheets.MOST_ROWS + 1), encoding="utf-8")
    with pytest.raises(Refusal, match="more than 20,000 rows"):
        sheets.read([many])
    half = tmp_path / "half.csv"
    half.write_text("a\n" * (sheets.MOST_ROWS // 2 + 1), encoding="utf-8")
    with pytest.raises(Refusal, match="more than 20,000 rows"):
        sheets.read([half, half])
    wide = tmp_path / "wide.csv"
    wide.write_text(",".join(["a"] * (sheets.MOST_COLUMNS + 1)), encoding="utf-8")
    with pytest.raises(Refusal, match="more than 200 columns"):
        sheets.read([wide])
    long = tmp_path / "long.csv"
    long.write_text("a" * (sheets.MOST_CELL + 1), encoding="utf-8")
    with pytest.raises(Refusal, match="row 1: a cell is longer"):
        sheets.read([long])
    large = tmp_path / "large.csv"
    large.write_bytes(b"a" * (sheets.MOST_BYTES + 1))
    with pytest.raises(Refusal, match="more than 20 MB"):
        sheets.read([large])


def test_empty_rows_below_do_not_count(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("Name\nAda\n" + "\n" * (sheets.MOST_ROWS + 10), encoding="utf-8")
    (grid,) = sheets.read([file])
    assert len(grid.rows) == 2


def test_the_register_of_the_other_tests_comes_back_as_it_was_written(tmp_path: Path) -> None:
    file = registers.workbook(tmp_path / "r.xlsx", registers.small())
    assert [grid.title for grid in sheets.read([file])] == ["Mentors", "Mentees", "Partnerships"]
