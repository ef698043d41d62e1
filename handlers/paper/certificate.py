"""A certificate on paper: one page that people would be glad to print, tagged to be heard as well (R9.3)."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from matplotlib.ft2font import FT2Font

from handlers.paper.pdf import AUTHOR, LETTERS

TEMPLATE = Path(__file__).with_suffix(".typ")
KEPT = 64  # whoever opens theirs again has it at once


@dataclass(frozen=True, kw_only=True)
class CertificatePaper:
    """What stands on it, from the top. `below`: short lines, such as the dates; `signed_by`: a line to sign for each."""

    scheme: str
    title: str
    name: str
    says: str
    below: tuple[str, ...]
    signed_by: tuple[str, ...]
    check: str  # the number, and where it can be checked
    language: str = "en-GB"
    logo: bytes = b""  # a picture that stands at the top; nothing for none
    form: str = ""  # of the picture: "png", "jpg", "svg"


@lru_cache(maxsize=KEPT)
def certificate_pdf(paper: CertificatePaper, made: datetime) -> bytes:
    """The file, with the time it was `made` in it. Call it beside the loop.

    A logo that turns out to be none leaves its place empty: nobody waits for theirs because of it.
    """
    try:
        return _compiled(paper, made, "pdf")
    except typst.TypstError:
        if not paper.logo:
            raise
        return _compiled(replace(paper, logo=b""), made, "pdf")


def certificate_picture(paper: CertificatePaper, made: datetime) -> bytes:
    """The page as a PNG, to be looked at."""
    return _compiled(paper, made, "png")


def _compiled(paper: CertificatePaper, made: datetime, form: Any) -> bytes:
    standards: list[Any] = ["ua-1"] if form == "pdf" else []
    language, _, region = paper.language.partition("-")
    words = asdict(paper) | {
        "author": AUTHOR,
        "lang": language,
        "region": region or None,
        "logo": list(paper.logo),
    }
    compiler = typst.Compiler(
        input=TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=[LETTERS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(words)},
    )
    found = compiler.compile(format=form, pdf_standards=standards, timestamp=int(made.timestamp()))
    if isinstance(found, list):
        [found] = found
    assert isinstance(found, bytes)  # noqa: S101 - it was not asked to write a file itself
    return found


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """What the fonts can draw, by code point."""
    fonts = (FT2Font(str(LETTERS / f"DejaVu{kind}.ttf")) for kind in ("Serif", "Sans"))
    return frozenset().union(*(font.get_charmap() for font in fonts))


def not_drawn(text: str) -> str:
    """Those letters of a text that would be empty boxes on paper, each once; "" where all of it can be read."""
    return "".join(dict.fromkeys(letter for letter in text if ord(letter) not in _letters()))
