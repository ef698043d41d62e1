"""In which order a reader has day and month: everything the bot says is in English, so only that differs (R12.5).

A day is worded with a mark before it, which nobody can type (`scheme.cleaning` takes it out of whatever comes in), and
`written` puts it into its reader's order where words leave for them. So a letter can be posted before it is known who
reads it, and what people typed stays as they typed it.
"""

import re
from datetime import date
from enum import StrEnum

MARK = "\u2063"  # the invisible separator
_MARKED = re.compile(rf"{MARK}([A-Z][a-z]+) (\d{{1,2}}) ([A-Z][a-z]+) (\d{{4}})")
# By the Unicode Consortium's collection of locales: where English is written with the month first, and the languages whose
# long and short dates both have the month before the day, whatever the year does.
MONTH_FIRST_LANDS = frozenset(
    ["AS", "BI", "CA", "GU", "JP", "MH", "MP", "PH", "PR", "UM", "US", "VI"]
)
MONTH_FIRST_LANGUAGES = frozenset(
    ["eu", "fil", "hu", "ja", "ko", "lt", "mn", "ne", "or", "sd", "si", "yue", "zh", "zu"]
)


class DayOrder(StrEnum):
    """Which of the two comes first."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def order_of(locale: str) -> DayOrder | None:
    """The order of a locale such as "en-GB" or "fr_CA"; None for "", and for English of nowhere in particular."""
    language, *rest = re.split(r"[-_]", locale.strip())
    language = language.lower()
    land = next((part.upper() for part in reversed(rest) if len(part) == 2), "")
    if not re.fullmatch(r"[a-z]{2,3}", language) or (language == "en" and not land):
        return None
    if language in MONTH_FIRST_LANGUAGES or (language == "en" and land in MONTH_FIRST_LANDS):
        return DayOrder.MONTH_FIRST
    return DayOrder.DAY_FIRST


def order_in(region: str) -> DayOrder:
    """The order of whoever writes English in a region such as "GB-ENG" or "US"."""
    return order_of(f"en-{region.partition('-')[0]}") or DayOrder.DAY_FIRST


def marked(day: date) -> str:
    """A day in words that `written` puts into its reader's order."""
    return f"{MARK}{in_words(day, DayOrder.DAY_FIRST)}"


def in_words(day: date, order: DayOrder) -> str:
    """A day as it is read: "Friday 9 January 2026", or "Friday, January 9, 2026"."""
    return written(f"{MARK}{day:%A} {day.day} {day:%B} {day.year}", order)


def written(text: str, order: DayOrder) -> str:
    """A text with its marked days in an order, and no mark."""
    if MARK not in text:
        return text
    if order is DayOrder.MONTH_FIRST:
        text = _MARKED.sub(r"\1, \3 \2, \4", text)
    return text.replace(MARK, "")
