"""Documents as Markdown, HTML and PDF: everything is in each of them, and what people typed is no markup in any."""

import io
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from pypdf import PdfReader

from handlers.kit.ui import Prose
from handlers.paper.document import Document, PaperSection
from handlers.paper.html import html
from handlers.paper.markdown import escaped, markdown
from handlers.paper.pdf import pdf, pictures
from tests.handlers.paper.papers import CHARTS, paper
from tests.support.ui_values import MISCHIEF, line

MADE = datetime(2026, 11, 3, 12, tzinfo=UTC)
WORST = " ".join(
    (*MISCHIEF, '#eval("1")', "#strong[x]", "1. a", "- b", "[a](b)", "<b>", "www.example.org")
)


def squeezed(text: str) -> str:
    """Without the white space, which each format has in places of its own."""
    return re.sub(r"\s", "", text)


class Reader(HTMLParser):
    """What stands in a page, and the names of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(line())
def test_a_line_of_markdown_is_read_back_as_it_was_typed(typed: str) -> None:
    drawn = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(escaped(typed))
    read = Reader(drawn)
    assert squeezed(read.text) == squeezed(typed)
    assert read.tags == {"p"}


def test_markdown_has_every_block_and_nothing_that_was_typed_is_markup() -> None:
    drawn = (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown(paper(WORST)))
    )
    read = Reader(drawn)
    assert squeezed(read.text).count(squeezed(WORST)) == html_count()
    assert read.tags == {
        *("h1", "h2", "h3", "p", "br", "ul", "li", "strong", "hr"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }


def html_count() -> int:
    """How often the document says its words: as often as they stand in its page outside the drawing and the page's title."""
    page = re.sub(r"<svg.*?</svg>|<head>.*?</head>", "", html(paper(WORST)), flags=re.DOTALL)
    return (
        squeezed(Reader(page).text).count(squeezed(WORST)) - 1
    )  # its table has the chart's title once more


def test_html_has_every_block_and_nothing_that_was_typed_is_markup() -> None:
    page = html(paper(WORST))
    plain = Reader(html(paper("plain words")))
    read = Reader(page)
    assert read.tags == plain.tags
    assert html_count() == 22
    assert not read.tags & {"a", "b", "script", "link"}


def test_a_page_needs_nothing_from_elsewhere() -> None:
    page = html(Document(title="Charts", sections=(PaperSection(title="All", blocks=CHARTS),)))
    assert not re.search(r"https?://|src=|@import|url\((?!#)", page)
    assert page.count("<svg") == len(CHARTS)


@pytest.mark.parametrize("typed", [WORST, "Ada Lovelace", "مرحبا"])
def test_a_pdf_can_be_read_and_searched_and_nothing_that_was_typed_is_markup(typed: str) -> None:
    read = PdfReader(io.BytesIO(pdf(paper(typed), MADE)))
    text = squeezed("".join(page.extract_text() for page in read.pages))
    plain = [sign for sign in ('#eval("1")', "#strong[x]", "*bold*", "</script>") if sign in typed]
    assert all(text.count(squeezed(sign)) >= 12 for sign in plain)
    assert all(not page.get("/Annots") for page in read.pages)
    assert read.metadata is not None
    assert read.metadata.title == typed


def test_a_pdf_is_tagged_and_says_its_language_and_what_each_chart_shows() -> None:
    document = Document(
        title="Charts", language="en-GB", sections=(PaperSection(title="All", blocks=CHARTS),)
    )
    made = pdf(document, MADE)
    root: Any = PdfReader(io.BytesIO(made)).root_object
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid:part" in made
    told = [found for found in alternatives(root["/StructTreeRoot"]) if "Applied: 40" in found]
    assert told == ["Applied: 40; Eligible: 36; Matched: 9"]


def alternatives(node: object) -> list[str]:
    """What stands for whoever hears it, in a tree of tags."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        at = waiting.pop()
        if hasattr(at, "get_object"):
            at = at.get_object()
        if isinstance(at, list):
            waiting.extend(at)
        elif isinstance(at, dict):
            if "/Alt" in at:
                found.append(str(at["/Alt"]))
            waiting.append(at.get("/K"))
    return found


def test_the_same_document_is_the_same_file() -> None:
    document = Document(
        title="A report", sections=(PaperSection(title="All", blocks=(Prose("Words"),)),)
    )
    assert pdf(document, MADE) == pdf(document, MADE)


def test_each_page_can_be_looked_at() -> None:
    long = Prose("\n\n".join(["Words that fill a page."] * 90))
    document = Document(title="A report", sections=(PaperSection(title="All", blocks=(long,)),))
    found = pictures(document, MADE)
    assert len(found) == 3
    assert all(picture.startswith(b"\x89PNG") for picture in found)
