"""Goals of a pair: set, revised, met, opened again, dropped; read by the two alone, counted by the Group (R5.2)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme.ids import PartnershipId, PersonId
from scheme.refusal import Refusal


class GoalProgress(StrEnum):
    """How a goal stands."""

    OPEN = "open"
    MET = "met"
    DROPPED = "dropped"


@dataclass(kw_only=True)
class Goal:
    """Something a mentee wants to reach with their mentor's help. `text` is theirs; `revision` counts its wordings."""

    partnership_id: PartnershipId  # in which it was set
    text: str
    set_by: PersonId  # id of the party who noted it
    set_at: datetime  # when it was noted
    progress: GoalProgress = GoalProgress.OPEN  # how far they are
    changed_at: datetime | None = None  # its words or its progress; None: never
    revision: int = 1
    id: int = field(init=False)  # of its row

    @property
    def is_open(self) -> bool:
        """Whether the two still work towards it."""
        return self.progress == GoalProgress.OPEN

    def revise(self, text: str, now: datetime) -> bool:
        """Put it in other words, and return whether they differ. Raises `Refusal` when it is met or dropped."""
        if not self.is_open:
            raise Refusal(
                "This goal is no longer open, so its words stay. Open it again to change them."
            )
        if text == self.text:
            return False
        self.text = text
        self.changed_at = now
        self.revision = self.revision + 1
        return True

    def becomes(self, progress: GoalProgress, now: datetime) -> bool:
        """It is met, dropped or open again; whether that is new."""
        if self.progress == progress:
            return False
        self.progress = progress
        self.changed_at = now
        return True
