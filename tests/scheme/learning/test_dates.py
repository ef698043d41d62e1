"""An event that comes again has the days that people expect."""

from datetime import date

import hypothesis
import pytest
from hypothesis import strategies as st

from scheme.calendar import EARLIEST, LATEST
from scheme.definition.learning import Again, PlannedEvent
from scheme.learning.dates import days_of


def planned(day: date, every: Again = "", times: int = 1, **more: object) -> PlannedEvent:
    """An event of the scheme file."""
    return PlannedEvent.model_validate(
        {"key": "talk", "name": "A talk", "day": day, "every": every, "times": times} | more
    )


@pytest.mark.parametrize(
    ("day", "every", "times", "expected"),
    [
        (date(2026, 2, 12), "", 1, ["2026-02-12"]),
        (date(2026, 12, 24), "week", 3, ["2026-12-24", "2026-12-31", "2027-01-07"]),
        (date(2026, 2, 16), "two weeks", 3, ["2026-02-16", "2026-03-02", "2026-03-16"]),
        (date(2026, 1, 31), "month", 4, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (date(2028, 1, 30), "month", 2, ["2028-01-30", "2028-02-29"]),
        (date(2026, 1, 12), "month", 2, ["2026-01-12", "2026-02-12"]),
        (date(2026, 2, 12), "month, same weekday", 3, ["2026-02-12", "2026-03-12", "2026-04-09"]),
        (date(2026, 1, 29), "month, same weekday", 3, ["2026-01-29", "2026-02-26", "2026-03-26"]),
        (
            date(2024, 2, 29),
            "year",
            5,
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
        ),
    ],
)
def test_the_days_of_a_rhythm(day: date, every: Again, times: int, expected: list[str]) -> None:
    """A month that is too short has its last day, the fifth Thursday is the last, and 29 February comes back."""
    assert [str(each) for each in days_of(planned(day, every, times))] == expected


def test_days_are_left_out_and_added() -> None:
    """What is left out still counts as a time, and what is added stands among the others, once."""
    found = days_of(
        planned(
            date(2026, 11, 5),
            "month",
            3,
            skips=[date(2026, 12, 5)],
            more_days=[date(2026, 11, 20), date(2026, 11, 5)],
        )
    )
    assert [str(each) for each in found] == ["2026-11-05", "2026-11-20", "2027-01-05"]


@hypothesis.given(
    st.dates(EARLIEST, LATEST),
    st.sampled_from(["week", "two weeks", "month", "month, same weekday", "year"]),
    st.integers(1, 60),
)
def test_no_rhythm_leaves_the_calendar(day: date, every: Again, times: int) -> None:
    """It has its first day, as many as were asked for where the calendar has them, in order, and none beyond it."""
    found = days_of(planned(day, every, times))
    assert found[0] == day
    assert list(found) == sorted(set(found))
    assert found[-1] <= LATEST
    assert len(found) == times or found[-1].year > LATEST.year - 6
