"""What a conversation puts into somebody's own calendar: a meeting, or a day that matters (R6.6)."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """An entry. What it `says` names nobody and gives no matter away: others may see somebody's calendar.

    `at`: a moment (UTC) that `ends`, or a whole day. `sequence` counts its changes, the last at `changed_at`.
    """

    key: str  # tells it from every other of the same scheme, for good
    says: str  # such as "Mentoring meeting"
    at: datetime | date
    changed_at: datetime
    ends: datetime | None = None  # None for a whole day
    partner: str = ""  # who it is with, named only where its reader wishes that
    place: str = ""
    sequence: int = 0
