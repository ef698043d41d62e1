"""A planned meeting: never in the past, one moment on two clocks, and what falls due around it (R6.3)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.day_order import DayOrder, written
from scheme.definition.loading import load, preset
from scheme.ids import PartnershipId
from scheme.meeting.appointment import Appointment, Plan, clocks_differ, moment_of, place, spoken_at
from scheme.refusal import Refusal
from tests.support.scheme_cast import CALMLY, MAYA, PRIYA

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
AT = datetime(2027, 1, 18, 14, 0, tzinfo=UTC)
ALN = load(preset("aln"))
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Kolkata",
    "Pacific/Auckland",
]


def planned(at: datetime = AT, **values: object) -> Appointment:
    """A meeting planned by Maya."""
    one = Appointment(
        scheme="aln",
        partnership_id=PartnershipId(1),
        at=at,
        minutes=90,
        how="phone",
        planned_by=MAYA,
        changed_at=NOW,
    )
    for name, value in values.items():
        setattr(one, name, value)
    return one


def read_at(at: datetime, zone: str, other: str = "") -> str:
    """A moment on somebody's clock, as it is read in Britain."""
    return written(spoken_at(at, zone, other), DayOrder.DAY_FIRST)


def test_each_change_counts_and_says_whose_it_was() -> None:
    one = planned()
    assert one.move(AT + timedelta(days=1), 60, "teams", PRIYA, NOW + timedelta(hours=1))
    assert (one.at, one.minutes, one.how) == (AT + timedelta(days=1), 60, "teams")
    assert (one.sequence, one.planned_by, one.changed_at) == (1, PRIYA, NOW + timedelta(hours=1))
    one.cancel(MAYA, NOW + timedelta(hours=2))
    assert (one.state, one.sequence, one.planned_by) == (Plan.CANCELLED, 2, MAYA)


def test_a_move_to_where_it_is_changes_nothing() -> None:
    one = planned()
    assert not one.move(AT, 90, "phone", PRIYA, NOW)
    assert (one.sequence, one.planned_by) == (0, MAYA)


def test_it_is_not_moved_into_the_past_nor_after_it_was_called_off() -> None:
    one = planned()
    with pytest.raises(Refusal, match="That time has passed"):
        one.move(NOW, 90, "phone", MAYA, NOW)
    one.cancel(MAYA, NOW)
    for again in (lambda: one.move(AT, 60, "phone", MAYA, NOW), lambda: one.cancel(MAYA, NOW)):
        with pytest.raises(Refusal, match="off the table already"):
            again()


def test_it_is_ahead_until_it_is_meant_to_be_over() -> None:
    one = planned()
    assert one.is_ahead(one.ends_at - timedelta(minutes=1))
    assert not one.is_ahead(one.ends_at)
    one.settle()
    assert not one.is_ahead(NOW)


def test_each_is_reminded_on_the_working_day_before_and_asked_on_the_one_after() -> None:
    due = [(one.occasion, one.at) for one in planned().due(ALN)]
    friday, tuesday = (
        datetime(2027, 1, 15, 9, 0, tzinfo=UTC),
        datetime(2027, 1, 19, 9, 0, tzinfo=UTC),
    )
    assert due == [
        ("remind:2027-01-18T14:00:mentee", friday),
        ("remind:2027-01-18T14:00:mentor", friday),
        ("met:2027-01-18T14:00:mentee", tuesday),
        ("met:2027-01-18T14:00:mentor", tuesday),
    ]


def test_what_was_planned_after_the_reminder_would_come_is_asked_about_only() -> None:
    assert {
        one.name for one in planned(changed_at=datetime(2027, 1, 15, 9, 0, tzinfo=UTC)).due(ALN)
    } == {"met"}


@pytest.mark.parametrize("state", [Plan.CANCELLED, Plan.OVER])
def test_nothing_falls_due_for_what_is_called_off_or_over(state: Plan) -> None:
    assert planned(state=state).due(ALN) == []


