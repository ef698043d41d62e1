"""What a body is called is the scheme's own word: no sentence of the bot names one by another scheme's (R1.4)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.oversight.seats import duties
from scheme.concern.concern import ComplaintStage
from scheme.definition.sections import Terms
from tests.support.scheme_cast import definition

ROOT = Path(__file__).parents[2]
NAMES = ("Steering Group", "Oversight Group")
# The words a scheme may replace, and how far a complaint is, as it is stored.
MEANT = {
    "scheme/definition/sections.py": set(NAMES),
    "scheme/concern/concern.py": {ComplaintStage.STEERING.value},
}


def spoken(tree: ast.AST) -> Iterator[str]:
    """Every text in a file but the docstrings."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documented:
            yield str(node.value)


def named(source: str) -> list[str]:
    """The texts of a file that name a body."""
    return [text for text in spoken(ast.parse(source)) if any(name in text for name in NAMES)]


@pytest.mark.parametrize(
    "room", ["scheme", "handlers", "storage", "bot/web", "bot/slack", "bot/teams", "bot/mail"]
)
def test_no_text_has_the_name_of_a_body_in_it(room: str) -> None:
    for file in sorted((ROOT / room).rglob("*.py")):
        path = file.relative_to(ROOT).as_posix()
        assert set(named(file.read_text("utf-8"))) <= MEANT.get(path, set()), path


def test_the_reader_of_files_would_find_one() -> None:
    told = 'def f():\n    """The Steering Group."""\n    return f"Ask the Steering Group on {day}."'
    assert named(told) == ["Ask the Steering Group on "]


@pytest.mark.parametrize(
    ("name", "inside", "first"),
    [
        ("Steering Group", "the Steering Group", "The Steering Group"),
        ("Board", "the Board", "The Board"),
        ("SCONUL", "SCONUL", "SCONUL"),
        ("library staff", "the library staff", "The library staff"),
    ],
)
def test_a_body_has_its_article(name: str, inside: str, first: str) -> None:
    terms = Terms(steering=name)
    assert (terms.the_steering, terms.the_steering_first) == (inside, first)


def test_a_seat_is_called_by_the_bodys_name() -> None:
    scheme = definition(terms={"steering": "Board"})
    assert duties(scheme)["steering"] == "Board member"
    assert duties(scheme)["chair"] == "chair"
