"""Surveys: when they come, how long they stay open, what moves them, and what is left of an answer without its author."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.forms.fields import (
    Answers,
    AnyField,
    ChoiceField,
    ChoicesField,
    LongText,
    Option,
    ShortText,
    TickField,
)
from scheme.ids import PartnershipId
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal
from scheme.survey.findings import Tally, parted, tally
from scheme.survey.occasion import afterwards, kind_of, while_live
from scheme.survey.survey import Survey, minutes
from tests.support.scheme_cast import (
    CALMLY,
    HASTY,
    MAYA,
    MONDAY,
    VALLEY,
    ZONE,
    active,
    days,
    definition,
    introduced,
    survey,
)

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
DAY = timedelta(days=1)
TODAY = MONDAY.date()
YES, NO = Option(key="yes", label="Yes"), Option(key="no", label="No")
MET = ChoiceField(key="met", label="Did you meet?", options=(YES, NO))
HELPED = ChoicesField(key="helped", label="What helped?", options=(YES, NO), required=False)
WHY = LongText(key="why", label="Why?", required=False)
TOWN = ShortText(key="town", label="Where?", required=False)
NAMED = TickField(key="named", label="Put my name to it", required=False)
QUESTIONS: tuple[AnyField, ...] = (NAMED, MET, HELPED, WHY, TOWN)


def invited(now: datetime = MONDAY, chosen: Definition = VALLEY) -> Survey:
    """Maya's survey halfway, of which she was told."""
    found = Survey.issue(chosen, PartnershipId(5), MAYA, "mentee", "midpoint", now)
    found.invite(chosen, now)
    found.id = 1
    return found


# Open, and closed


def test_a_survey_is_answered_and_changed_until_the_day_it_closes() -> None:
    found = survey()
    found.answer({"met": "often"}, 1, TODAY + DAY)
    found.answer({"met": "rarely"}, 2, found.closes_on)
    assert (found.answers, found.answered, found.revision) == ({"met": "rarely"}, True, 3)


def test_a_closed_survey_takes_no_answer() -> None:
    found = survey()
    with pytest.raises(Refusal, match="has closed"):
        found.answer({"met": "often"}, 1, found.closes_on + DAY)
    assert (found.answers, found.answered) == (None, False)


def test_a_survey_answered_elsewhere_meanwhile_is_shown_again() -> None:
    found = survey()
    found.answer({"met": "often"}, 1, TODAY)
    with pytest.raises(Refusal, match="elsewhere"):
        found.answer({"met": "never"}, 1, TODAY)
    assert found.answers == {"met": "often"}


def test_it_parts_with_its_answers_once_and_keeps_only_that_it_was_answered() -> None:
    found = survey()
    found.answer({"met": "often"}, 1, TODAY)
    assert found.part_with_answers() == {"met": "often"}
    assert found.part_with_answers() is None
    assert (found.answers, found.answered) == (None, True)


def test_an_end_or_a_rest_closes_the_unanswered_one_and_leaves_an_answered_one() -> None:
    silent, answered = survey(), survey()
    answered.answer({"met": "often"}, 1, TODAY)
    closes = answered.closes_on
    for found in (silent, answered):
        found.overtaken(TODAY)
    assert not silent.is_open(TODAY)
    assert (silent.cut_short, answered.cut_short) == (True, False)
    assert [one.name for one in silent.due(VALLEY)] == ["close"]
    assert answered.closes_on == closes


def test_one_that_closed_by_itself_is_not_cut_short_by_a_later_end() -> None:
    found = survey()
    closes = found.closes_on
    found.overtaken(closes + DAY)
    assert (found.closes_on, found.cut_short) == (closes, False)


def test_after_a_rest_it_is_asked_once_more_with_all_its_days() -> None:
    found = invited()
    before = {one.occasion for one in found.due(VALLEY)}
    found.overtaken(TODAY + 3 * DAY)
    later = MONDAY + timedelta(days=60)
    found.issue_again(VALLEY, later)
    assert found.waits(later.date() + timedelta(days=28))
    assert [one.name for one in found.due(VALLEY)] == ["invite", "close"]
    found.invite(VALLEY, later)
    assert before.isdisjoint(one.occasion for one in found.due(VALLEY))


