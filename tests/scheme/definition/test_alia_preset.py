"""The ALIA preset holds what is stated of the scheme: a year for members by themselves, matched by staff."""

import pytest

from scheme.definition.loading import load, preset
from tests.scheme.definition.facts import STATED, StatedFact

SCHEME = load(preset("alia"))


@pytest.mark.parametrize("fact", STATED["alia"], ids=lambda fact: f"{fact.row}: {fact.says}")
def test_it_is_as_stated(fact: StatedFact) -> None:
    assert fact.holds(SCHEME), f"{fact.row}, {fact.stated_in}: {fact.says}"


def test_a_mentee_has_one_mentor_looked_for_as_no_more_are_proposed() -> None:
    assert SCHEME.sought == "a mentor"
    assert load(preset("aln")).sought == "mentors"
