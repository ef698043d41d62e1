"""The ways to a mentor, by the name a scheme file gives them (`choosing.mode`). Another is one file, and one line here."""

from collections.abc import Mapping

from scheme.definition.definition import Definition
from scheme.matching.approach_several import ApproachSeveral
from scheme.matching.choose_of_all import ChooseOfAll
from scheme.matching.choose_one import ChooseOne
from scheme.matching.choosing import Way
from scheme.matching.organisers_decide import OrganisersDecide
from scheme.matching.proposal import Proposal

WAYS: Mapping[str, Way] = {
    "choose-one": ChooseOne(),
    "approach-several": ApproachSeveral(),
    "choose-of-all": ChooseOfAll(),
    "organisers-decide": OrganisersDecide(),
}


def way_of(proposal: Proposal) -> Way:
    """How a mentee comes to a mentor by a proposal: as the scheme had it when it was opened, also once it has another."""
    return WAYS[proposal.way]


def way_to_come(definition: Definition) -> Way:
    """How a mentee for whom nobody has been selected yet comes to a mentor."""
    return WAYS[definition.choosing.mode]
