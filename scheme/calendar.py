"""Days and clocks: working days with a region's public holidays, office hours, months (R6.2, R8.3, R3.6)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from dateutil.relativedelta import relativedelta

OPENING = time(9, 0)


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


def is_working_day(day: date, region: str) -> bool:
    """Monday to Friday, except the region's public holidays."""
    return day.weekday() < 5 and day not in _holidays(region)


def add_working_days(day: date, count: int, region: str) -> date:
    """The working day `count` working days after `day` (before it, when negative). The first day does not count."""
    step = 1 if count >= 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while not is_working_day(day, region):
            day += timedelta(days=step)
    return day


def on_or_before(day: date, region: str) -> date:
    """The day itself if it is a working day, else the last working day before it."""
    while not is_working_day(day, region):
        day -= timedelta(days=1)
    return day


def on_or_after(day: date, region: str) -> date:
    """The day itself if it is a working day, else the next working day."""
    while not is_working_day(day, region):
        day += timedelta(days=1)
    return day


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day."""
    return day + relativedelta(months=months)


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day in `zone` at a moment (aware)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def at(day: date, zone: str, hour: time = OPENING) -> datetime:
    """The moment (UTC) of an hour of a day in `zone`; nine in the morning unless told."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
