"""When, for how long and how, as somebody puts it in a sentence: only what can be meant in one way is taken (R12.1).

The libraries for dates that were tried (parsedatetime, dateparser) take "3rd nov 90 mins" for 1990, "5/1" for the first of
May, and "we" for a Wednesday.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from scheme.calendar import add_days
from scheme.forms.fields import Option

LONGEST = 500  # characters that are looked at
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMES = {"sept": "sep", "tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu"}
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
IN_PERSON = re.compile(r"\b(?:in person|face[ -]to[ -]face|coffee|lunch|in the office)\b")
BY_PHONE = re.compile(r"\b(?:phone|phoned|telephone|rang)\b")

_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DATED = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?: (\d{{4}}))?")
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:min|hour|h\b|am|pm|:))"
)
_IN_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?\b(?!\s*(?:am|pm))")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_OF_MONTH = re.compile(r"\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)?\b|\b(\d{1,2})(?:st|nd|rd|th)\b")
_WEEKDAY = re.compile(
    r"\b(?:(last|this|next|on) )?"
    r"(mon|tues?|wed|weds|thu|thurs?|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\b"
)
_CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)\b|\b(?:at )?(\d{1,2}):(\d{2})\b")
_AT = re.compile(r"\bat (\d{1,2})\b(?! ?(?:min|hour|[/.:-]\d))")
_HOURS = re.compile(r"\b(\d{1,2}(?:\.\d+)?|a|an|one|two|three|four|five|six) ?(?:hours?|hrs?|h)\b")
_MINUTES = re.compile(r"\b(\d{1,3}) ?(?:minutes?|mins?|min|m)\b")


@dataclass(frozen=True, kw_only=True)
class SaidOfMeeting:
    """What a sentence says of a meeting; None and "" for what it does not say, or not clearly."""

    day: date | None = None  # on which they met, or will
    hour: time | None = None  # on the clock of whoever says it
    minutes: int | None = None  # how long it was, or will be
    how: str = ""  # key of a way to meet

    @property
    def answers(self) -> dict[str, str]:
        """What is said, as the answers of a form."""
        found = {"how": self.how}
        if self.day:
            found["day"] = self.day.isoformat()
        if self.hour:
            found["hour"] = f"{self.hour:%H:%M}"
        if self.minutes:
            found["minutes"] = str(self.minutes)
        return {key: text for key, text in found.items() if text}


def said(text: str, today: date, *, ahead: bool, ways: Sequence[Option]) -> SaidOfMeeting:
    """What a sentence says of a meeting. Never raises.

    `ahead`: it is about one to come, else about one that was: "on Friday" is the next or the last. `ways`: the scheme's.
    """
    words = " ".join(text[:LONGEST].casefold().replace(",", " ").split())
    days = _days(words, today, ahead=ahead)
    return SaidOfMeeting(
        day=days.pop() if len(days) == 1 else None,
        hour=_hour(words),
        minutes=_minutes(words),
        how=_how(words, ways),
    )


def _days(words: str, today: date, *, ahead: bool) -> set[date]:
    """Every day that is named, as far as each can be meant in one way."""
    found = {
        add_days(today, away)
        for name, away in (("today", 0), ("tomorrow", 1), ("yesterday", -1))
        if re.search(rf"\b{name}\b", words)
    }
    found |= _dated(words, today, ahead=ahead)
    if not found and not _DATED.search(words):
        found = _of_month(words, today, ahead=ahead)
    for which, name in _WEEKDAY.findall(words):
        found |= _weekday(which, DAYS.index(NAMES.get(name, name)[:3]), today, ahead=ahead)
    return found


def _dated(words: str, today: date, *, ahead: bool) -> set[date]:
    parts = [(int(day), _month(month), year) for day, month, year in _DATED.findall(words)]
    parts += [(int(day), _month(month), "") for month, day in _MONTH_FIRST.findall(words)]
    parts += [(int(day), int(month), year) for year, month, day in _ISO.findall(words)]
    for first, second, year in _IN_FIGURES.findall(words):
        day, month = int(first), int(second)
        if day > len(MONTHS) or day == month:  # else it may be meant either way round
            parts.append((day, month, year))
    found = {_near(day, month, year, today, ahead=ahead) for day, month, year in parts}
    return {day for day in found if day is not None}


def _month(name: str) -> int:
    return MONTHS.index(NAMES.get(name, name)[:3]) + 1


def _near(day: int, month: int, year: str, today: date, *, ahead: bool) -> date | None:
    """The day in the year that is said; else the next such day, or the last; None where the calendar has none."""
    if year:
        years = [int(year) % 100 + 2000]
    else:
        years = [today.year - 1, today.year, today.year + 1]
    known = [found for a_year in years if (found := _made(a_year, month, day)) is not None]
    return _nearest(known, today, ahead=ahead or bool(year), behind=not ahead or bool(year))


def _of_month(words: str, today: date, *, ahead: bool) -> set[date]:
    """ "The fourteenth": of this month, or of the one before or after."""
    found: set[date] = set()
    for first, second in _OF_MONTH.findall(words):
        month = today.year * 12 + today.month - 1
        known = [
            made
            for at in (month - 1, month, month + 1)
            if (made := _made(at // 12, at % 12 + 1, int(first or second))) is not None
        ]
        near = _nearest(known, today, ahead=ahead, behind=not ahead)
        found |= {near} - {None}  # type: ignore[arg-type]
    return found


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(days: Sequence[date], today: date, *, ahead: bool, behind: bool) -> date | None:
    """The nearest of some days, among those to come, those gone by, or both."""
    able = [day for day in days if (ahead and day >= today) or (behind and day <= today)]
    return min(able, key=lambda day: abs((day - today).days), default=None)


def _weekday(which: str, number: int, today: date, *, ahead: bool) -> set[date]:
    """The day that a weekday names. "Next Friday", said before this Friday, may be either, and is none."""
    if which == "last" or (not ahead and which != "next"):
        return {add_days(today, -((today.weekday() - number - 1) % 7 + 1))}
    coming = add_days(today, (number - today.weekday() - 1) % 7 + 1)
    if which == "next" and number > today.weekday():
        return set()
    return {coming}


def _hour(words: str) -> time | None:
    if re.search(r"\b(?:noon|midday)\b", words):
        return time(12)
    found = {_clock(*parts) for parts in _CLOCK.findall(words)}
    # "At ten" is in the morning; "at three" may be either, and nobody meets by night.
    found |= {time(int(hour)) for hour in _AT.findall(words) if 7 <= int(hour) <= 12}
    known = {hour for hour in found if hour is not None}
    return known.pop() if len(known) == 1 else None


def _clock(hour: str, minute: str, half: str, full: str, past: str) -> time | None:
    number = int(hour or full)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + 12 * (half == "pm")
    if number > 23 or int(minute or past or 0) > 59:
        return None
    return time(number, int(minute or past or 0))


def _minutes(words: str) -> int | None:
    if re.search(r"\bhour and a half\b", words):
        return 90
    if re.search(r"\bhalf (?:an|a) hour\b", words):
        return 30
    hours = [COUNTS.get(figure) or float(figure) for figure in _HOURS.findall(words)]
    found = sum(round(60 * number) for number in hours) + sum(
        int(figure) for figure in _MINUTES.findall(words)
    )
    return found if 5 <= found <= 600 else None


def _how(words: str, ways: Sequence[Option]) -> str:
    """The key of the one way that is named; "" for none, and for several."""
    found = {way.key for way in ways if re.search(rf"\b{re.escape(way.key.casefold())}\b", words)}
    keys = [way.key for way in ways]
    for pattern, part in ((IN_PERSON, "face"), (BY_PHONE, "phone")):
        if pattern.search(words):
            found |= {key for key in keys if part in key}
    return found.pop() if len(found) == 1 else ""
