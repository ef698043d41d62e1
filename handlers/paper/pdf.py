"""A document as a PDF that can be read, searched and heard: tagged, as PDF/UA-1 asks for (ISO 14289-1).

Imported only where a PDF is made: Typst and the charts take their time to load. What people typed is handed over as data
and never as text of the template, so that none of it is markup.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import matplotlib as mpl
import typst

from handlers.kit.ui import Bullets, Chart, Facts, Prose
from handlers.paper.charts import for_paper
from handlers.paper.document import Document, PaperBlock, PaperTable, SignatureLines, paragraphs

TEMPLATE = Path(__file__).parent / "paper.typ"
# The same letters on every machine, whatever it has: those that matplotlib brings along.
LETTERS = Path(mpl.get_data_path()) / "fonts" / "ttf"
NARROWEST = 10  # characters
WIDEST = 44
AUTHOR = "Mentoring bot"


def pdf(document: Document, made: datetime) -> bytes:
    """The file, with the time it was `made` in it. It takes a second, so call it beside the loop."""
    return _compiled(document, made, "pdf")[0]


def pictures(document: Document, made: datetime) -> list[bytes]:
    """Each page as a PNG, to be looked at."""
    return _compiled(document, made, "png")


def _compiled(document: Document, made: datetime, form: Any) -> list[bytes]:
    standards: list[Any] = []
    if form == "pdf":
        standards.append("ua-1")
    compiler = typst.Compiler(
        input=TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[LETTERS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_paper(document))},
    )
    found = compiler.compile(format=form, pdf_standards=standards, timestamp=int(made.timestamp()))
    if isinstance(found, bytes):
        return [found]
    return found or []


def _paper(document: Document) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "foot": document.foot,
        "author": AUTHOR,
        "lang": language,
        "region": region or None,
        "sections": [
            {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
    }


def _widths(table: PaperTable) -> list[int]:
    """How wide the columns are beside one another: as their longest words ask for, within bounds."""
    return [
        min(WIDEST, max(NARROWEST, *(len(row[at]) for row in (table.columns, *table.rows))))
        for at in range(len(table.columns))
    ]


def _block(block: PaperBlock) -> dict[str, Any]:
    match block:
        case Prose():
            return {"kind": "prose", "title": block.title, "paragraphs": paragraphs(block.text)}
        case Bullets():
            return {"kind": "bullets", "title": block.title, "items": block.items}
        case Facts():
            return {"kind": "facts", "title": block.title, "rows": block.rows}
        case PaperTable():
            return {
                "kind": "table",
                "title": block.title,
                "columns": block.columns,
                "rows": block.rows,
                "numbers": sorted(block.numbers),
                "widths": _widths(block),
            }
        case Chart():
            return {
                "kind": "chart",
                "title": block.title,
                "paragraphs": paragraphs(block.says),
                "drawing": for_paper(block),
                "alt": "; ".join(f"{label}: {told}" for label, told in block.rows),
            }
        case SignatureLines():
            return {"kind": "signatures", "names": block.names}
