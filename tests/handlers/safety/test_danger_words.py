"""What speaks of danger is found in every language and spelling; ordinary business hardly ever is (R13.5)."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handlers.home.phrases import understand
from handlers.safety.danger import FILES, danger_in, is_a_story
from scheme.safety.phrase import KINDS

PHRASES = Path(__file__).parents[2] / "phrases"


def phrases_in(name: str) -> list[tuple[str, str]]:
    """The phrases of a file, each with the kind or the language it stands under."""
    lines = [
        line.partition(": ") for line in (PHRASES / name).read_text("utf-8").splitlines() if line
    ]
    return [(key, phrase) for key, _, phrases in lines for phrase in phrases.split(" | ")]


LISTS = [
    "danger_en.txt",
    "typed_en.txt",
    "danger_other.txt",
    "danger_first.txt",
    "danger_second.txt",
    "danger_third.txt",
    "danger_fourth.txt",
    "danger_fifth.txt",
]


@pytest.mark.parametrize("name", LISTS)
def test_no_phrase_of_danger_is_missed(name: str) -> None:
    assert [phrase for _, phrase in phrases_in(name) if danger_in(phrase) is None] == []


def test_help_is_a_question_and_shouted_it_is_a_cry() -> None:
    assert danger_in("help") is None
    assert danger_in("Help?") is None
    assert None not in (danger_in("HELP"), danger_in("help!!!"), danger_in("Help !"))


@pytest.mark.parametrize(
    "words",
    [
        "maarna hi hai mujhe marnaa chaahti",
        "ya xochu umeret'",
        "thelw na pe8anw",
        "aatmhatyaa karni hai",
    ],
)
def test_a_language_is_read_in_latin_letters_however_it_is_spelt(words: str) -> None:
    assert danger_in(words) is not None


def test_the_twenty_languages_most_spoken_and_welsh_are_there() -> None:
    there = {path.stem for path in FILES.glob("*.toml")}
    most = "en cy pl ro pa ur pt es ar bn gu it ta fr lt zh tr bg ru fa hu el"
    assert set(most.split()) <= there
    assert {key for key, _ in phrases_in("danger_other.txt")} == there - {"en"}


def test_kinds_are_told_apart_mostly() -> None:
    told = [(key, danger_in(phrase)) for key, phrase in phrases_in("danger_en.txt")]
    same = [key for key, danger in told if danger is not None and danger.kind == key]
    assert len(same) > 0.75 * len(told)


@pytest.mark.parametrize("name", ["danger_en.txt", "danger_other.txt"])
def test_shouting_politeness_and_what_stands_around_make_no_difference(name: str) -> None:
    phrases = [phrase for _, phrase in phrases_in(name) if " " in phrase and "=" not in phrase]
    shouted = [f"HELLO!!! {phrase.upper()}..." for phrase in phrases if len(phrase.split()) > 3]
    assert [text for text in shouted if danger_in(text) is None] == []


@pytest.mark.parametrize("name", ["ordinary.txt", "ordinary_typed.txt"])
def test_hardly_any_ordinary_phrase_is_taken_for_danger(name: str) -> None:
    ordinary = [phrase for _, phrase in phrases_in(name)]
    taken = [
        (danger.sure, phrase) for phrase in ordinary if (danger := danger_in(phrase)) is not None
    ]
    assert len(ordinary) >= 200
    assert sum(sure for sure, _ in taken) <= 0.03 * len(ordinary), taken
    assert sum(not sure for sure, _ in taken) <= 0.05 * len(ordinary), taken


@pytest.mark.parametrize("name", ["ordinary.txt", "ordinary_typed.txt"])
def test_hardly_any_ordinary_phrase_is_taken_for_a_story(name: str) -> None:
    ordinary = [phrase for _, phrase in phrases_in(name)]
    taken = [
        one
        for one in ordinary
        if is_a_story(one) and understand(one).intent is None and danger_in(one) is None
    ]
    assert len(taken) <= 0.05 * len(ordinary), taken


def test_a_story_of_which_nothing_is_known_is_one_in_any_language() -> None:
    assert [phrase for _, phrase in phrases_in("stories.txt") if not is_a_story(phrase)] == []


KEYS = [
    "suicide",
    "suicidal",
    "paramedics",
    "strangled",
    "threatened",
    "threatening",
    "ambulance",
    "emergency",
    "blackmail",
]


@st.composite
def slips(draw: st.DrawFn) -> str:
    """A word of danger with a letter dropped, doubled, swapped with its neighbour or another in its place."""
    word = draw(st.sampled_from(KEYS))
    at = draw(st.integers(1, len(word) - 2))
    other = draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    kinds = [
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + other + word[at + 1 :],
        word[:at] + other + word[at:],
    ]
    slipped = draw(st.sampled_from(kinds))
    # Letters that come twice in a row are read as one, so that a slip that makes two is two slips.
    assume(
        slipped == word[: at + 1] + word[at:]
        or not any(one == two for one, two in pairwise(slipped))
    )
    return slipped


@settings(max_examples=300, deadline=None, derandomize=True)
@given(slips())
def test_a_slip_of_the_keyboard_hides_nothing(word: str) -> None:
    assert danger_in(f"he said {word}") is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?",
        "\ud800",
        "\0" * 9,
        "a" * 30_000,
        "i want " * 4_000,
        "à" * 9_000,
        "死" * 9_000,
    ],
)
def test_nothing_typed_makes_it_fail(text: str) -> None:
    found = danger_in(text)
    assert found is None or found.kind in KINDS


def test_the_end_of_a_long_text_is_read_as_well() -> None:
    assert danger_in("we met and talked about the budget. " * 900 + "I want to die") is not None


def test_time_follows_the_length_and_an_ordinary_phrase_takes_little() -> None:
    texts = [phrase for _, phrase in phrases_in("ordinary.txt")]
    danger_in("the first is slower, as it reads the files")

    def taken(times: int) -> float:
        before = time.thread_time()
        for text in texts:
            danger_in(" ".join([text] * times))
        return time.thread_time() - before

    assert taken(16) < 64 * taken(1)
