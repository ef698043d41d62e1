"""The SCONUL preset holds what is stated of the scheme: those who lead, with no monitoring."""

import pytest

from scheme.definition.loading import load, preset
from tests.scheme.definition.facts import STATED, StatedFact

SCHEME = load(preset("sconul"))


@pytest.mark.parametrize("fact", STATED["sconul"], ids=lambda fact: f"{fact.row}: {fact.says}")
def test_it_is_as_stated(fact: StatedFact) -> None:
    assert fact.holds(SCHEME), f"{fact.row}, {fact.stated_in}: {fact.says}"
