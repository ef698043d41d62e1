"""The M25 preset holds what is stated of the scheme: first talks with several, and the pair decide the rest."""

import pytest

from scheme.definition.loading import load, preset
from tests.scheme.definition.facts import STATED, StatedFact

SCHEME = load(preset("m25"))


@pytest.mark.parametrize("fact", STATED["m25"], ids=lambda fact: f"{fact.row}: {fact.says}")
def test_it_is_as_stated(fact: StatedFact) -> None:
    assert fact.holds(SCHEME), f"{fact.row}, {fact.stated_in}: {fact.says}"
