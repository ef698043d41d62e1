"""What one person keeps for themselves: reflections, and the hours they gave (R6.5)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from scheme.ids import PartnershipId, PersonId
from scheme.meeting.meeting import Meeting
from scheme.wording import counted


class HoursKind(StrEnum):
    """What the time was for."""

    CONTACT = "contact"
    PREPARATION = "preparation"


@dataclass(kw_only=True)
class Reflection:
    """A note to oneself about a day. Nobody else ever sees it, and it outlives the partnership."""

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


class HoursEntry(NamedTuple):
    """A line of somebody's hours: their own, or a meeting logged, which counts as contact by itself."""

    day: date
    minutes: int
    kind: HoursKind
    partnership_id: PartnershipId
    own: Hours | None


def entries(meetings: Iterable[Meeting], hours: Iterable[Hours]) -> list[HoursEntry]:
    """Everything that counts, latest first."""
    met = [
        HoursEntry(
            meeting.day,
            meeting.minutes,
            kind=HoursKind.CONTACT,
            partnership_id=meeting.partnership_id,
            own=None,
        )
        for meeting in meetings
        if meeting.is_kept
    ]
    own = [
        HoursEntry(
            hour.day, hour.minutes, kind=hour.kind, partnership_id=hour.partnership_id, own=hour
        )
        for hour in hours
    ]
    return sorted([*own, *met], key=lambda entry: entry.day, reverse=True)


def total(lines: Iterable[HoursEntry], kind: HoursKind | None = None) -> int:
    """The minutes of a kind, or of all."""
    return sum(line.minutes for line in lines if kind is None or line.kind == kind)


def this_month(lines: Iterable[HoursEntry], today: date) -> int:
    """The minutes of the month that a day is in."""
    return sum(
        line.minutes
        for line in lines
        if (line.day.year, line.day.month) == (today.year, today.month)
    )


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
