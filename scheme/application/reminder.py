"""Somebody outside a round asked to hear when the next one opens (R1.2)."""

from dataclasses import dataclass, field

from scheme.definition.definition import Definition
from scheme.due import Due, nine
from scheme.ids import PersonId
from scheme.people import Role


@dataclass(kw_only=True)
class Reminder:
    """A wish to be told when a round opens for a role."""

    scheme: str  # the scheme's key
    person_id: PersonId  # who wishes it
    role: Role  # for which they would apply
    round: str  # key of the round that opens
    id: int = field(init=False)  # of its row

    def due(self, definition: Definition) -> list[Due]:
        """Nine in the morning of the opening day, or of the first working day after it."""
        return [
            Due(
                name="opens",
                occasion="opens",
                at=nine(definition, campaign.window(self.role).opens),
            )
            for campaign in definition.rounds
            if campaign.key == self.round
        ]
