"""A common start and a fixed end of a round: a pair's time counts from the one, and is over with the other (R1.7)."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from scheme import calendar
from scheme.application.application import promised_day
from scheme.definition.definition import Definition
from scheme.partnership.partnership import Partnership
from tests.support.scheme_cast import (
    CALMLY,
    MAYA,
    MONDAY,
    TODAY,
    TOM,
    VALLEY,
    days,
    for_each,
    introduced,
)

STARTS = date(2026, 3, 2)
ENDS = date(2026, 11, 30)


def in_round(**days: date) -> Definition:
    """The valley with a round that has days of its own."""
    window = {"opens": date(2026, 1, 1), "closes": date(2026, 1, 31)}
    data = VALLEY.model_dump()
    data["rounds"] = [{"key": "now", "name": "Now", "mentee": window, "mentor": window, **days}]
    return Definition.model_validate(data)


def pair() -> Partnership:
    """Two who were introduced on 2 February, in that round."""
    found = introduced()
    found.round = "now"
    return found


def started(definition: Definition, found: Partnership, at: datetime = MONDAY) -> Partnership:
    found.confirm_start(definition, MAYA, at)
    found.confirm_start(definition, TOM, at)
    return found


def test_who_begins_before_the_common_start_is_active_at_once_and_its_time_counts_from_that_day() -> (
    None
):
    definition = in_round(starts=STARTS)
    found = started(definition, pair())
    assert (found.phase, found.started_on) == ("active", STARTS)
    assert found.ends_on == calendar.add_months(STARTS, definition.pairing.months)


def test_who_begins_after_the_common_start_counts_from_the_day_they_did() -> None:
    assert started(in_round(starts=date(2026, 1, 31)), pair()).started_on == TODAY


def test_nobody_is_asked_whether_they_are_in_touch_before_the_common_start() -> None:
    plan = pair().due(in_round(starts=STARTS))
    assert for_each(plan, "in-touch") == [date(2026, 3, 9)]
    assert min(days(plan, "not-started")) > STARTS


def test_a_fixed_end_overrides_the_months_and_the_surveys_follow_it() -> None:
    definition = in_round(starts=STARTS, ends=ENDS)
    found = started(definition, pair())
    assert found.ends_on == ENDS
    middle = STARTS + (ENDS - STARTS) // 2
    assert found.midpoint() == middle
    assert days(found.due(definition), "midpoint") == [calendar.on_or_after(middle, VALLEY.region)]
    assert for_each(found.due(definition), "ended") == [ENDS]


def test_what_a_pair_agree_on_sets_their_rhythm_and_leaves_the_end_of_the_round_where_it_is() -> (
    None
):
    definition = in_round(starts=STARTS, ends=ENDS)
    found = started(definition, pair())
    found.keep_to(definition, months=6, weeks=3, minutes=60)
    assert (found.ends_on, found.every_weeks) == (ENDS, 3)


def test_both_can_still_agree_to_another_end_but_to_none_before_the_common_start() -> None:
    definition = in_round(starts=STARTS, ends=ENDS)
    first, last = started(definition, pair()).end_days(definition, TODAY)
    assert first > STARTS
    assert last >= ENDS


def test_a_pair_that_begins_when_the_round_is_over_has_the_usual_months() -> None:
    definition = in_round(ends=date(2026, 2, 1))
    assert started(definition, pair()).ends_on == calendar.add_months(
        TODAY, definition.pairing.months
    )


def test_a_pair_from_before_rounds_had_days_and_a_round_without_any_are_as_ever() -> None:
    old = introduced()
    assert started(in_round(starts=STARTS, ends=ENDS), old).started_on == TODAY
    assert started(in_round(), pair()).started_on == TODAY


@CALMLY
@given(
    st.dates(date(2026, 1, 31), date(2027, 1, 31)), st.dates(date(2026, 1, 31), date(2028, 1, 31))
)
def test_no_end_comes_before_its_start_whatever_the_days_of_the_round(
    starts: date, ends: date
) -> None:
    definition = in_round(starts=starts, **({"ends": ends} if ends > starts else {}))
    found = started(definition, pair())
    middle = found.midpoint()
    assert found.started_on
    assert found.ends_on
    assert middle
    assert starts <= found.started_on <= middle <= found.ends_on


def test_the_promise_is_the_round_s_day_by_which_its_people_hear_where_that_lies_ahead() -> None:
    definition = in_round(matched_by=date(2026, 3, 15))  # a Sunday
    assert promised_day(definition, "now", TODAY) == date(2026, 3, 13)
    late = date(2026, 3, 13)
    assert promised_day(definition, "now", late) > late
    assert promised_day(definition, "always", TODAY) == promised_day(VALLEY, "always", TODAY)
