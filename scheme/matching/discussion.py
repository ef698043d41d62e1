"""Discussions of matches as they are held: before each the Group has the register in short (R3.8)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.definition.discussions import Discussions
from scheme.due import Due, in_order
from scheme.learning.dates import days_of

AHEAD = 3  # discussions that are planned at a time
SOON_ENDS = 28  # days ahead in which a partnership ends soon


@dataclass(kw_only=True)
class HeldDiscussions:
    """What has become of a scheme's discussions: for which of them the Group has had the digest."""

    scheme: str  # the scheme's key
    since: datetime  # from when on the bot has known of it
    digest_for: date | None = None  # the last discussion that was told of; None: none yet
    digest_at: datetime | None = None  # when the Group last had a digest, asked for or not
    id: int = field(init=False)  # of its row

    def due(self, definition: Definition) -> list[Due]:
        """The digests before the next discussions, the latest of which stands for those that were missed."""
        table = definition.discussions
        if table is None:
            return []
        after = self.digest_for or calendar.local_day(self.since, definition.zone)
        days = (day for day in days_of(table) if day > after)
        return in_order(
            Due(
                name="digest",
                occasion=f"digest:{day}",
                at=calendar.at(digest_day(table, day, definition.region), definition.zone),
                series="digest",
            )
            for day in islice(days, AHEAD)
        )

    def told(self, now: datetime, day: date | None = None) -> None:
        """The Group has had a digest, for a discussion or because somebody asked for it."""
        self.digest_at = now
        if day is not None:
            self.passed(day)

    def passed(self, day: date) -> None:
        """A discussion needs no digest any more: it had one, nobody waited, or its day has gone by."""
        self.digest_for = max(day, self.digest_for or day)


def digest_day(table: Discussions, day: date, region: str) -> date:
    """The working day on which the digest for a discussion comes."""
    return calendar.on_or_before(calendar.add_days(day, -table.digest_days), region)


def next_discussion(definition: Definition, today: date) -> date | None:
    """The next day on which the Group discusses matches, which may be today; None where none is set."""
    if definition.discussions is None:
        return None
    return next((day for day in days_of(definition.discussions) if day >= today), None)


@dataclass(frozen=True, kw_only=True)
class RegisterNumbers:
    """How a register stands, in numbers that name nobody: fit for the Group's channel."""

    to_match: int  # mentees who wait to be matched
    longest: int  # days of whoever waits longest
    overdue: int  # of those who wait for an answer, whose promised day has gone by
    soon: int  # whose day comes within a week
    to_check: int  # applications that were not looked at yet
    free: int  # mentors who are here and have nobody
    ending: int  # partnerships that end within four weeks
    came: int  # applications since the last digest
    introduced: int  # partnerships that began since then

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to discuss."""
        return not (self.to_match or self.to_check)
