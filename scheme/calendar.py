"""Days and clocks: working days with a region's public holidays, office hours, months (R6.2, R8.3, R3.6).

Every sum of days and moments is made here and stays between `EARLIEST` and `LATEST`, whatever was stored: what would lie
beyond is that edge. So no date that anybody gave, or that is in the database already, can stop what others wait for (R13.6).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta

OPENING = time(9, 0)
EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)
MOST_DAYS = (LATEST - EARLIEST).days


@lru_cache(maxsize=32)
def _holidays(region: str) -> holidays.HolidayBase:
    country, _, part = region.partition("-")
    return holidays.country_holidays(country, subdiv=part or None)


def known_region(region: str) -> bool:
    """Whether public holidays are known for a region such as GB-ENG."""
    try:
        _holidays(region)
    except NotImplementedError:
        return False
    return True


def within(day: date) -> date:
    """The day itself, or the edge of the calendar that it lies beyond."""
    return min(max(day, EARLIEST), LATEST)


def add_days(day: date, count: int) -> date:
    """The day `count` days later, or earlier."""
    return within(within(day) + timedelta(days=_at_most(count, MOST_DAYS)))


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months later, or that month's last day."""
    return within(within(day) + relativedelta(months=_at_most(count, MOST_DAYS // 28)))


def _at_most(count: int, most: int) -> int:
    return min(max(count, -most), most)


def is_working_day(day: date, region: str) -> bool:
    """Monday to Friday, except the region's public holidays."""
    day = within(day)
    return day.weekday() < 5 and day not in _holidays(region)


def add_working_days(day: date, count: int, region: str) -> date:
    """The working day `count` working days after `day` (before it, when negative). The first day does not count."""
    day = within(day)
    step = 1 if count >= 0 else -1
    edge = LATEST if count >= 0 else EARLIEST
    left = abs(count)
    while left and day != edge:
        day = add_days(day, step)
        left -= is_working_day(day, region)
    return day


def working_days(after: date, until: date, region: str) -> int:
    """How many working days lie after a day, until another and with it; 0 when that is no later."""
    days = (within(until) - within(after)).days
    return sum(is_working_day(add_days(after, count), region) for count in range(1, days + 1))


def on_or_before(day: date, region: str) -> date:
    """The day itself if it is a working day, else the last working day before it."""
    if is_working_day(day, region):
        return within(day)
    return add_working_days(day, -1, region)


def on_or_after(day: date, region: str) -> date:
    """The day itself if it is a working day, else the next working day."""
    if is_working_day(day, region):
        return within(day)
    return add_working_days(day, 1, region)


def day_to_meet(day: date, region: str) -> date:
    """The first day from `day` on on which people can be expected to be at work and free to meet.

    That is a working day, and none between Christmas and New Year where both are holidays: most are away then.
    """
    day = on_or_after(day, region)
    if not _in_the_days_between(day, region):
        return day
    new_year = date(day.year + (day.month == 12), 1, 1)
    return on_or_after(within(new_year), region)


def _in_the_days_between(day: date, region: str) -> bool:
    first = date(day.year - (day.month == 1), 12, 24)
    last = date(first.year + 1, 1, 1)
    known = _holidays(region)
    return first <= day <= last and date(first.year, 12, 25) in known and last in known


def local(moment: datetime, zone: str) -> datetime:
    """A moment (aware) on the clocks of `zone`."""
    return _moment_within(moment).astimezone(ZoneInfo(zone))


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day in `zone` at a moment (aware)."""
    return local(moment, zone).date()


def at(day: date, zone: str, hour: time = OPENING) -> datetime:
    """The moment (UTC) of an hour of a day in `zone`; nine in the morning unless told."""
    return datetime.combine(within(day), hour, ZoneInfo(zone)).astimezone(UTC)


def add_minutes(moment: datetime, count: int) -> datetime:
    """The moment (aware) `count` minutes later, or earlier."""
    return _moment_within(
        _moment_within(moment) + timedelta(minutes=_at_most(count, MOST_DAYS * 24 * 60))
    )


def _moment_within(moment: datetime) -> datetime:
    day = within(moment.date())
    if day == moment.date():
        return moment
    return datetime.combine(day, moment.time(), moment.tzinfo)
