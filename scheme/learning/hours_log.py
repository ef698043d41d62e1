"""Somebody's own hours log: all the time they gave, by month, beside what the scheme names (R6.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from scheme.calendar import add_days, add_months, local_day
from scheme.definition.definition import Definition
from scheme.ids import PartnershipId, PersonId
from scheme.partnership.partnership import Partnership
from scheme.subject import NOTHING_IN_PARTICULAR, Subject

COUNTS_FROM = 15  # days of a month on which a partnership goes on, for the month to count


class TimeKind(StrEnum):
    """What time was given to, as a log and its files name it."""

    CONTACT = "contact"
    PREPARATION = "preparation"
    EVENT = "event"
    ONE_TO_ONE = "one-to-one"


ALWAYS = (TimeKind.CONTACT, TimeKind.PREPARATION)  # what a log names also where nothing was given


@dataclass(frozen=True, kw_only=True)
class HoursLine:
    """Some time that somebody gave. `source` says in a word or two where the log has it from ("own note")."""

    day: date  # on which it was given
    minutes: int  # how long it was
    kind: TimeKind  # what it was given to
    what: str  # with whom, or at what: "Priya Nair", "Webinar: copyright"
    source: str
    partnership_id: PartnershipId | None = None  # for which it counts; None: for none
    note: Subject = field(default=NOTHING_IN_PARTICULAR)  # one's own, which can be changed


@dataclass(frozen=True, kw_only=True)
class HoursMonth:
    """A month of a log, by its first day. `hours`: those that the scheme names for it; 0 for none."""

    first: date  # its first day
    lines: tuple[HoursLine, ...]  # those of its days, the latest first
    hours: int  # that the scheme names for it

    def minutes(self, kind: TimeKind | None = None) -> int:
        """Of a kind, or of all."""
        return total(self.lines, kind)


@dataclass(frozen=True)
class HoursLog:
    """The lines of one person in one scheme, latest first."""

    lines: tuple[HoursLine, ...]  # all that count

    @classmethod
    def of(cls, lines: Iterable[HoursLine]) -> "HoursLog":
        """A log of lines in any order."""
        return cls(tuple(sorted(lines, key=lambda line: line.day, reverse=True)))

    @property
    def years(self) -> tuple[int, ...]:
        """Those in which there is something, the latest first."""
        return tuple(year for year, _ in groupby(line.day.year for line in self.lines))

    @property
    def kinds(self) -> tuple[TimeKind, ...]:
        """What it names: contact and preparation, and of the others those that there are."""
        given = {line.kind for line in self.lines}
        return tuple(kind for kind in TimeKind if kind in ALWAYS or kind in given)

    def of_year(self, year: int) -> "HoursLog":
        """What it holds of a year."""
        return HoursLog(tuple(line for line in self.lines if line.day.year == year))

    def minutes(self, kind: TimeKind | None = None) -> int:
        """Of a kind, or of all."""
        return total(self.lines, kind)

    def months(self, named: "HoursNamed") -> list[HoursMonth]:
        """The months in which something was given, or for which the scheme names hours; the latest first."""
        by_month: dict[date, list[HoursLine]] = {first: [] for first in named.months}
        for line in self.lines:
            by_month.setdefault(line.day.replace(day=1), []).append(line)
        return [
            HoursMonth(first=first, lines=tuple(by_month[first]), hours=named.months.get(first, 0))
            for first in sorted(by_month, reverse=True)
        ]


@dataclass(frozen=True)
class HoursNamed:
    """The hours that a scheme names for somebody, by the first day of each month for which it names some."""

    months: dict[date, int]  # hours, by the month's first day

    @classmethod
    def of(
        cls,
        definition: Definition,
        pairs: Sequence[Partnership],
        person_id: PersonId,
        now: datetime,
    ) -> "HoursNamed":
        """For all of a person's partnerships, until the month that it is now.

        A month counts for a partnership that goes on for at least `COUNTS_FROM` of its days; a pause does not go on.
        """
        found: dict[date, int] = {}
        today = local_day(now, definition.zone)
        for pair in pairs:
            hours = definition.meetings.hours(pair.role_of(person_id))
            if not hours or pair.started_on is None:
                continue
            for first in _months(pair.started_on, today):
                if _days(definition, pair, first) >= COUNTS_FROM:
                    found[first] = found.get(first, 0) + hours
        return cls(found)

    def of_year(self, year: int) -> "HoursNamed":
        """Those of a year."""
        return HoursNamed(
            {first: hours for first, hours in self.months.items() if first.year == year}
        )

    @property
    def years(self) -> frozenset[int]:
        """The years for which some are named."""
        return frozenset(first.year for first in self.months)

    @property
    def hours(self) -> int:
        """All of them."""
        return sum(self.months.values())


def total(lines: Iterable[HoursLine], kind: TimeKind | None = None) -> int:
    """The minutes of a kind, or of all."""
    return sum(line.minutes for line in lines if kind is None or line.kind == kind)


def _months(begun: date, until: date) -> Iterable[date]:
    """The first day of each month from that of one day to that of another."""
    first = begun.replace(day=1)
    last = until.replace(day=1)
    while first <= last:
        yield first
        following = add_months(first, 1)
        if following <= first:  # the edge of the calendar
            return
        first = following


def _days(definition: Definition, pair: Partnership, first: date) -> int:
    """On how many days of a month a partnership that has started goes on; one that is live goes on to the month's end."""
    after = add_months(first, 1)  # the day after its last
    begun = max(pair.started_on or after, first)
    over = after
    if pair.ended_at is not None:
        over = min(add_days(local_day(pair.ended_at, definition.zone), 1), after)
    rested = sum(
        max((min(until, over) - max(since, begun)).days, 0) for since, until in _pauses(pair, after)
    )
    return max((over - begun).days - rested, 0)


def _pauses(pair: Partnership, after: date) -> list[tuple[date, date]]:
    """The pauses that are known by their days, each as its first and the day after its last.

    That is the one under way, and, as the days of all that are over are kept in one sum, those as if they were one.
    """
    found = []
    if pair.paused_on is not None:
        found.append((pair.paused_on, pair.returns_on or after))
    if pair.resumed_on is not None:
        days = pair.rested + pair.rested_later
        found.append((add_days(pair.resumed_on, -days), pair.resumed_on))
    return found
