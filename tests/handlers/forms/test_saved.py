"""Files that people save: words in them are words, to a spreadsheet, to an editor and to what shows Markdown."""

import ast
import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers
from handlers.forms import saved


def cell(given: str | int) -> str:
    """What a cell holds as a spreadsheet reads it."""
    made = saved.table("Save", "a.csv", [("before", given, "after")])
    [[_, found, _]] = list(csv.reader(StringIO(made.text, newline="")))
    return found


@pytest.mark.parametrize(
    "begins",
    [
        "=",
        "+",
        "-",
        "@",
        "＝",
        "＋",
        "－",
        "＠",
        "﹦",
        "﹢",
        "﹣",
        "﹫",
        "⁼",
        "⁺",
        "₊",
        "−",
        "\t",
        "\r",
        "\n",
        "\r\n",
        " =",
        "\u3000＝",
        "\u200b=",
        "\u202e+",
        "\ufeff@",
    ],
)
def test_what_begins_like_a_formula_is_none(begins: str) -> None:
    assert cell(f"{begins}1+1").startswith("'")


@pytest.mark.parametrize(
    "plain",
    [
        "Maya",
        "O'Neill",
        "a=b",
        "Anne-Marie",
        "1+1",
        "",
        "علی\u200cرضا",
        "one\ntwo",
        'She said "no", twice',
    ],
)
def test_other_words_stand_as_they_are(plain: str) -> None:
    assert cell(plain) == plain


def test_a_number_stays_a_number() -> None:
    assert cell(-5) == "-5"


@given(st.text())
def test_no_cell_at_all_begins_like_a_formula(words: str) -> None:
    assert not cell(words).startswith(
        ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
    )


def test_a_name_in_a_heading_is_no_picture_link_or_tag() -> None:
    assert saved.line("![x](https://e.example.org) <b>\n# A_b*") == (
        r"\!\[x\](https://e.example.org) \<b\> \# A\_b\*"
    )
    assert saved.line("Priya\u202e Nair") == "Priya Nair"


def test_every_file_that_a_conversation_makes_of_words_is_made_there() -> None:
    """What somebody handed in goes out as it came in, icalendar writes calendars, and `handlers.paper` writes papers."""
    root = Path(str(handlers.__file__)).parent
    makers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Attachment"
    }
    calendars = {
        "meeting/plan_card.py",
        "people/own_calendar.py",
        "learning/shown.py",
        "learning/one_to_one_shown.py",
    }
    sheets = {"oversight/digest.py", "learning/hours_files.py"}
    assert (
        makers
        == {"forms/file.py", "forms/saved.py", "reports/annual.py", "partnership/certificate.py"}
        | calendars
        | sheets
    )
