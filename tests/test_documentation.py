"""What the pages in docs/ name of the code is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ROOMS = "scheme|storage|handlers|scheduler|bot|manifest"
MODULE = re.compile(rf"`((?:{ROOMS})(?:\.\w+)+)`")
FILE = re.compile(rf"\b((?:{ROOMS}|tests|benchmarks)/[\w/]+\.(?:py|toml|md))\b")


def is_there(name: str) -> bool:
    """Whether a dotted name leads to a module or a package, perhaps to something in it."""
    parts = name.split(".")
    beginnings = [ROOT.joinpath(*parts[:length]) for length in range(2, len(parts) + 1)]
    return beginnings[-1].is_dir() or any(path.with_suffix(".py").exists() for path in beginnings)


def astray(text: str) -> set[str]:
    """What a text names of the code and is not there."""
    modules = {name for name in MODULE.findall(text) if not is_there(name)}
    files = {name for name in FILE.findall(text) if not (ROOT / name).exists()}
    return modules | files


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_of_the_code_is_there(page: Path) -> None:
    assert astray(page.read_text(encoding="utf-8")) == set()


def test_what_is_not_there_is_found() -> None:
    text = "`handlers.nowhere.step`, `handlers.kit.ui.Form`, scheme/nowhere.py and scheme/people.py"
    assert astray(text) == {"handlers.nowhere.step", "scheme/nowhere.py"}
