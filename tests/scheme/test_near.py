"""What a mistyped word was meant to be is named where it is close, and nothing is guessed where it is not."""

import pytest

from scheme.near import near

KNOWN = (
    "levels",
    "rounds",
    "roster",
    "months",
    "most_months",
    "most",
    "aln",
    "chair",
    "co-chair",
    "long",
)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("level", "levels"),
        ("moths", "months"),
        ("mots", "most"),
        ("chiar", "chair"),
        ("lnog", "long"),
        ("Rounds", "rounds"),
        ("rsoterr", "roster"),
        ("alm", "aln"),
    ],
)
def test_a_slip_or_two_are_seen_through(given: str, meant: str) -> None:
    assert near(given, KNOWN) == meant


@pytest.mark.parametrize(
    "given", ["events", "", "a", "al", "mentors", "lgno", "colour", "x" * 5000]
)
def test_what_is_not_close_is_not_guessed(given: str) -> None:
    assert near(given, KNOWN) is None
