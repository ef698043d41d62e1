"""A scheme's own terms in a sentence: articles, plurals, counts, capitals (R1.4)."""

import pytest

from scheme.wording import a, capital, counted, several


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        ("mentor", "a mentor"),
        ("adviser", "an adviser"),
        ("Elder", "an Elder"),
        ("university guide", "a university guide"),
        ("European fellow", "a European fellow"),
        ("uncle", "an uncle"),
        ("one-year associate", "a one-year associate"),
        ("oneiric guide", "an oneiric guide"),
        ("honorary tutor", "an honorary tutor"),
        ("host", "a host"),
    ],
)
def test_a_noun_has_the_article_one_hears(noun: str, told: str) -> None:
    assert a(noun) == told


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        ("mentor", "mentors"),
        ("buddy", "buddies"),
        ("protégé", "protégés"),
        ("coach", "coaches"),
        ("boss", "bosses"),
        ("day", "days"),
    ],
)
def test_a_noun_has_its_plural(noun: str, told: str) -> None:
    assert several(noun) == told


def test_a_count_takes_the_right_number() -> None:
    assert [counted(number, "buddy") for number in (0, 1, 2)] == [
        "0 buddies",
        "1 buddy",
        "2 buddies",
    ]


def test_a_capital_changes_the_first_letter_alone() -> None:
    assert (capital("a PhD mentor"), capital("")) == ("A PhD mentor", "")
