"""A partnership and its meetings: introduced, started, met, surveyed, ended (R4.5, R4.6, R5.3, R5.4, R6)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from scheme import calendar
from scheme.definition import Definition
from scheme.due import Due, in_order
from scheme.people import Role
from scheme.proposal import nine
from scheme.refusal import Refusal

Occasion = Literal["midpoint", "conclusion"]


class Phase(StrEnum):
    """Where a partnership stands."""

    INTRODUCED = "introduced"
    ACTIVE = "active"
    ENDED = "ended"


class Ending(StrEnum):
    """How it ended. Only `not working` counts as failed, and none is anybody's fault (R5.4)."""

    COMPLETED = "completed"
    AGREED = "ended early by agreement"
    CHANGED = "circumstances changed"
    NOT_WORKING = "not working"


@dataclass
class Partnership:
    """A mentee and a mentor who were introduced. `last_met` is the day of the latest meeting logged."""

    scheme: str
    candidate_id: int
    mentee_application_id: int
    mentor_application_id: int
    mentee_id: int
    mentor_id: int
    introduced_at: datetime
    phase: str = Phase.INTRODUCED
    mentee_started_at: datetime | None = None
    mentor_started_at: datetime | None = None
    started_on: date | None = None
    ends_on: date | None = None
    last_met: date | None = None
    ended_at: datetime | None = None
    ended_by: int | None = None
    ending: str | None = None
    reason: str | None = None
    id: int = field(init=False)

    @property
    def ref(self) -> str:
        """The reference people quote."""
        return f"P-{self.id}"

    @property
    def is_live(self) -> bool:
        """Whether it is introduced or active."""
        return self.phase != Phase.ENDED

    def role_of(self, person_id: int) -> Role:
        """The side a party is on."""
        return "mentee" if person_id == self.mentee_id else "mentor"

    def partner_of(self, person_id: int) -> int:
        """The other party."""
        return self.mentor_id if person_id == self.mentee_id else self.mentee_id

    def midpoint(self) -> date | None:
        """The day halfway between start and end."""
        if self.started_on is None or self.ends_on is None:
            return None
        return self.started_on + (self.ends_on - self.started_on) // 2

    def must_be_live(self) -> None:
        """Raises `Refusal` once it has ended."""
        if not self.is_live:
            raise Refusal(
                "This partnership is closed, so nothing more is needed. Your home page shows what comes next."
            )

    def started_by(self, person_id: int) -> datetime | None:
        """When a party said that they have started."""
        return self.mentee_started_at if person_id == self.mentee_id else self.mentor_started_at

    def confirm_start(self, definition: Definition, person_id: int, now: datetime) -> None:
        """One side says they have started; when both have, it is active."""
        self.must_be_live()
        if self.started_by(person_id) is not None:
            return
        if person_id == self.mentee_id:
            self.mentee_started_at = now
        else:
            self.mentor_started_at = now
        if self.mentee_started_at and self.mentor_started_at:
            first = min(self.mentee_started_at, self.mentor_started_at)
            self.start(definition, calendar.local_day(first, definition.zone))

    def start(self, definition: Definition, day: date) -> None:
        """It is active from a day on, and ends after the scheme's months."""
        if self.phase == Phase.INTRODUCED:
            self.phase, self.started_on = Phase.ACTIVE, day
            self.ends_on = calendar.add_months(day, definition.pairing.months)

    def meeting_days(self, definition: Definition, today: date) -> tuple[date, date]:
        """The first and the last day on which the two can have met: from the introduction to the end, or today."""
        first = calendar.local_day(self.introduced_at, definition.zone)
        return first, calendar.local_day(self.ended_at, definition.zone) if self.ended_at else today

    def note_meeting(self, definition: Definition, day: date, now: datetime) -> None:
        """The two met on a day: that counts as having started, for both (R4.6). Raises `Refusal` once it has ended."""
        self.must_be_live()
        self.mentee_started_at = self.mentee_started_at or now
        self.mentor_started_at = self.mentor_started_at or now
        self.start(definition, day)
        self.last_met = max(day, self.last_met or day)

    def quiet_since(self) -> date | None:
        """The day from which quiet weeks are counted: the latest meeting or the start; None before it."""
        return max((day for day in (self.last_met, self.started_on) if day), default=None)

    def next_usual(self, definition: Definition) -> tuple[date, date] | None:
        """From when to when the next meeting is usual (R6.2); None before the start, or when the end comes first."""
        since, rules = self.quiet_since(), definition.meetings
        if since is None or self.ends_on is None or since + timedelta(weeks=rules.least_weeks) >= self.ends_on:
            return None
        return since + timedelta(weeks=rules.least_weeks), since + timedelta(weeks=rules.most_weeks)

    def nudges(self, definition: Definition, now: datetime) -> int:
        """How many nudges about these quiet weeks have fallen due by now."""
        return sum(one.name == "nudge" and one.at <= now for one in self._due_quiet(definition))

    def ends_soon(self, definition: Definition, today: date) -> bool:
        """Whether it is live and its planned end is near, or past."""
        notice = timedelta(days=definition.pairing.end_notice_days)
        return self.phase == Phase.ACTIVE and self.ends_on is not None and self.ends_on - notice <= today

    def closes_on(self, definition: Definition) -> date | None:
        """The working day on which it closes by itself when nobody has ended it; None before the start."""
        if self.ends_on is None:
            return None
        return calendar.on_or_after(self.ends_on + timedelta(days=definition.pairing.grace_days), definition.region)

    def end(self, ending: Ending, by: int | None, reason: str | None, now: datetime) -> None:
        """Close it, at once. `by` is the party who did, None when its time ran out."""
        self.must_be_live()
        if ending == Ending.COMPLETED and self.phase != Phase.ACTIVE:
            raise Refusal("It has not started yet, so it can't be completed. Please choose another way to end it.")
        self.phase, self.ending, self.ended_by = Phase.ENDED, ending, by
        self.reason, self.ended_at = reason, now

    def due(self, definition: Definition) -> list[Due]:
        """What the months bring, from the first week to the last day."""
        match self.phase:
            case Phase.INTRODUCED:
                return in_order(self._due_before_start(definition))
            case Phase.ACTIVE:
                return in_order([*self._due_quiet(definition), *self._due_on_the_way(definition)])
            case _ if self.started_on and self.ended_at:
                return [Due("conclusion", "conclusion", self.ended_at)]
            case _:
                return []

    def _due_before_start(self, definition: Definition) -> list[Due]:
        rules = definition.pairing
        introduced = calendar.local_day(self.introduced_at, definition.zone)
        said = self.mentee_started_at or self.mentor_started_at
        if said is None:
            plan = (("in-touch", rules.in_touch_days), ("not-started", rules.quiet_days))
            return [
                Due(name, name, nine(definition, introduced + timedelta(days=days)), "start") for name, days in plan
            ]
        first = calendar.local_day(said, definition.zone)
        reminders = [
            Due("confirm", f"confirm:{days}", nine(definition, first + timedelta(days=days)), "start")
            for days in rules.start_reminders
            if days < rules.start_days
        ]
        taken = nine(definition, first + timedelta(days=rules.start_days))
        return [*reminders, Due("taken-as-started", "taken-as-started", taken, "start")]

    def _due_quiet(self, definition: Definition) -> list[Due]:
        """Nudges when nothing was logged for longer than the rhythm, spaced out, then word to the Group (R6.2)."""
        since = self.quiet_since()
        if since is None or self.ends_on is None:
            return []
        rules = definition.meetings
        first = since + timedelta(weeks=rules.most_weeks)
        days = [first + timedelta(days=rules.nudge_days * count) for count in range(rules.nudges + 1)]
        names = [f"nudge:{count}" for count in range(1, rules.nudges + 1)] + ["quiet"]
        return [
            Due(name.partition(":")[0], f"{name}:{since}", nine(definition, day), "quiet")
            for name, day in zip(names, days, strict=True)
            if calendar.on_or_after(day, definition.region) < self.ends_on
        ]

    def _due_on_the_way(self, definition: Definition) -> list[Due]:
        middle, close = self.midpoint(), self.closes_on(definition)
        if middle is None or close is None or self.ends_on is None:
            return []
        notice = self.ends_on - timedelta(days=definition.pairing.end_notice_days)
        return [
            Due("midpoint", f"midpoint:{middle}", nine(definition, middle)),
            Due("ending", f"ending:{self.ends_on}", nine(definition, notice), "end"),
            Due("ended", f"ended:{self.ends_on}", nine(definition, self.ends_on), "end"),
            Due("close", f"close:{self.ends_on}", calendar.at(close, definition.zone), "end"),
        ]


