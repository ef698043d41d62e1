"""An hours log by month, and the hours that a scheme names for it: whole months, pauses and ends counted (R6.5)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.ids import ApplicationId, CandidateId, PartnershipId, PersonId
from scheme.learning.hours_log import HoursLine, HoursLog, HoursNamed, TimeKind
from scheme.partnership.partnership import Partnership
from tests.support.scheme_cast import definition

SCHEME = definition(meetings={"mentee_hours": 1, "preparation_hours": 2, "mentor_hours": 1})
MENTEE, MENTOR = PersonId(1), PersonId(2)
NOW = datetime(2027, 6, 20, 12, tzinfo=UTC)


def pair(started: date | None, ended: datetime | None = None) -> Partnership:
    """A partnership that began on a day, and ended at a moment where it has."""
    made = Partnership(
        scheme="aln",
        candidate_id=CandidateId(1),
        mentee_application_id=ApplicationId(1),
        mentor_application_id=ApplicationId(2),
        mentee_id=MENTEE,
        mentor_id=MENTOR,
        introduced_at=datetime(2027, 1, 1, tzinfo=UTC),
        started_on=started,
        ended_at=ended,
    )
    made.id = PartnershipId(1)
    return made


def named(*pairs: Partnership, person: PersonId = MENTEE) -> dict[date, int]:
    """The hours named, by month."""
    return HoursNamed.of(SCHEME, pairs, person, NOW).months


def line(day: date, minutes: int = 60, kind: TimeKind = TimeKind.CONTACT) -> HoursLine:
    """A line of a log."""
    return HoursLine(day=day, minutes=minutes, kind=kind, what="x", source="own note")


def test_each_month_until_this_one_counts_whole() -> None:
    found = named(pair(date(2027, 3, 10)))
    assert found == {date(2027, month, 1): 3 for month in (3, 4, 5, 6)}
    assert named(pair(date(2027, 3, 10)), person=MENTOR)[date(2027, 3, 1)] == 1


def test_six_months_from_the_middle_of_a_month_are_six_times_the_hours() -> None:
    ended = datetime(2027, 6, 11, tzinfo=UTC)
    assert sum(named(pair(date(2026, 12, 12), ended)).values()) == 18


def test_a_month_with_fewer_than_fifteen_days_is_not_counted() -> None:
    assert date(2027, 4, 1) in named(pair(date(2027, 4, 16)))
    assert date(2027, 4, 1) not in named(pair(date(2027, 4, 17)))
    assert date(2027, 2, 1) in named(pair(date(2027, 1, 5), datetime(2027, 2, 15, tzinfo=UTC)))
    assert date(2027, 2, 1) not in named(pair(date(2027, 1, 5), datetime(2027, 2, 14, tzinfo=UTC)))


def test_a_pause_is_not_counted_while_it_lasts_nor_afterwards() -> None:
    paused = pair(date(2027, 1, 1))
    paused.paused_on = date(2027, 3, 3)
    paused.returns_on = date(2027, 5, 1)
    assert set(named(paused)) == {date(2027, month, 1) for month in (1, 2, 5, 6)}
    paused.paused_on = paused.returns_on = None
    paused.resumed_on = date(2027, 5, 1)
    paused.rested = 59
    assert set(named(paused)) == {date(2027, month, 1) for month in (1, 2, 5, 6)}


def test_two_partnerships_at_once_are_named_for_both() -> None:
    found = named(pair(date(2027, 5, 1)), pair(date(2027, 6, 1)), person=MENTOR)
    assert found == {date(2027, 5, 1): 1, date(2027, 6, 1): 2}


def test_nothing_is_named_before_the_start_or_by_a_scheme_that_names_none() -> None:
    assert named(pair(None)) == {}
    assert HoursNamed.of(definition(), [pair(date(2027, 1, 1))], MENTEE, NOW).months == {}


@pytest.mark.parametrize("started", [date(1, 1, 1), date(1900, 1, 1), date(2199, 12, 31)])
def test_days_at_the_edges_of_the_calendar_end(started: date) -> None:
    assert HoursNamed.of(SCHEME, [pair(started)], MENTEE, NOW).hours >= 0


def test_a_leap_day_counts_in_its_month_and_year() -> None:
    log = HoursLog.of([line(date(2028, 2, 29)), line(date(2028, 3, 1)), line(date(2027, 2, 28))])
    assert log.years == (2028, 2027)
    first = log.of_year(2028).months(HoursNamed({}))
    assert [(month.first, month.minutes()) for month in first] == [
        (date(2028, 3, 1), 60),
        (date(2028, 2, 1), 60),
    ]


def test_a_log_names_contact_and_preparation_and_else_what_there_is() -> None:
    assert HoursLog(()).kinds == (TimeKind.CONTACT, TimeKind.PREPARATION)
    event = HoursLog.of([line(date(2027, 1, 1), kind=TimeKind.EVENT)])
    assert event.kinds == (TimeKind.CONTACT, TimeKind.PREPARATION, TimeKind.EVENT)


LINES = st.builds(
    line,
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(1, 1440),
    st.sampled_from(TimeKind),
)


@given(st.lists(LINES, max_size=40))
def test_months_years_and_kinds_hold_every_minute_once(lines: list[HoursLine]) -> None:
    log = HoursLog.of(lines)
    whole = sum(each.minutes for each in lines)
    assert sum(log.minutes(kind) for kind in log.kinds) == whole
    assert sum(month.minutes() for month in log.months(HoursNamed({}))) == whole
    assert sum(log.of_year(year).minutes() for year in log.years) == whole