# What falls due


def test_it_is_on_the_home_page_at_once_and_its_person_is_invited_when_they_may_be() -> None:
    found = survey()
    assert found.waits(TODAY)
    assert [(one.name, one.at) for one in found.due(VALLEY) if one.name != "close"] == [
        ("invite", MONDAY)
    ]


def test_the_days_count_from_the_invitation_that_was_sent() -> None:
    found = survey()
    found.invite(VALLEY, MONDAY + timedelta(days=9))
    assert found.closes_on == date(2026, 3, 11)
    assert days(found.due(VALLEY), "remind") == [date(2026, 2, 18), date(2026, 2, 25)]
    assert days(found.due(VALLEY), "close") == [date(2026, 3, 12)]


def test_it_reminds_twice_and_not_once_answered_and_closes_in_silence() -> None:
    found = invited()
    assert found.closes_on == date(2026, 3, 2)
    assert days(found.due(VALLEY), "remind") == [date(2026, 2, 9), date(2026, 2, 16)]
    assert days(found.due(VALLEY), "close") == [date(2026, 3, 3)]
    found.answer({"met": "often"}, 1, date(2026, 2, 3))
    assert [one.name for one in found.due(VALLEY)] == ["close"]


def test_who_answers_before_the_invitation_is_not_invited() -> None:
    found = survey()
    found.answer({"met": "often"}, 1, TODAY)
    assert [one.name for one in found.due(VALLEY)] == ["close"]


@CALMLY
@given(MOMENTS)
def test_it_never_reminds_of_what_has_closed(now: datetime) -> None:
    found = invited(now, HASTY)
    assert all(found.is_open(day) for day in days(found.due(HASTY), "remind"))


# When they come


def months(start: date, count: int) -> date:
    return calendar.add_months(start, count)


def over(pair: Partnership, day: date, ending: Ending = Ending.COMPLETED) -> Partnership:
    pair.end(ending, None, None, calendar.at(day, ZONE))
    return pair


def follow_ups(pair: Partnership, chosen: Definition = VALLEY) -> list[tuple[str, date]]:
    plan = [one for one in pair.due(chosen) if one.name == "follow-up"]
    return [(one.occasion, calendar.local_day(one.at, ZONE)) for one in plan]


def test_half_a_year_after_the_end_both_look_back_and_then_once_a_year_for_two_years() -> None:
    assert follow_ups(over(active(), date(2026, 8, 3))) == [
        ("lookback", date(2027, 2, 3)),
        ("later-1", date(2027, 8, 3)),
        ("later-2", date(2028, 8, 3)),
    ]


def test_a_scheme_may_ask_only_once_or_never() -> None:
    def asked(**rules: int) -> list[str]:
        chosen = definition(surveys=rules)
        return [occasion for occasion, _ in follow_ups(over(active(), date(2026, 8, 3)), chosen)]

    assert asked(yearly_months_after=0) == ["lookback"]
    assert asked(lookback_months=0) == ["later-1", "later-2"]
    assert asked(lookback_months=11, yearly_months_after=12) == [
        "lookback"
    ]  # a month apart is too soon
    assert asked(lookback_months=0, yearly_months_after=11) == []


@pytest.mark.parametrize("ending", Ending)
def test_whichever_way_it_ended_those_who_got_halfway_are_asked_later_and_others_are_not(
    ending: Ending,
) -> None:
    middle = active().midpoint()
    assert middle is not None
    assert [occasion for occasion, _ in follow_ups(over(active(), middle, ending))] == [
        "lookback",
        "later-1",
        "later-2",
    ]
    assert follow_ups(over(active(), middle - DAY, ending)) == []


def test_a_pair_that_never_started_is_surveyed_at_no_time() -> None:
    pair = introduced()
    pair.end(Ending.CHANGED, MAYA, None, MONDAY + 30 * DAY)
    assert {one.name for one in pair.due(VALLEY)} == {"forget", "forget-soon"}


