"""The ways to a mentor, by the name a scheme file gives them (`choosing.mode`). Another is one file, and one line here."""

from collections.abc import Mapping

from scheme.matching.approach_several import ApproachSeveral
from scheme.matching.choose_one import ChooseOne
from scheme.matching.choosing import Way
from scheme.matching.proposal import Proposal

WAYS: Mapping[str, Way] = {"choose-one": ChooseOne(), "approach-several": ApproachSeveral()}


def way_of(proposal: Proposal) -> Way:
    """How a mentee comes to a mentor by a proposal: as the scheme had it when it was opened, also once it has another."""
    return WAYS[proposal.way]