@CALMLY
@given(st.integers(0, 500 * 24 * 60), st.integers(5, 600))
def test_the_reminder_comes_before_the_meeting_and_the_question_after_it(
    minutes: int, length: int
) -> None:
    one = planned(NOW + timedelta(minutes=minutes), minutes=length)
    for due in one.due(ALN):
        assert NOW < due.at < one.at if due.name == "remind" else due.at >= one.ends_at


def test_a_time_that_the_clocks_leave_out_is_no_time() -> None:
    with pytest.raises(Refusal, match="there is no 01:30") as no:
        moment_of(date(2027, 3, 28), time(1, 30), "Europe/London")
    assert set(no.value.errors) == {"hour"}
    assert moment_of(date(2027, 3, 28), time(2, 0), "Europe/London") == datetime(
        2027, 3, 28, 1, 0, tzinfo=UTC
    )


def test_a_time_that_comes_twice_is_the_first_and_says_so() -> None:
    first = moment_of(date(2027, 10, 31), time(1, 30), "Europe/London")
    assert first == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert (
        read_at(first, "Europe/London")
        == "Sunday 31 October 2027, 01:30, before the clocks go back"
    )
    later = first + timedelta(hours=1)
    assert (
        read_at(later, "Europe/London") == "Sunday 31 October 2027, 01:30, after the clocks go back"
    )


def test_the_same_hour_on_the_clock_is_another_moment_in_summer() -> None:
    assert moment_of(date(2027, 1, 18), time(14, 0), "Europe/London").hour == 14
    assert moment_of(date(2027, 6, 14), time(14, 0), "Europe/London").hour == 13


@CALMLY
@given(st.integers(0, 366 * 24 * 4), st.sampled_from(ZONES))
def test_a_moment_read_off_a_clock_and_planned_there_is_the_same_or_the_first_of_two(
    quarters: int, zone: str
) -> None:
    at = NOW + timedelta(minutes=15 * quarters)
    local = at.astimezone(ZoneInfo(zone))
    found = moment_of(local.date(), local.time(), zone)
    assert found == at or (local.fold == 1 and found < at)


@CALMLY
@given(st.integers(0, 366 * 24 * 4), st.sampled_from(ZONES), st.integers(-8, 8))
def test_what_is_planned_keeps_its_moment_whoever_saves_it_again_on_their_own_clock(
    quarters: int, zone: str, around: int
) -> None:
    twice = datetime(2027, 10, 31, 1, tzinfo=UTC) if zone == "Europe/London" else NOW
    for at in (NOW + timedelta(minutes=15 * quarters), twice + timedelta(minutes=15 * around)):
        local = at.astimezone(ZoneInfo(zone))
        assert moment_of(local.date(), local.time().replace(fold=0), zone, at) == at
        other = moment_of(local.date(), local.time(), zone, at + timedelta(days=3))
        assert other == moment_of(local.date(), local.time(), zone)


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_of_an_hour_that_comes_twice_the_one_planned_stays_planned_in_every_zone(zone: str) -> None:
    start, clock = datetime(2027, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    hours = (start + timedelta(hours=count) for count in range(366 * 24))
    for at in hours:
        local = at.astimezone(clock)
        if local.fold:
            assert moment_of(local.date(), local.time().replace(fold=0), zone, at) == at


def test_the_zone_is_named_only_where_the_two_clocks_differ_at_that_moment() -> None:
    assert read_at(AT, "Europe/London", "Europe/Dublin") == "Monday 18 January 2027, 14:00"
    assert (
        read_at(AT, "America/New_York", "Europe/London")
        == "Monday 18 January 2027, 09:00 New York time"
    )
    assert place("Europe/London") == "London time"
    assert not clocks_differ(AT, "Europe/London", "Africa/Accra")
    assert clocks_differ(datetime(2027, 6, 14, 12, 0, tzinfo=UTC), "Europe/London", "Africa/Accra")
