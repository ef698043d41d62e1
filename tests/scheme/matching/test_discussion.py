"""Discussions of matches: the digest comes before each, on a working day, and what was missed does not come late (R3.8)."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scheme.definition.definition import Definition
from scheme.definition.discussions import Discussions
from scheme.matching.discussion import HeldDiscussions, next_discussion
from tests.support.scheme_cast import definition

SINCE = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)


def a_scheme(**keys: Any) -> Definition:
    return definition(discussions=Discussions(**keys))


def held(**keys: Any) -> HeldDiscussions:
    return HeldDiscussions(scheme="aln", since=SINCE, **keys)


def days(plan: Definition, of: HeldDiscussions) -> list[str]:
    return [f"{due.at:%Y-%m-%d %H}" for due in of.due(plan)]


def test_it_comes_two_days_before_and_never_on_a_weekend() -> None:
    plan = a_scheme(day=date(2027, 1, 12), every="week", times=60)
    assert days(plan, held()) == ["2027-01-08 09", "2027-01-15 09", "2027-01-22 09"]
    monday = a_scheme(day=date(2027, 1, 11), digest_days=0)
    assert days(monday, held()) == ["2027-01-11 09"]


def test_nothing_falls_due_where_no_day_is_set_or_all_have_gone_by() -> None:
    assert held().due(definition()) == []
    over = a_scheme(day=date(2027, 1, 4))
    assert held().due(over) == []
    assert next_discussion(over, date(2027, 1, 5)) is None


def test_whatever_had_its_digest_has_no_second() -> None:
    plan = a_scheme(day=date(2027, 1, 12), every="month, same weekday", times=12)
    discussions = held()
    discussions.told(SINCE, date(2027, 2, 9))
    discussions.passed(date(2027, 1, 12))
    assert discussions.digest_for == date(2027, 2, 9)
    assert [due.occasion for due in discussions.due(plan)] == [
        "digest:2027-03-09",
        "digest:2027-04-13",
        "digest:2027-05-11",
    ]


@given(
    day=st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    every=st.sampled_from(["", "week", "two weeks", "month", "month, same weekday", "year"]),
    digest_days=st.integers(0, 14),
)
def test_a_digest_is_never_after_its_discussion(day: date, every: Any, digest_days: int) -> None:
    times = 60 if every else 1
    plan = a_scheme(day=day, every=every, times=times, digest_days=digest_days)
    for due in held().due(plan):
        assert due.at.date().isoformat() <= due.occasion.partition(":")[2]
