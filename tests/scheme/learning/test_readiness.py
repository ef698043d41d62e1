"""What the answers to the questions before applying come to: a thought, and never a bar."""

from itertools import product

import pytest

from scheme.definition.readiness import BeforeApplying
from scheme.learning.readiness import Leaning, leanings, weighed
from scheme.people import ROLES, Role

YES, UNSURE, NOT_YET = Leaning


@pytest.mark.parametrize("role", ROLES)
def test_every_set_of_answers_comes_to_something(role: Role) -> None:
    questions = BeforeApplying().of(role)
    assert len(questions) == 5
    for said in product(Leaning, repeat=len(questions)):
        found = weighed(questions, said)
        assert len(found.open_questions) == sum(each is not YES for each in said)
        assert found.is_clear == (set(said) == {YES})
        assert found.leans_to_it or not found.is_clear


def test_half_a_yes_leans_to_it_unless_as_much_says_not_yet() -> None:
    questions = BeforeApplying().of("mentee")[:4]
    assert weighed(questions, (YES, YES, UNSURE, NOT_YET)).leans_to_it
    assert not weighed(questions, (YES, YES, NOT_YET, NOT_YET)).leans_to_it
    assert not weighed(questions, (YES, UNSURE, UNSURE, UNSURE)).leans_to_it


def test_only_what_was_a_yes_begins_words_for_the_form() -> None:
    questions = BeforeApplying().of("mentee")
    found = weighed(questions, (YES, NOT_YET, YES, YES, YES))
    assert found.begins == ("What I would like to change, learn or decide:",)


@pytest.mark.parametrize("forged", ["x", "yyx", "YYY", "yé", "\u202ey", "1"])
def test_what_is_no_answer_begins_anew(forged: str) -> None:
    assert leanings(forged, 5) == ()


def test_no_more_is_read_than_there_are_questions() -> None:
    assert leanings("y" * 100_000, 5) == (YES,) * 5


def test_nobody_is_asked_where_the_scheme_does_not_offer_it() -> None:
    assert BeforeApplying(offered=False).of("mentor") == ()
