"""Registers of the kind that organisers bring along, as sheets and as files."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from scheme.moving_in.grid import Given

Sheets = Mapping[str, Sequence[Sequence[Given]]]

TODAY = date(2027, 1, 11)
MENTORS = ["Name", "Work e-mail", "Employer", "Job title", "Level", "Areas", "Places", "Joined"]
MENTEES = ["Name", "Work e-mail", "Employer", "Job title", "Level", "Areas", "Joined"]
PAIRS = ["Mentee", "Mentor", "Introduced", "Started", "Ends", "Last met"]
ADA, BEN, CHI, DEE = (
    f"{name}@library.example.org" for name in ("ada.low", "ben.ray", "chi.oak", "dee.fen")
)


def ago(days: int) -> date:
    """A day so long before the register is taken over."""
    return TODAY - timedelta(days=days)


def small() -> dict[str, list[list[Given]]]:
    """Two mentors, two mentees, one pair three months under way."""
    return {
        "Mentors": [
            [*MENTORS],
            [
                "Ada Low",
                ADA,
                "Example University Library",
                "Team leader",
                "Team leader or senior librarian",
                "Leading people; Teaching and information literacy",
                2,
                ago(400),
            ],
            ["Ben Ray", BEN, "example", "Manager", "manager", "metadata", 1, ago(30)],
        ],
        "Mentees": [
            [*MENTEES],
            [
                "Chi Oak",
                CHI,
                "Second Example Library",
                "Assistant",
                "assistant",
                "teaching",
                ago(120),
            ],
            ["Dee Fen", DEE, None, "Assistant", "assistant", None, ago(20)],
        ],
        "Partnerships": [
            [*PAIRS],
            [CHI, ADA, ago(100), ago(91), TODAY + timedelta(days=95), ago(10)],
        ],
    }


def workbook(file: Path, sheets: Sheets) -> Path:
    """Write sheets as a workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(file)
    return file


def texts(folder: Path, sheets: Sheets) -> list[Path]:
    """Write sheets as CSV files, one each."""
    files = []
    for title, rows in sheets.items():
        file = folder / f"{title}.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows(
                ["" if cell is None else str(cell) for cell in row] for row in rows
            )
        files.append(file)
    return files
