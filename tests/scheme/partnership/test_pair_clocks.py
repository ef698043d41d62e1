"""What the months bring a pair, and what a survey and a complaint wait for."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme import calendar
from scheme.concern.concern import Concern
from scheme.definition.definition import Definition
from scheme.due import Due
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from tests.support.scheme_cast import (
    CALMLY,
    HASTY,
    MAYA,
    MONDAY,
    REGION,
    ROBIN,
    VALLEY,
    ZONE,
    active,
    complaint,
    days,
    definition,
    for_each,
    half_started,
    introduced,
)

SCHEMES = {"as usual": VALLEY, "in haste": HASTY}
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
DAY = timedelta(days=1)
CHRISTMAS_EVE = datetime(2026, 12, 24, 9, tzinfo=UTC)


def test_a_new_pair_is_asked_after_a_week_and_the_group_is_told_after_four() -> None:
    plan = introduced().due(VALLEY)
    assert for_each(plan, "in-touch") == [date(2026, 2, 9)]
    assert days(plan, "not-started") == [date(2026, 3, 2)]


def test_once_one_side_has_started_the_other_is_reminded_and_then_taken_as_started() -> None:
    plan = half_started().due(VALLEY)
    assert [one.name for one in plan] == ["confirm", "confirm", "taken-as-started"]
    assert [calendar.local_day(one.at, ZONE) for one in plan] == [
        date(2026, 2, 5),
        date(2026, 2, 9),
        date(2026, 2, 12),
    ]


def test_over_christmas_a_reminder_gives_way_to_what_follows_it() -> None:
    plan = half_started(datetime(2026, 12, 18, 9, tzinfo=UTC)).due(VALLEY)
    assert days(plan, "confirm") == [
        date(2026, 12, 21)
    ]  # the seventh day and the tenth are both put off to the 29th
    assert days(plan, "taken-as-started") == [date(2026, 12, 29)]


def test_a_pair_is_surveyed_halfway_told_of_the_end_and_closed_after_it() -> None:
    pair = active()
    assert (pair.started_on, pair.ends_on) == (date(2026, 2, 2), date(2026, 8, 2))
    assert pair.midpoint() == date(2026, 5, 3)
    plan = pair.due(VALLEY)
    assert days(plan, "midpoint") == [
        date(2026, 5, 5)
    ]  # the third is a Sunday, the fourth a bank holiday
    assert for_each(plan, "ending") == [date(2026, 7, 20)]
    assert for_each(plan, "ended") == [date(2026, 8, 3)]
    assert days(plan, "close") == [date(2026, 8, 17)]


@CALMLY
@given(MOMENTS)
def test_the_midpoint_is_halfway_between_start_and_end(now: datetime) -> None:
    pair = active(now)
    middle = pair.midpoint()
    assert pair.started_on is not None
    assert pair.ends_on is not None
    assert middle is not None
    assert pair.started_on < middle < pair.ends_on
    assert 0 <= ((pair.ends_on - middle) - (middle - pair.started_on)).days <= 1


def test_a_pair_that_has_not_started_has_no_midpoint() -> None:
    assert introduced().midpoint() is None


def _quiet(pair: Partnership, chosen: Definition = VALLEY) -> list[Due]:
    """What quiet weeks bring the mentee and the Group; the mentor is nudged on the same days."""
    for_each(pair.due(chosen), "nudge")
    return [one for one in pair.due(chosen) if one.series in ("quiet", "quiet:mentee")]


@CALMLY
@given(MOMENTS, st.none() | st.integers(0, 200), st.sampled_from(sorted(SCHEMES)))
def test_quiet_weeks_bring_a_few_spaced_nudges_then_word_to_the_group_then_nothing(
    now: datetime, met_after: int | None, pace: str
) -> None:
    chosen, pair = SCHEMES[pace], active(now)
    assert pair.started_on is not None
    assert pair.ends_on is not None
    if met_after is not None:
        pair.last_met = pair.started_on + timedelta(days=met_after)
    since = pair.last_met or pair.started_on
    quiet = _quiet(pair, chosen)
    names = [one.name for one in quiet]
    assert names == sorted(names)  # nudges before quiet
    assert names.count("nudge") <= chosen.meetings.nudges
    assert names.count("quiet") <= 1
    on = [calendar.local_day(one.at, ZONE) for one in quiet]
    assert all(
        since + timedelta(weeks=chosen.meetings.most_weeks) <= day < pair.ends_on for day in on
    )
    assert all(later > earlier for earlier, later in pairwise(on))


def test_nudges_begin_after_six_weeks_and_stop_after_three() -> None:
    quiet = _quiet(active())
    assert [(one.name, calendar.local_day(one.at, ZONE)) for one in quiet] == [
        ("nudge", date(2026, 3, 16)),
        ("nudge", date(2026, 3, 30)),
        ("nudge", date(2026, 4, 13)),
        ("quiet", date(2026, 4, 27)),
    ]


def test_no_nudge_is_put_off_into_the_days_in_which_the_end_is_spoken_of() -> None:
    pair = active()  # until Sunday 2 August, which is spoken of from 19 July on
    pair.last_met = date(2026, 6, 5)
    assert for_each(pair.due(VALLEY), "nudge") == [date(2026, 7, 17)]
    pair.last_met = date(2026, 6, 6)  # the six weeks end on the Saturday
    assert for_each(pair.due(VALLEY), "nudge") == []


def test_a_meeting_starts_the_quiet_weeks_afresh() -> None:
    pair = active()
    before = {one.occasion for one in _quiet(pair)}
    pair.last_met = date(2026, 3, 2)
    after = _quiet(pair)
    assert calendar.local_day(after[0].at, ZONE) == date(2026, 4, 13)
    assert before.isdisjoint(one.occasion for one in after)


@pytest.mark.parametrize("begin", [introduced, half_started, active])
def test_once_a_pair_has_ended_its_words_go_and_one_that_had_started_has_a_last_survey(
    begin: Callable[[datetime], Partnership],
) -> None:
    pair = begin(MONDAY)
    assert pair.due(VALLEY)
    pair.end(Ending.CHANGED, MAYA, None, MONDAY + DAY)
    invited = datetime(2026, 8, 3, 8, tzinfo=UTC)  # six months later, on the working day at nine
    last = [
        Due(name="conclusion", occasion="conclusion", at=MONDAY + DAY),
        Due(name="invite", occasion="invite:mentee", at=invited),
    ]
    plan = pair.due(VALLEY)
    assert [one for one in plan if not one.name.startswith("forget")] == (
        last if begin is active else []
    )
    *told, gone = [one for one in plan if one.name.startswith("forget")]
    assert [one.occasion for one in told] == ["forget-soon:mentee", "forget-soon:mentor"]
    days = VALLEY.retention.concluded_days
    assert gone.at.date() == calendar.add_days((MONDAY + DAY).date(), days)
    assert all(timedelta(days=24) < gone.at - one.at <= timedelta(days=28) for one in told)


def test_in_a_pause_only_the_return_is_waited_for_and_then_the_months_go_on() -> None:
    pair = active()
    before = {one.name for one in pair.due(VALLEY)}
    pair.pause(MAYA, date(2026, 3, 2), date(2026, 2, 12))
    assert days(pair.due(VALLEY), "return") == [date(2026, 3, 2)]
    assert before.isdisjoint(one.name for one in pair.due(VALLEY))
    pair.resume(date(2026, 3, 2))
    plan = pair.due(VALLEY)
    assert (pair.ends_on, pair.midpoint()) == (
        date(2026, 8, 20),
        date(2026, 5, 21),
    )  # each eighteen days later
    assert days(plan, "midpoint") == [date(2026, 5, 21)]
    assert for_each(plan, "nudge")[0] == date(2026, 4, 13)  # six weeks after the return


def test_a_pause_after_the_midpoint_leaves_what_was_asked_there_alone() -> None:
    pair = active()
    pair.pause(MAYA, date(2026, 7, 1), date(2026, 6, 1))
    pair.resume(date(2026, 7, 1))
    assert (pair.ends_on, pair.rested) == (date(2026, 9, 1), 0)


def test_an_end_that_both_agreed_on_moves_what_hangs_on_it() -> None:
    pair = active()
    assert not pair.propose_end(VALLEY, MAYA, date(2026, 10, 2), date(2026, 2, 12))
    assert days(pair.due(VALLEY), "close") == [date(2026, 8, 17)]
    pair.agree_end(VALLEY, date(2026, 10, 2), date(2026, 2, 12))
    plan = pair.due(VALLEY)
    assert for_each(plan, "ending") == [date(2026, 9, 18)]
    assert for_each(plan, "ended") == [date(2026, 10, 2)]
    assert days(plan, "close") == [date(2026, 10, 16)]


def test_a_complaint_is_answered_within_ten_working_days_with_warnings_before() -> None:
    found = complaint(CHRISTMAS_EVE)
    assert found.reply_by == date(
        2027, 1, 12
    )  # Christmas, the Monday after it and New Year's Day do not count
    assert days(found.due(VALLEY), "warn") == [
        date(2027, 1, 7),
        date(2027, 1, 11),
        date(2027, 1, 12),
    ]


def test_nobody_is_warned_of_a_complaint_before_it_was_raised() -> None:
    hasty = definition(complaints={"working_days": 2, "warnings": [3, 1]})
    found = Concern.receive(hasty, MAYA, "scheme", None, "It was late.", MONDAY)
    assert days(found.due(hasty), "warn") == [date(2026, 2, 3), date(2026, 2, 4)]


@CALMLY
@given(MOMENTS, st.integers(0, 20))
def test_the_working_days_left_for_a_reply_count_down_to_nothing(
    now: datetime, passed: int
) -> None:
    found, raised = complaint(now), calendar.local_day(now, ZONE)
    assert found.working_days_left(raised, REGION) == 10
    later = calendar.add_working_days(raised, passed, REGION) if passed else raised
    assert found.working_days_left(later, REGION) == max(10 - passed, 0)


def test_an_answered_complaint_warns_nobody() -> None:
    found = complaint()
    found.answer("We are sorry, and here is what changes.", ROBIN, MONDAY + DAY)
    assert days(found.due(VALLEY), "warn") == []
