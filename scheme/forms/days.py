"""The day that somebody means, from how they typed it. Pure; which day it is comes in as a value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from scheme.calendar import EARLIEST, LATEST, add_days
from scheme.day_order import DayOrder
from scheme.forms.said import ALIKE, FIGURES, plain

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
MONTH = r"([a-z]{3,9})\.?"
YEAR = r"(?:,?\s+(\d{4}))?"
WEEKDAY_FIRST = re.compile(
    rf"^(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in WEEKDAYS)}),?\s+(?:the )?"
)
NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}
DAYS = {"day": 1, "week": 7}


class Either(ValueError):
    """Figures that are one day with the day first and another with the month first."""


@dataclass(frozen=True, kw_only=True)
class DayAsked:
    """Which day is asked for, and of whom: "today" is `today`.

    `orders`: in which of the two orders "5/1" may be meant. In two of them it stays open.
    """

    today: date
    earliest: date = EARLIEST  # the first day that will do
    latest: date = LATEST  # the last day that will do
    orders: frozenset[DayOrder] = frozenset({DayOrder.DAY_FIRST})


def day(text: str, asked: DayAsked) -> date | None:
    """The day a text means; None when it can't be read. Raises `ValueError` for a day that no calendar has, or `Either`.

    Without a year it is the nearest that lies between `earliest` and `latest`, else the next to come. "Friday" is the
    next one, or the last where only the past will do; "next Friday" is that of next week.
    """
    said = plain(text).removeprefix("on ").removeprefix("the ")
    today = asked.today
    found = _near(said, today, past=asked.latest <= today) or _counted(said, today)
    if found is not None:
        return found
    if parts := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", said):
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    bare = WEEKDAY_FIRST.sub("", said)
    written = _in_figures(bare, asked.orders) or _in_words(bare)
    if written is None:
        return None
    return _in_a_year(written, asked)


@dataclass(frozen=True)
class _Written:
    """A day as it was written; `year` is None where none was."""

    day: int  # of the month
    month: int  # from 1
    year: int | None


def _near(said: str, today: date, *, past: bool) -> date | None:
    """ "tomorrow", "Friday", "next Friday"; None for anything else. `past`: only the past will do."""
    if said in NEAR:
        return add_days(today, NEAR[said])
    parts = re.fullmatch(r"(?:(next|last|this|coming) )?(\w+)", said)
    at = _named(parts[2], WEEKDAYS) if parts else None
    if parts is None or at is None:
        return None
    return _weekday(at, parts[1] or "", today, past=past)


def _counted(said: str, today: date) -> date | None:
    """ "in three days", "2 weeks ago"; None for anything else, and for what says both or neither."""
    parts = re.fullmatch(r"(in )?(\w+) (day|week)s?( ago)?(?: time)?", said)
    if parts is None or bool(parts[1]) is bool(parts[4]):
        return None
    count = _count(parts[2])
    if count is None:
        return None
    days = count * DAYS[parts[3]]
    return add_days(today, -days if parts[4] else days)


def _count(word: str) -> int | None:
    """ "three", "a" or "12" as a number below 1,000."""
    if word.isdecimal() and len(word) < 4:
        return int(word)
    if word in FIGURES:
        return FIGURES.index(word)
    if word == "a":
        return 1
    return None


def _in_figures(said: str, orders: frozenset[DayOrder]) -> _Written | None:
    """ "14/3", "14.3.2027", "14-3-27" in one of the orders; where only the other gives a day, in that. Raises `Either`."""
    parts = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d\d))?", said)
    if parts is None:
        return None
    first, second = int(parts[1]), int(parts[2])
    year = int(parts[3]) if parts[3] else None
    if year is not None and len(parts[3]) == 2:
        year += 2000
    is_either = first <= len(MONTHS) and second <= len(MONTHS)
    if is_either and first != second and len(orders) > 1:
        raise Either
    month_first = DayOrder.MONTH_FIRST in orders
    if first > len(MONTHS) or (second <= len(MONTHS) and not month_first):
        return _Written(first, second, year)
    return _Written(second, first, year)


def _in_words(said: str) -> _Written | None:
    """ "14 March", "14th of March 2027", "March the 14th"."""
    spelt = re.fullmatch(rf"{ORDINAL}\s+(?:of\s+)?{MONTH}{YEAR}", said)
    turned = re.fullmatch(rf"{MONTH}\s+(?:the\s+)?{ORDINAL}{YEAR}", said)
    if spelt:
        figure, name, year = spelt.groups()
    elif turned:
        name, figure, year = turned.groups()
    else:
        return None
    month = _named(name, MONTHS)
    if month is None:
        return None
    return _Written(int(figure), month + 1, int(year) if year else None)


def _named(word: str, names: Sequence[str]) -> int | None:
    """Which of the names a word is, or begins with three letters at least."""
    found = [
        at
        for at, name in enumerate(names)
        if len(word) > 2 and (name.startswith(word) or word == f"{name[:3]}t")
    ]
    if found or len(word) < 5:
        if found:
            return found[0]
        return None
    near = [at for at, name in enumerate(names) if fuzz.ratio(word, name) >= ALIKE]
    if len(near) == 1:
        return near[0]
    return None


def _weekday(at: int, which: str, today: date, *, past: bool) -> date:
    monday = add_days(today, -today.weekday())
    if which == "next":
        return add_days(monday, 7 + at)
    ahead = (at - today.weekday()) % 7
    if which == "last" or (past and not which and ahead):
        return add_days(today, -((today.weekday() - at) % 7 or 7))
    return add_days(today, ahead)


def _in_a_year(written: _Written, asked: DayAsked) -> date:
    if written.year is not None:
        return date(written.year, written.month, written.day)
    today = asked.today
    those = []
    for near_year in (today.year, today.year - 1, today.year + 1):
        try:
            those.append(date(near_year, written.month, written.day))
        except ValueError:  # 29 February
            continue
    fitting = [guess for guess in those if asked.earliest <= guess <= asked.latest] or those
    coming = [guess for guess in fitting if guess >= today]
    if not fitting:
        raise ValueError("no such day")
    if coming:
        return min(coming)
    return max(fitting)
