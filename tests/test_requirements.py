"""A mark such as (R3.2) in code or documentation leads to a line of docs/requirements.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "requirements.md"
ROOMS = ("scheme", "storage", "handlers", "scheduler", "bot", "manifest", "tests", "docs")
MARK = re.compile(r"\bR\d{1,2}(?:\.\d{1,2})?\b")
MARKED = re.compile(r"\((R\d[^()]*)\)")


def known() -> set[str]:
    """The ids that the page has: of its lines, as "R3.2", and of their headings, as "R3"."""
    text = PAGE.read_text("utf-8")
    return set(re.findall(r"(?m)^- (R\d+\.\d+) ", text)) | set(re.findall(r"(?m)^## (R\d+) ", text))


def marks(text: str) -> set[str]:
    """The ids that stand in brackets in a text."""
    return {mark for marked in MARKED.findall(text) for mark in MARK.findall(marked)}


def test_every_line_of_the_page_has_an_id_of_its_own() -> None:
    ids = re.findall(r"(?m)^- (R\d+\.\d+) ", PAGE.read_text("utf-8"))
    assert len(ids) > 80
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("room", ROOMS)
def test_every_mark_leads_to_a_line(room: str) -> None:
    files = [path for ending in ("*.py", "*.md", "*.toml") for path in (ROOT / room).rglob(ending)]
    assert files
    astray = {
        f"{path.relative_to(ROOT)}: {mark}"
        for path in files
        for mark in marks(path.read_text("utf-8")) - known()
    }
    assert astray == set()


def test_a_mark_that_leads_nowhere_is_found() -> None:
    nowhere = "R99" + ".1"
    assert marks(f'"""What nobody asked for (R3.2, {nowhere})."""') - known() == {nowhere}
