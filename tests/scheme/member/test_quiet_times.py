"""When a message that nobody asked for is welcome: once a week, in working hours, and not to who wants none (R12.4)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme import calendar
from scheme.member.quiet import in_hours, rests, welcome
from scheme.people import Person
from tests.support.scheme_cast import CALMLY, REGION

NOON = datetime(2027, 1, 13, 12, 0, tzinfo=UTC)  # a Wednesday


def somebody(zone: str = "Europe/London", **wishes: object) -> Person:
    """A person with these wishes."""
    one = Person(
        name="Maya Thorne",
        email="m.thorne@fellside.example.org",
        since=NOON - timedelta(days=90),
        zone=zone,
    )
    for name, wish in wishes.items():
        setattr(one, name, wish)
    return one


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (NOON, NOON),
        (NOON.replace(hour=8, minute=59), NOON.replace(hour=9)),
        (NOON.replace(hour=16, minute=59), NOON.replace(hour=16, minute=59)),
        (NOON.replace(hour=17), NOON.replace(day=14, hour=9)),
        (NOON.replace(day=15, hour=18), NOON.replace(day=18, hour=9)),  # Friday evening: Monday
        (
            datetime(2026, 12, 24, 18, 0, tzinfo=UTC),
            datetime(2026, 12, 29, 9, 0, tzinfo=UTC),
        ),  # over Christmas
    ],
)
def test_it_waits_for_working_hours_of_a_working_day(now: datetime, at: datetime) -> None:
    assert welcome(somebody(), REGION, now) == at
    assert in_hours(somebody(), REGION, now) == at


def test_working_hours_are_those_of_the_persons_own_clock() -> None:
    assert welcome(somebody("Australia/Sydney"), REGION, NOON) == datetime(
        2027, 1, 13, 22, 0, tzinfo=UTC
    )
    assert welcome(somebody("America/New_York"), REGION, NOON) == datetime(
        2027, 1, 13, 14, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(("days", "wait"), [(0, 7), (1, 6), (6, 1), (7, 0), (30, 0)])
def test_a_week_lies_between_two_of_them(days: int, wait: int) -> None:
    told = somebody(told_at=NOON - timedelta(days=days))
    found = welcome(told, REGION, NOON)
    assert found is not None
    assert found.date() == NOON.date() + timedelta(days=wait)


def test_none_comes_before_the_day_until_which_somebody_wants_quiet() -> None:
    assert welcome(somebody(quiet_until=date(2027, 1, 22)), REGION, NOON) == datetime(
        2027, 1, 22, 9, 0, tzinfo=UTC
    )
    assert welcome(somebody(quiet_until=date(2027, 1, 13)), REGION, NOON) == NOON


def test_who_wants_none_at_all_gets_none() -> None:
    assert welcome(somebody(reminders=False), REGION, NOON) is None


def test_who_wants_none_or_none_yet_rests() -> None:
    today = NOON.date()
    assert rests(somebody(reminders=False), today)
    assert rests(somebody(quiet_until=today + timedelta(days=1)), today)
    assert not rests(somebody(quiet_until=today), today)
    assert not rests(somebody(), today)


@CALMLY
@given(
    st.integers(0, 2 * 366 * 24 * 60).map(
        lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(["Europe/London", "Australia/Sydney", "America/New_York", "Pacific/Auckland"]),
)
def test_whenever_it_is_it_comes_on_a_working_day_between_nine_and_five_and_never_in_the_past(
    now: datetime, zone: str
) -> None:
    found = welcome(somebody(zone), REGION, now)
    assert found is not None
    local = found.astimezone(ZoneInfo(zone))
    assert found >= now
    assert 9 <= local.hour < 17
    assert calendar.is_working_day(local.date(), REGION)
    assert found - now < timedelta(days=6)
