"""A scheme's own terms in a sentence: articles, plurals, counts, capitals (R1.4)."""

import pytest

from scheme import wording
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


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        ("MBA coach", "an MBA coach"),
        ("NHS mentor", "an NHS mentor"),
        ("X-ray fellow", "an X-ray fellow"),
        ("SCONUL fellow", "a SCONUL fellow"),
        ("Fellow", "a Fellow"),
    ],
)
def test_letters_that_are_spoken_one_by_one_have_the_article_one_hears(
    noun: str, told: str
) -> None:
    assert wording.a(noun) == told


@pytest.mark.parametrize(
    ("noun", "told"),
    [
        ("resource person", "resource people"),
        ("alumnus", "alumni"),
        ("mentor in residence", "mentors in residence"),
        ("one-to-one mentor", "one-to-one mentors"),
    ],
)
def test_a_noun_whose_plural_is_its_own_has_that(noun: str, told: str) -> None:
    assert wording.several(noun) == told


def test_a_span_of_the_same_two_figures_is_one_figure() -> None:
    assert wording.between(60, 60, "minute") == "60 minutes"
    assert wording.between(4, 6, "week") == "4 to 6 weeks"
    assert wording.every(1, 1, "week") == "every week"
    assert wording.every(4, 6, "week") == "every 4 to 6 weeks"


def test_a_figure_of_one_has_its_unit_in_the_singular() -> None:
    assert wording.measured("1", "years") == "1 year"
    assert wording.measured("14", "years") == "14 years"
    assert wording.measured("1", "at the same time") == "1 at the same time"
    assert wording.measured("1", "") == "1"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Oversight Group", "the Oversight Group"),
        ("matching team", "the matching team"),
        ("SCONUL", "SCONUL"),
        ("The Circle", "The Circle"),
    ],
)
def test_a_body_of_people_has_an_article_unless_it_is_a_name(body: str, told: str) -> None:
    assert wording.the(body) == told
