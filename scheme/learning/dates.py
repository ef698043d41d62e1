"""The days of an event that comes again (R9.1)."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Literal, Protocol

from dateutil import rrule

from scheme.calendar import LATEST, within
from scheme.definition.learning import MOST_TIMES, Again

_EVERY: dict[str, tuple[Literal[0, 1, 2], int]] = {
    "week": (rrule.WEEKLY, 1),
    "two weeks": (rrule.WEEKLY, 2),
    "month": (rrule.MONTHLY, 1),
    "month, same weekday": (rrule.MONTHLY, 1),
    "year": (rrule.YEARLY, 1),
}
_ALWAYS = 28  # the last day that every month has


class ComesAgain(Protocol):
    """Something that is on a day, and perhaps again and again, as the scheme file says it."""

    @property
    def day(self) -> date:
        """The day, or the first of its days."""

    @property
    def every(self) -> Again:
        """How often it comes again; "" for once."""

    @property
    def times(self) -> int:
        """How many times in all, with the first."""

    @property
    def skips(self) -> tuple[date, ...]:
        """Days of the rhythm on which it is not."""

    @property
    def more_days(self) -> tuple[date, ...]:
        """Days outside the rhythm on which it is as well."""


def days_of(event: ComesAgain) -> tuple[date, ...]:
    """Every day of an event, in order, each once. No more than the calendar has."""
    found = set(_rhythm(event.day, event.every, event.times)) - set(event.skips)
    return tuple(sorted(found | set(event.more_days)))


def _rhythm(first: date, every: Again, times: int) -> Iterator[date]:
    if not every:
        yield first
        return
    often, interval = _EVERY[every]
    late = first.day > _ALWAYS and every in ("month", "year")  # a month may not have so many
    found = rrule.rrule(
        often,
        dtstart=datetime.combine(within(first), time.min),
        interval=interval,
        until=datetime.combine(LATEST, time.min),
        bymonth=first.month if late and every == "year" else None,
        bymonthday=tuple(range(_ALWAYS, first.day + 1)) if late else None,
        bysetpos=-1 if late else None,
        byweekday=_same_weekday(first) if every == "month, same weekday" else None,
    )
    for moment in islice(found, min(times, MOST_TIMES)):
        yield moment.date()


def _same_weekday(day: date) -> rrule.weekday:
    return _weekdays()[day.weekday()](_which(day))


def _weekdays() -> tuple[rrule.weekday, ...]:
    return (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)


def _which(day: date) -> int:
    """Which of its weekday in the month a day is: the first to fourth; -1 for the fifth, as that is the last."""
    count = (day.day - 1) // 7 + 1
    return -1 if count > 4 else count
