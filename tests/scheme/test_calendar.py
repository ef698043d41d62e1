"""Days and clocks, against the public holidays of England and the change of the clocks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme import calendar
from tests.support.scheme_cast import CALMLY, REGION, ZONE

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
COUNTS = st.integers(1, 30)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),  # a Friday
        (date(2026, 12, 28), False),  # the Monday in place of Boxing Day, a Saturday
        (date(2026, 12, 29), True),
        (date(2027, 3, 25), True),
        (date(2027, 3, 26), False),  # Good Friday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2027, 3, 30), True),
        (date(2026, 2, 7), False),  # a Saturday
        (date(2026, 2, 8), False),
    ],
)
def test_weekends_and_english_holidays_are_not_working_days(day: date, works: bool) -> None:
    assert calendar.is_working_day(day, REGION) is works


def test_holidays_are_those_of_the_region() -> None:
    easter_monday, st_andrew = date(2027, 3, 29), date(2026, 11, 30)
    assert calendar.is_working_day(easter_monday, "GB-SCT")
    assert calendar.is_working_day(st_andrew, REGION)
    assert not calendar.is_working_day(st_andrew, "GB-SCT")


def test_ten_working_days_before_christmas_end_in_january() -> None:
    assert calendar.add_working_days(date(2026, 12, 18), 10, REGION) == date(2027, 1, 6)


def test_one_working_day_after_maundy_thursday_is_the_tuesday() -> None:
    assert calendar.add_working_days(date(2027, 3, 25), 1, REGION) == date(2027, 3, 30)


@CALMLY
@given(DAYS, COUNTS)
def test_adding_working_days_lands_on_a_working_day(day: date, count: int) -> None:
    assert calendar.is_working_day(calendar.add_working_days(day, count, REGION), REGION)
    assert calendar.is_working_day(calendar.add_working_days(day, -count, REGION), REGION)


@CALMLY
@given(DAYS, COUNTS)
def test_as_many_working_days_pass_as_were_added(day: date, count: int) -> None:
    end = calendar.add_working_days(day, count, REGION)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(calendar.is_working_day(one, REGION) for one in passed) == count


@CALMLY
@given(DAYS, COUNTS)
def test_one_more_working_day_is_later(day: date, count: int) -> None:
    assert calendar.add_working_days(day, count, REGION) < calendar.add_working_days(
        day, count + 1, REGION
    )


@CALMLY
@given(DAYS, DAYS, COUNTS)
def test_starting_later_never_ends_earlier(one: date, other: date, count: int) -> None:
    first, second = sorted((one, other))
    assert calendar.add_working_days(first, count, REGION) <= calendar.add_working_days(
        second, count, REGION
    )


@CALMLY
@given(DAYS.filter(lambda day: calendar.is_working_day(day, REGION)), COUNTS)
def test_taking_working_days_away_undoes_adding_them(day: date, count: int) -> None:
    assert (
        calendar.add_working_days(calendar.add_working_days(day, count, REGION), -count, REGION)
        == day
    )


@CALMLY
@given(DAYS)
def test_the_nearest_working_days_are_on_their_side_with_none_between(day: date) -> None:
    before, after = calendar.on_or_before(day, REGION), calendar.on_or_after(day, REGION)
    assert before <= day <= after
    assert calendar.is_working_day(before, REGION)
    assert calendar.is_working_day(after, REGION)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(calendar.is_working_day(one, REGION) for one in between)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 2, 2), 6, date(2026, 8, 2)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(day: date, months: int, later: date) -> None:
    assert calendar.add_months(day, months) == later


@CALMLY
@given(DAYS)
def test_nine_in_the_morning_is_nine_by_the_clocks_people_look_at(day: date) -> None:
    moment = calendar.at(day, ZONE)
    assert moment.utcoffset() == timedelta(0)
    assert moment.hour in (8, 9)  # summer and winter
    assert calendar.local_day(moment, ZONE) == day
    assert calendar.at(day, ZONE, time(15)) - moment == timedelta(hours=6)


def test_the_hour_moves_with_the_clocks() -> None:
    saturday, sunday = date(2026, 3, 28), date(2026, 3, 29)  # summer time begins on the Sunday
    assert calendar.at(saturday, ZONE) == datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert calendar.at(sunday, ZONE) == datetime(2026, 3, 29, 8, tzinfo=UTC)


def test_a_day_begins_at_midnight_where_the_scheme_is() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert calendar.local_day(late, ZONE) == date(2026, 7, 1)
    assert calendar.local_day(late, "America/New_York") == date(2026, 6, 30)


@pytest.mark.parametrize("region", ["GB-ENG", "GB-SCT", "AU-ACT", "IE"])
def test_regions_with_holidays_are_known(region: str) -> None:
    assert calendar.known_region(region)


@pytest.mark.parametrize("region", ["", "England", "GB-XXX", "gb-eng", "XX"])
def test_regions_without_holidays_are_not(region: str) -> None:
    assert not calendar.known_region(region)


@pytest.mark.parametrize(
    ("day", "region", "found"),
    [
        (date(2026, 12, 23), "GB-ENG", date(2026, 12, 23)),
        (date(2026, 12, 24), "GB-ENG", date(2027, 1, 4)),
        (date(2026, 12, 28), "GB-ENG", date(2027, 1, 4)),
        (
            date(2027, 12, 28),
            "GB-SCT",
            date(2028, 1, 5),
        ),  # 2 January is a Sunday there, kept on the Tuesday
        (date(2026, 12, 12), "GB-ENG", date(2026, 12, 14)),
        (date(2027, 3, 26), "GB-ENG", date(2027, 3, 30)),
        (date(2026, 12, 28), "SA", date(2026, 12, 28)),
    ],
)
def test_a_day_to_meet_is_a_working_day_and_none_between_christmas_and_new_year_where_both_are_kept(
    day: date, region: str, found: date
) -> None:
    assert calendar.day_to_meet(day, region) == found


@CALMLY
@given(DAYS, st.sampled_from(["GB-ENG", "GB-SCT", "DE-BY", "US", "IL", "IN"]))
def test_a_day_to_meet_is_soon_and_stays_one(day: date, region: str) -> None:
    found = calendar.day_to_meet(day, region)
    assert day <= found <= day + timedelta(days=14)
    assert calendar.is_working_day(found, region)
    assert calendar.day_to_meet(found, region) == found
