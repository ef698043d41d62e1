"""A talk alone with a coach or supervisor: times that they offer, each of which one person books (R5.5, R9.1)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme import calendar
from scheme.ids import PersonId
from scheme.refusal import Refusal

MOST_OFFERED = 100  # times to come of one coach
TAKEN = "Somebody was quicker, so that time is taken. The others are here."


class OfferedState(StrEnum):
    """What became of a time."""

    OPEN = "open"
    BOOKED = "booked"
    OFF = "off"


@dataclass(kw_only=True)
class OfferedTime:
    """A time at which a coach is there for one person. Who booked it is for the two alone.

    `sequence` counts its changes, the last at `changed_at`, as calendars do.
    """

    scheme: str  # the scheme's key
    coach_id: PersonId  # who offers it
    at: datetime  # when it begins (UTC)
    minutes: int  # how long it lasts
    place: str  # a room, a link or a number to ring, for whoever books it
    changed_at: datetime
    booked_by: PersonId | None = None  # None: nobody has
    sequence: int = 0
    state: OfferedState = OfferedState.OPEN  # whether it can be booked
    id: int = field(init=False)  # of its row, by chance

    @property
    def ends_at(self) -> datetime:
        """The moment at which it is meant to be over."""
        return calendar.add_minutes(self.at, self.minutes)

    @property
    def is_off(self) -> bool:
        """Whether the coach called it off."""
        return self.state == OfferedState.OFF

    def is_open(self, now: datetime) -> bool:
        """Whether somebody can book it."""
        return self.state == OfferedState.OPEN and now < self.at

    def overlaps(self, at: datetime, minutes: int) -> bool:
        """Whether another time would run into it."""
        return not self.is_off and at < self.ends_at and self.at < calendar.add_minutes(at, minutes)

    def book(self, person_id: PersonId, now: datetime) -> None:
        """Somebody takes it. Raises `Refusal` where they can't, or no longer."""
        if person_id == self.coach_id:
            raise Refusal("That is a time of your own, for somebody else to book.")
        if not self.is_open(now):
            raise Refusal(TAKEN)
        self.booked_by = person_id
        self.state = OfferedState.BOOKED
        self._changed(now)

    def give_back(self, person_id: PersonId, now: datetime) -> None:
        """Whoever booked it needs it no longer; it can be booked again. Raises `Refusal` for anybody else, or too late."""
        if self.booked_by != person_id or self.state != OfferedState.BOOKED:
            raise Refusal("You have not booked that time, so there is nothing to give back.")
        if now >= self.at:
            raise Refusal("That talk has begun or is over, so nothing is left to do.")
        self.booked_by = None
        self.state = OfferedState.OPEN
        self._changed(now)

    def call_off(self, now: datetime) -> PersonId | None:
        """It does not take place; whoever had booked it, to be told. Raises `Refusal` once it is off or has begun."""
        if self.is_off or now >= self.at:
            raise Refusal("That time is off or over already, so nothing is left to do.")
        booked_by = self.booked_by
        self.state = OfferedState.OFF
        self._changed(now)
        return booked_by

    def _changed(self, now: datetime) -> None:
        self.sequence = self.sequence + 1
        self.changed_at = now