@dataclass
class Meeting:
    """A check-in: that they met, never what was said (R6.1)."""

    partnership_id: int
    logged_by: int
    day: date
    minutes: int
    how: str
    logged_at: datetime
    revision: int = 1
    deleted_at: datetime | None = None
    id: int = field(init=False)

    @property
    def stands(self) -> bool:
        """Whether it was not deleted."""
        return self.deleted_at is None

    def correct(self, day: date, minutes: int, how: str, revision: int) -> bool:
        """Change what was noted, and return whether anything differs.

        Raises `Refusal` when it was deleted, or when the form was made from an earlier revision.
        """
        self.must_stand()
        if revision != self.revision:
            raise Refusal("This was changed elsewhere since you opened it. Here it is as it stands now.")
        if (day, minutes, how) == (self.day, self.minutes, self.how):
            return False
        self.day, self.minutes, self.how, self.revision = day, minutes, how, self.revision + 1
        return True

    def delete(self, now: datetime) -> None:
        """It counts no more. Raises `Refusal` when it was deleted already."""
        self.must_stand()
        self.deleted_at = now

    def must_stand(self) -> None:
        """Raises `Refusal` once it was deleted."""
        if not self.stands:
            raise Refusal("That meeting has been deleted already, so nothing is left to do. Your other meetings stand.")
