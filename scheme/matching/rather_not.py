"""A word that somebody would rather not, of a pair that the organisers decided on: for the organisers alone (R4.1)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.ids import ApplicationId, CandidateId, PersonId


@dataclass(kw_only=True)
class RatherNot:
    """Somebody would rather not be matched with somebody they were told of. The other never learns who said so, or why."""

    scheme: str  # the scheme's key
    candidate_id: CandidateId  # the pair that was decided on
    application_id: ApplicationId  # theirs who said so
    person_id: PersonId  # who said so
    at: datetime  # when it was said
    text: str  # why, sealed; empty where nothing was said
    id: int = field(init=False)  # of its row

    def forget(self) -> None:
        """The words go; that it was said stays, to be counted."""
        self.text = ""