def test_a_pair_of_half_a_year_has_no_yearly_survey_and_one_of_two_years_has_none_beside_the_midpoint() -> (
    None
):
    start = date(2026, 2, 2)
    assert list(while_live(start, date(2026, 5, 3), date(2026, 8, 2))) == []
    assert list(while_live(start, date(2027, 2, 2), date(2028, 2, 2))) == []
    assert list(while_live(start, date(2027, 8, 2), date(2029, 2, 2))) == [
        ("yearly-1", date(2027, 2, 2)),
        ("yearly-2", date(2028, 2, 2)),
    ]


def test_an_extension_moves_the_midpoint_and_brings_the_yearly_survey() -> None:
    pair = active()
    pair.ends_on = months(date(2026, 2, 2), 18)
    assert days(pair.due(VALLEY), "midpoint") == [date(2026, 11, 2)]
    assert follow_ups(pair) == [("yearly-1", date(2027, 2, 2))]


def test_a_rest_puts_surveys_aside_at_once_and_its_end_brings_them_back() -> None:
    pair = active()
    pair.pause(MAYA, date(2026, 4, 1), date(2026, 3, 2))
    assert days(pair.due(VALLEY), "rests") == [date(2026, 3, 2)]
    assert days(pair.due(VALLEY), "midpoint") == []
    pair.resume(date(2026, 4, 1))
    assert days(pair.due(VALLEY), "goes-on") == [date(2026, 4, 1)]
    assert days(pair.due(VALLEY), "midpoint") == [date(2026, 6, 2)]  # thirty days later


@CALMLY
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(0, 36), st.integers(0, 120))
def test_nobody_is_asked_twice_within_two_months(ended: date, look: int, yearly: int) -> None:
    found = list(afterwards(ended, look, yearly))
    on = sorted(day for _, day in found)
    assert all((later - earlier).days >= 60 for earlier, later in pairwise(on))
    assert len({occasion for occasion, _ in found}) == len(found)
    assert all(len(occasion) <= 20 and kind_of(occasion) == "lookback" for occasion, _ in found)


def test_each_occasion_has_its_questionnaire() -> None:
    asked = {
        one: kind_of(one) for one in ("midpoint", "yearly-3", "conclusion", "lookback", "later-2")
    }
    assert list(asked.values()) == ["midpoint", "midpoint", "conclusion", "lookback", "lookback"]


# What is left of it


def test_words_part_from_closed_answers_and_neither_keeps_a_name() -> None:
    answers: Answers = {
        "named": True,
        "met": "yes",
        "helped": ["no"],
        "why": "Tea.",
        "town": "Leeds",
    }
    assert parted(QUESTIONS, answers) == (
        {"met": "yes", "helped": ["no"]},
        {"why": "Tea.", "town": "Leeds"},
    )


def test_what_was_left_empty_is_not_kept() -> None:
    answers: Answers = {"named": False, "met": None, "helped": [], "why": None, "town": ""}
    assert parted(QUESTIONS, answers) == ({}, {})


def test_words_to_a_question_that_the_scheme_has_since_dropped_do_not_stay_with_the_closed_answers() -> (
    None
):
    assert parted((MET,), {"met": "yes", "why": "Tea.", "helped": ["no"]}) == (
        {"met": "yes"},
        {"why": "Tea."},
    )


def test_figures_are_shown_of_enough_answers_only() -> None:
    four: list[Answers] = [{"met": "yes"}, {"met": "yes"}, {"met": "no"}, {"met": "no"}]
    assert tally([MET], four, 5) is None
    assert tally([MET], [*four, {"met": None}], 5) == [Tally("Did you meet?", 4, None)]
    assert tally([MET], [*four, {"met": "yes"}], 5) == [
        Tally("Did you meet?", 5, (("Yes", 3), ("No", 2)))
    ]


def test_a_questionnaire_of_few_questions_takes_few_minutes() -> None:
    assert minutes((MET,)) == 1
    assert minutes((MET, MET, MET, MET, TOWN)) == 2
    assert minutes((WHY, WHY, WHY, WHY)) == 3
