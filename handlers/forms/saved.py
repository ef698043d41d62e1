"""Files that people save: every one of them is made here, so that nothing in it is more than words (R2.12).

A spreadsheet takes a cell that begins with certain signs for a formula, and programs that show Markdown take others for
pictures and links, which would be fetched from wherever somebody's name says.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from io import StringIO

from handlers.kit.ui import Attachment
from scheme import cleaning
from scheme.day_order import MARK

FORMULA = frozenset("=+-@\u2212")  # what a formula begins with, in whatever width
MARKS = re.compile(r"([\\`*_\[\]<>#!|~&])")


def table(label: str, name: str, rows: Iterable[Sequence[str | int]]) -> Attachment:
    """Rows for a spreadsheet."""
    sheet = StringIO()
    csv.writer(sheet).writerows([_cell(value) for value in row] for row in rows)
    return Attachment(label=label, name=name, text=sheet.getvalue(), media="text/csv")


def text(label: str, name: str, words: str, media: str = "text/plain") -> Attachment:
    """Words that any editor opens."""
    clean = MARK.join(cleaning.clean(part) for part in words.split(MARK))
    return Attachment(label=label, name=name, text=clean, media=media)


def _cell(given: str | int) -> str | int:
    """A cell that is shown as it is; a number stays one."""
    if isinstance(given, int):
        return given
    words = cleaning.clean(given)
    seen = unicodedata.normalize("NFKC", words).lstrip()
    if (seen and seen[0] in FORMULA) or words.startswith(("\t", "\n")):
        return f"'{words}"
    return words


def line(words: str) -> str:
    """Words on one line of Markdown, such as a name, whose signs mean nothing there."""
    return MARKS.sub(r"\\\1", cleaning.line(words))
