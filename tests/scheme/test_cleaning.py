"""What is let in of a text: everything that people read in any script, and nothing else."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme import cleaning
from scheme.cleaning import MOST_MARKS, clean, line, lines
from scheme.refusal import Refusal

DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u00ad\u034f\u115f\u1160\u17b4\u180e\u200b\u2060\u2061\u2064\u206a\u206f\u3164\ufe0f\ufeff\uffa0\ufff9\U000e0041"


@pytest.mark.parametrize("mark", DIRECTION + INVISIBLE)
def test_marks_of_direction_and_what_shows_nothing_are_taken_out_of_names(mark: str) -> None:
    assert line(f"Priya{mark} Nair{mark}") == "Priya Nair"
    assert line(f"{mark}{mark}") == ""


@pytest.mark.parametrize(
    "name",
    [
        "علی‌رضا نوری",  # Persian: Ali-Reza
        "می‌خواهم",
        "কোহিনূর র‍্যাচেল",  # Bengali: the joiner stands before the virama
        "क्‍ष",  # Hindi: a half letter
        "അവന്‍",  # Malayalam: the joiner ends the word
        "ශ්‍රී ලංකා",  # Sinhala
        "שָׁלוֹם כהן",
        "Nguyễn Thị Mai",
        "葛\U000e0100城",  # the picture of a letter that a Japanese family writes itself with
        "Seán Ó Cuív",
        "𞤀𞤁𞤂𞤢𞤃",
        "👩‍👩‍👧",
        "👩🏽‍🚒",
        "❤️‍🔥",
        "🏳️‍🌈",
        "🙂‍↔️",
        "1️⃣",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",  # the flag of Wales
    ],
)
def test_names_of_every_script_and_emoji_stay_as_they_are(name: str) -> None:
    name = unicodedata.normalize("NFC", name)
    assert clean(name) == name
    assert line(f"  {name} ") == name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("ad\u200cmin", "admin"),
        ("Mo\u200ds\u200ds", "Moss"),
        ("ک\u200c\u200cتاب", "ک\u200cتاب"),
        ("a\ufe0f\ufe0fb", "ab"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f"),
        (
            "\U0001f3f4\U000e0068\U000e0069",
            "\U0001f3f4",
        ),  # what is spelt behind a flag without an end
        ("half \ud83d here", "half  here"),
        ("\ud83d", ""),
        ("a\x00b\x07c\x7f\x9f", "abc"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("e\u0301", "é"),
        ("no\ufdd0 \uffff character", "no  character"),
        ("\u2800", ""),
    ],
)
def test_the_rest_goes(given: str, kept: str) -> None:
    assert clean(given) == kept


def test_a_letter_carries_as_many_marks_as_any_language_has() -> None:
    tower = "A" + "\u0301\u0316" * 500 + "nna"
    assert len(clean(tower)) <= len("Anna") + MOST_MARKS
    between = "A" + ("\u0301" * 8 + "\u200b") * 50
    assert len(clean(between)) <= 1 + MOST_MARKS


def test_lines_keep_their_lines_and_a_line_has_none() -> None:
    assert lines("\n one\r\n\r\ntwo\t\n") == "one\n\ntwo"
    assert line("\n one\r\n\r\ntwo\t\n") == "one two"


def test_what_is_far_too_long_is_refused_before_it_is_looked_at() -> None:
    cleaning.must_be_short("x" * cleaning.LONGEST)
    with pytest.raises(Refusal, match=r"shorten this to 20,000 characters; it has 1,000,000"):
        cleaning.must_be_short("x" * 1_000_000)


@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_was_let_in_is_let_in_again_and_can_be_kept(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.encode().decode() == once
    assert not set(once) & set(DIRECTION)


@pytest.mark.parametrize(
    "piece",
    ["\u0301\u0316", "\u200d", "ک\u200c", "👩\u200d", "\ud83d", "\U0001f3f4", "\r", "é\u0301"],
)
def test_the_time_it_takes_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = (min(_took(piece * size) for _ in range(5)) for size in (2_000, 8_000))
    assert long < 12 * short + 0.002  # four times as long: the square would take sixteen times


def _took(text: str) -> float:
    start = time.process_time()
    clean(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (":tada: well done :+1:", "🎉 well done 👍"),
        (":tada::heart:", "🎉❤️"),
        (":thumbsup::skin-tone-3:", "👍🏼"),
        (":knife:", "🔪"),
        ("at 12:30:15, or :13:30:", "at 12:30:15, or :13:30:"),
        ("https://a.example:8080/x:tada:y", "https://a.example:8080/x:tada:y"),
        (":of-our-own:", ":of-our-own:"),
    ],
)
def test_what_slack_calls_an_emoji_is_that_emoji(given: str, kept: str) -> None:
    assert clean(given) == kept
