"""Undoing: a decision is taken back until the person it was about has acted on it (R3.4)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.ids import ApplicationId, PersonId


@dataclass(kw_only=True)
class Undoing:
    """A member took back a decision on an application. `decision` is what it was; `reason` is for the Group alone."""

    application_id: ApplicationId  # the one that was decided on
    person_id: PersonId  # the member who took it back
    at: datetime  # when it was taken back
    decision: str
    reason: str
    id: int = field(init=False)  # of its row
