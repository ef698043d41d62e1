"""What one person keeps for themselves: reflections, and the hours they gave (R6.5)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme.ids import PartnershipId, PersonId
from scheme.wording import counted


class HoursKind(StrEnum):
    """What the time was for."""

    CONTACT = "contact"
    PREPARATION = "preparation"


@dataclass(kw_only=True)
class Reflection:
    """A note to oneself about a day. Nobody else ever sees it, and it outlives the partnership by some years."""

    scheme: str  # the scheme's key
    partnership_id: PartnershipId  # which it is about
    person_id: PersonId  # the author
    day: date  # what it is about
    text: str  # sealed
    written_at: datetime  # when it was noted first
    revision: int = 1  # rises with every change
    id: int = field(init=False)  # of its row, by chance

    def rewrite(self, day: date, text: str) -> None:
        """Another day and other words; the revision rises, so that a form made before is known to be old."""
        self.day = day
        self.text = text
        self.revision = self.revision + 1


@dataclass(kw_only=True)
class Hours:
    """Time that one person gave beside the meetings logged; in minutes."""

    scheme: str  # the scheme's key
    partnership_id: PartnershipId  # for which the time was given
    person_id: PersonId  # who gave it
    day: date  # on which the time was given
    minutes: int  # how long it was
    kind: HoursKind  # with the partner, or on one's own
    noted_at: datetime  # when it was noted
    revision: int = 1  # rises with every correction
    id: int = field(init=False)  # of its row, by chance

    def correct(self, day: date, minutes: int, kind: HoursKind) -> None:
        """Another day, other minutes or another kind; the revision rises, so that a form made before is known to be old."""
        self.day = day
        self.minutes = minutes
        self.kind = kind
        self.revision = self.revision + 1


def of_hours(minutes: int, hours: int) -> str:
    """How much of some hours there is: "3 of 3 hours", "2 h 30 min of 3 hours"."""
    whole, rest = divmod(minutes, 60)
    done = duration(minutes) if rest else str(whole)
    return f"{done} of {counted(hours, 'hour')}"


def duration(minutes: int) -> str:
    """Minutes as people say them: "2 h 15 min"."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part
        for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
        if part
    )
