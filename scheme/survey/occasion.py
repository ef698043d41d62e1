"""The occasions on which somebody is surveyed: halfway, at the end, later on, and once a year (R7.2, R7.3)."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, get_args

from scheme.calendar import add_days, add_months

SurveyKind = Literal["midpoint", "conclusion", "lookback"]
KINDS: tuple[SurveyKind, ...] = get_args(SurveyKind)

# "midpoint", "conclusion", "lookback", "yearly-1" (a year from the start, still going on), "later-1" (a year from the end)
Occasion = str
APART = (
    60  # days; nobody is asked again so soon: a yearly occasion gives way to another one near it
)


def kind_of(occasion: Occasion) -> SurveyKind:
    """Which questionnaire an occasion brings: a live pair's yearly one is about what goes on, a later one looks back."""
    match occasion.partition("-")[0]:
        case "midpoint" | "yearly":
            return "midpoint"
        case "conclusion":
            return "conclusion"
        case _:
            return "lookback"


def while_live(started_on: date, middle: date, ends_on: date) -> Iterator[tuple[Occasion, date]]:
    """The yearly occasions of a pair between its start and its planned end."""
    number = 1
    last = add_days(ends_on, -APART)
    while (day := add_months(started_on, 12 * number)) < last:
        if abs((day - middle).days) >= APART:
            yield f"yearly-{number}", day
        number += 1


def afterwards(
    ended_on: date, lookback_months: int, yearly_months: int
) -> Iterator[tuple[Occasion, date]]:
    """The look back so many months after the end, and once a year for so many months; 0 months is never."""
    if lookback_months:
        look = add_months(ended_on, lookback_months)
    else:
        look = None
    if look:
        yield "lookback", look
    for number in range(1, yearly_months // 12 + 1):
        day = add_months(ended_on, 12 * number)
        if look is None or abs((day - look).days) >= APART:
            yield f"later-{number}", day
