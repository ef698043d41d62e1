"""A selection of mentors as a member made it, and what members say of it; both stay when another takes its place (R3.4)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.ids import ApplicationId, PersonId, ProposalId


@dataclass(kw_only=True)
class Selection:
    """A member selected mentors for a mentee. It stood from its `revision` of the proposal until the next selection.

    `mentors`: ids of their applications, in that member's order. `replaced_by`: who selected others, at `replaced_at`.
    """

    proposal_id: ProposalId  # what they were selected for
    revision: int
    person_id: PersonId  # the member
    at: datetime  # when they were
    mentors: list[ApplicationId]
    replaced_at: datetime | None = None
    replaced_by: PersonId | None = None
    id: int = field(init=False)  # of its row

    def replace(self, by: PersonId, now: datetime) -> None:
        """A member selected others; it stays on record."""
        self.replaced_by = by
        self.replaced_at = now


@dataclass(kw_only=True)
class Comment:
    """What a member said of the selection of one revision, for those who may read of it; `disagrees`: they are against it."""

    scheme: str  # the scheme's key
    proposal_id: ProposalId  # what it is about
    revision: int  # the set of mentors that it is about
    person_id: PersonId  # the member
    at: datetime  # when it was written
    disagrees: bool
    text: str  # sealed
    id: int = field(init=False)  # of its row
