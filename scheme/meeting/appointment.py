"""The next meeting of a pair: planned, moved, called off, gone by; and the same moment on two people's clocks (R6.3)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order, nine
from scheme.forms.shown import spoken
from scheme.ids import PartnershipId, PersonId
from scheme.people import ROLES
from scheme.refusal import Refusal


class Plan(StrEnum):
    """What became of it. A pair has one that is `planned` at most."""

    PLANNED = "planned"
    CANCELLED = "called off"
    OVER = "over"


@dataclass(kw_only=True)
class Appointment:
    """A meeting to come: when (UTC), for how many minutes, and how; never where, nor what about.

    `planned_by` is whoever planned it or moved it last, at `changed_at`; `sequence` counts the changes, as calendars do.
    """

    scheme: str  # the scheme's key
    partnership_id: PartnershipId  # whose meeting it is
    at: datetime  # when it begins (UTC)
    minutes: int  # how long it is to be
    how: str  # key of a way to meet
    planned_by: PersonId
    changed_at: datetime
    sequence: int = 0
    state: Plan = Plan.PLANNED  # whether it stands
    id: int = field(init=False)  # of its row

    @property
    def ends_at(self) -> datetime:
        """The moment at which it is meant to be over."""
        return calendar.add_minutes(self.at, self.minutes)

    @property
    def is_live(self) -> bool:
        """Whether it was neither called off nor settled."""
        return self.state == Plan.PLANNED

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is still to come, or going on."""
        return self.is_live and now < self.ends_at

    def must_be_live(self) -> None:
        """Raises `Refusal` once it was called off or is over."""
        if not self.is_live:
            raise Refusal(
                "That plan is off the table already, so nothing is left to do. You can plan another any time."
            )

    def move(self, at: datetime, minutes: int, how: str, by: PersonId, now: datetime) -> bool:
        """Change when or how; returns whether anything differs. Raises `Refusal` for a moment that has passed."""
        self.must_be_live()
        must_be_ahead(at, now)
        if (at, minutes, how) == (self.at, self.minutes, self.how):
            return False
        self.at = at
        self.minutes = minutes
        self.how = how
        self._changed(by, now)
        return True

    def cancel(self, by: PersonId, now: datetime) -> None:
        """Call it off. Raises `Refusal` when there is nothing to call off any more."""
        self.must_be_live()
        self.state = Plan.CANCELLED
        self._changed(by, now)

    def _changed(self, by: PersonId, now: datetime) -> None:
        self.sequence = self.sequence + 1
        self.planned_by = by
        self.changed_at = now

    def settle(self) -> None:
        """It has gone by: they met, or said that they did not, or plan another."""
        self.state = Plan.OVER

    def due(self, definition: Definition) -> list[Due]:
        """A reminder to each on the working day before, and the day after the question whether they met."""
        if not self.is_live:
            return []
        day = calendar.local_day(self.at, definition.zone)
        eve = calendar.at(calendar.add_working_days(day, -1, definition.region), definition.zone)
        after = nine(
            definition, calendar.add_days(calendar.local_day(self.ends_at, definition.zone), 1)
        )
        plan = self._each("met", after)
        # Whoever has just planned a meeting for tomorrow needs no reminder of it.
        return in_order([*(self._each("remind", eve) if eve > self.changed_at else []), *plan])

    def _each(self, name: str, at: datetime) -> list[Due]:
        return [
            Due(
                name=name,
                occasion=f"{name}:{self.at:%Y-%m-%dT%H:%M}:{role}",
                at=at,
                series=f"{name}:{role}",
            )
            for role in ROLES
        ]


def must_be_ahead(at: datetime, now: datetime) -> None:
    """Raises `Refusal` for a moment that has passed."""
    if at <= now:
        raise Refusal(
            "That time has passed. Please give a later one; a meeting you had is noted by logging it.",
            "hour",
        )


def moment_of(day: date, hour: time, zone: str, planned: datetime | None = None) -> datetime:
    """The moment (UTC) of a time of day in a zone.

    Of a time that comes twice as the clocks go back it is the first, or the one `planned`, if that is either of them.
    Raises `Refusal` for a time that the clocks leave out as they go forward.
    """
    local = datetime.combine(calendar.within(day), hour, ZoneInfo(zone))
    if planned is not None and calendar.local(planned, zone).replace(tzinfo=None) == local.replace(
        tzinfo=None
    ):
        return planned
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        text = f"The clocks go forward that day, so there is no {hour:%H:%M}. Please choose a time before or after."
        raise Refusal(text, "hour")
    return moment


def place(zone: str) -> str:
    """A zone as people name it: "London time"."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def clocks_differ(at: datetime, zone: str, other: str) -> bool:
    """Whether the clocks of two zones show different times at a moment."""
    return calendar.local(at, zone).utcoffset() != calendar.local(at, other).utcoffset()


def spoken_at(at: datetime, zone: str, other: str = "") -> str:
    """A moment on somebody's clock: "Monday 18 January 2027, 14:00". The zone is named where `other`'s clock differs."""
    local = calendar.local(at, zone)
    text = f"{spoken(local.date())}, {local:%H:%M}"
    if other and clocks_differ(at, zone, other):
        text = f"{text} {place(zone)}"
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        return text
    if local.fold == 0:
        return f"{text}, before the clocks go back"
    return f"{text}, after the clocks go back"
