"""The ways to a mentor, by the name a scheme file gives them (`choosing.mode`). Another is one file, and one line here."""

from collections.abc import Mapping

from scheme.definition.definition import Definition
from scheme.matching.choose_one import ChooseOne
from scheme.matching.choosing import Way

WAYS: Mapping[str, Way] = {"choose-one": ChooseOne()}


def way_of(definition: Definition) -> Way:
    """How a scheme's mentees come to a mentor."""
    return WAYS[definition.choosing.mode]
