"""Whatever is typed, in whatever channel: the time to read it grows with its length and no faster, and nothing falls over.

Each reader gets each piece many times over, and eight times as many. Only the processor's time counts, the shortest of some
runs, and the bound is wide: a busy machine changes nothing, while what takes the square of the length fails by far.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from bot.chat import text as words
from bot.chat.payload import Payloads, unpacked
from bot.slack.cards import read as from_slack
from bot.slack.cards import render as to_slack
from bot.teams.cards import read as from_teams
from bot.teams.cards import render as to_teams
from bot.teams.cards import texts as teams_texts
from bot.teams.cards.typed import said
from bot.web import render as web
from handlers.concern.quoting import quoted
from handlers.forms import saved
from handlers.home.commands import command
from handlers.home.phrases import understand
from handlers.kit.ui import Message, Prose
from handlers.safety.danger import danger_in
from scheme import cleaning, wording
from scheme.forms import file, reading
from scheme.forms.checking import check
from scheme.forms.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    LongText,
    Number,
    Option,
    ShortText,
    TickField,
    TimeField,
)
from scheme.matching import exclusions
from scheme.matching.side import Avoided
from scheme.refusal import Refusal

TODAY = date(2027, 1, 11)
LENGTHS = (2_500, 20_000)
OPTIONS = tuple(
    Option(key=f"o{number}", label=f"Option {number} of the list") for number in range(30)
)
FIELDS = (
    ShortText(key="a", label="Short"),
    ShortText(key="a", label="Address", form="email", most=500),
    ShortText(key="a", label="Link", form="link", most=500),
    LongText(key="a", label="Long", most=10_000),
    ChoiceField(key="a", label="One", options=OPTIONS),
    ChoicesField(key="a", label="Several", options=OPTIONS),
    Number(key="a", label="Number"),
    DateField(key="a", label="Day"),
    TimeField(key="a", label="Time"),
    TickField(key="a", label="Tick"),
)


def every_field(text: str) -> None:
    """A text in a form, and typed as the answer to a question."""
    for field in FIELDS:
        with suppress(Refusal):
            check((field,), {"a": text})
        with suppress(Refusal):
            reading.read(field, text, TODAY)


def packed(text: str) -> None:
    """A text as what a button carries."""
    with suppress(Refusal):
        unpacked(text)


def is_like(text: str) -> None:
    """A text as somebody's name, and among the people to avoid."""
    for one in Avoided.read(text).words:
        exclusions.near(one, "priya nair")
    exclusions.near("priya nair", wording.letters(text))


READERS: dict[str, Callable[[str], Any]] = {
    "cleaning": cleaning.clean,
    "every field": every_field,
    "a phrase": understand,
    "a cry for help": danger_in,
    "a command": lambda text: command(text, {"buddy": "mentor"}, lambda action: True),
    "words to compare": wording.letters,
    "addresses": wording.addresses_in,
    "stems": wording.stems,
    "people to avoid": is_like,
    "a file's name": file.tidy,
    "a quotation": lambda text: quoted(text, "Maya", 3000),
    "a table": lambda text: saved.table("Save", "a.csv", [(text, saved.line(text))]),
    "typed in Slack": from_slack.plain,
    "typed in Teams": lambda text: said({"text": text}),
    "marked up in Teams": lambda text: said({"text": text, "textFormat": "xml"}),
    "a dialog of Teams": lambda text: from_teams.answers(
        {"choices.a": text, "number.b": text, text[:90]: text}
    ),
    "a button": packed,
    "a page": lambda text: web.message_html(Message(text=text, parts=(Prose(text),)), "m"),
    "a message in Slack": lambda text: to_slack.message(
        Message(text=text, parts=(Prose(text),)), Payloads()
    ),
    "a message in Teams": lambda text: to_teams.message(
        Message(text=text, parts=(Prose(text),)), Payloads()
    ),
    "a line in Teams": lambda text: (
        teams_texts.escaped(text),
        teams_texts.heading(text),
        teams_texts.spoken(text),
    ),
    "a text that is cut": lambda text: (
        words.cut(text, 3000),
        words.shorten(text, 75),
        words.is_safe_link(text),
    ),
}
PIECES = (
    "a", "a ", "a\n", "1", "1 ", "1,", "and ", "&", "&#9", "'re", "’", "@", "a@", "a@b,", "a.", "/", ".", "-", "https://a.", "<",
    "<at>", "</p> ", "<a|", "[a](", "{{", "*", "\\", " ", "\n ", "\r", "\x00", "\ud83d", "\u200d", "\u0301\u0316", "é", "İ", "ß",
    "中", "🙂\u200d", "ings", "ments", "in a day ", "next ", "1 of ", "mon,", "yes ", "kill myself ", "i want to ", "wantt ",
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_the_time_to_read_grows_with_the_length_and_no_faster(name: str) -> None:
    for piece in PIECES:
        short, long = (_took(READERS[name], piece, length) for length in LENGTHS)
        # Eight times as long: the square would take sixty-four times.
        assert long < 24 * short + 0.03, f"{piece!r}: {short:.4f} s, then {long:.4f} s"


def _took(reader: Callable[[str], Any], piece: str, length: int) -> float:
    text = (piece * length)[:length]
    times = []
    for _ in range(3):
        start = time.process_time()
        reader(text)
        times.append(time.process_time() - start)
    return min(times)
