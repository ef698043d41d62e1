"""Files that people save: every one of them is made here, so that nothing in it is more than words (R2.12).

A spreadsheet takes a cell that begins with certain signs for a formula (`handlers.forms.sheet`), and programs that show
Markdown take others for pictures and links, which would be fetched from wherever somebody's name says.
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence

from handlers.forms.sheet import Sheet, SheetCell, as_workbook, csv_of
from handlers.kit.ui import Attachment
from scheme import cleaning
from scheme.day_order import MARK

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKS = re.compile(r"([\\`*_\[\]<>#!|~&])")


def table(label: str, name: str, rows: Iterable[Sequence[SheetCell]]) -> Attachment:
    """Rows for a spreadsheet."""
    return Attachment(label=label, name=name, text=csv_of(rows), media="text/csv")


async def workbook(label: str, name: str, sheets: Sequence[Sheet]) -> Attachment:
    """Sheets for a spreadsheet, with what explains their columns; made off the event loop."""
    made = await asyncio.to_thread(as_workbook, sheets)
    return Attachment(
        label=label, name=name, text=b64encode(made).decode(), media=WORKBOOK, encoded=True
    )


def text(label: str, name: str, words: str, media: str = "text/plain") -> Attachment:
    """Words that any editor opens."""
    clean = MARK.join(cleaning.clean(part) for part in words.split(MARK))
    return Attachment(label=label, name=name, text=clean, media=media)


def line(words: str) -> str:
    """Words on one line of Markdown, such as a name, whose signs mean nothing there."""
    return MARKS.sub(r"\\\1", cleaning.line(words))
