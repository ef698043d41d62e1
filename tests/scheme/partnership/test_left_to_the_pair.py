"""Length and rhythm that a scheme leaves to the two: no clock runs on a figure that nobody set (R5.1, R5.3, R6.2, R7.4)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.partnership.agreement import fields, numbers_of, template, written
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.usual import lasts, meets, usual_time, usually
from scheme.refusal import Refusal
from tests.support.scheme_cast import (
    MAYA,
    MONDAY,
    TODAY,
    VALLEY,
    active,
    days,
    definition,
    for_each,
)

OPEN_LENGTH: dict[str, object] = {"months": 0, "most_months": 0, "still_days": 90, "still_asks": 2}
OPEN_RHYTHM: dict[str, object] = {
    "least_weeks": 0,
    "most_weeks": 0,
    "least_minutes": 0,
    "most_minutes": 0,
}
THEIRS = definition(pairing=OPEN_LENGTH, meetings=OPEN_RHYTHM)
LATER = datetime(2027, 3, 1, 9, tzinfo=UTC)


def begun(scheme: Definition = THEIRS) -> Partnership:
    """Maya and Tom, who start today."""
    found = active()
    found.ends_on = None
    found.phase = found.phase.INTRODUCED
    found.start(scheme, TODAY)
    return found


def test_a_pair_has_no_end_no_half_and_no_rhythm_until_it_agrees_on_one() -> None:
    pair = begun()
    assert (pair.started_on, pair.ends_on) == (TODAY, None)
    assert (pair.midpoint(), pair.midway(THEIRS), pair.closes_on(THEIRS)) == (None, None, None)
    assert (pair.length(THEIRS), pair.rhythm(THEIRS), pair.next_usual(THEIRS)) == (None, None, None)
    assert {due.name for due in pair.due(THEIRS)} == {"still", "faded"}


def test_what_the_two_agree_sets_their_clocks() -> None:
    pair = begun()
    pair.keep_to(THEIRS, 4, 3, 45)
    assert pair.ends_on == calendar.add_months(TODAY, 4)
    names = {due.name for due in pair.due(THEIRS)}
    assert {"midpoint", "ending", "ended", "close", "nudge"} <= names
    assert not {"still", "faded"} & names


def test_an_agreement_that_leaves_the_length_open_leaves_an_end_that_was_agreed() -> None:
    pair = begun()
    day = calendar.add_months(TODAY, 5)
    pair.propose_end(THEIRS, MAYA, day, TODAY)
    pair.agree_end(THEIRS, day, TODAY)
    pair.keep_to(THEIRS, None, None, None)
    assert pair.ends_on == day


def test_they_are_asked_at_long_intervals_and_without_an_answer_it_is_closed() -> None:
    plan = begun().due(THEIRS)
    asked = for_each(plan, "still")
    assert [(day - TODAY).days // 30 for day in asked] == [3, 6]
    over = days(plan, "faded")
    assert len(over) == 1
    assert over[0] >= asked[-1] + timedelta(days=14)


def test_a_word_or_a_meeting_puts_the_question_off() -> None:
    pair = begun()
    first = for_each(pair.due(THEIRS), "still")[0]
    pair.say_it_goes_on(first)
    assert for_each(pair.due(THEIRS), "still")[0] >= first + timedelta(days=90)
    pair.note_meeting(THEIRS, first + timedelta(days=30), LATER)
    assert for_each(pair.due(THEIRS), "still")[0] >= first + timedelta(days=120)


def test_zero_days_ask_nobody_and_close_nothing() -> None:
    never = definition(pairing=OPEN_LENGTH | {"still_days": 0}, meetings=OPEN_RHYTHM)
    assert begun(never).due(never) == []


def test_nudges_come_before_the_question_where_only_the_length_is_open() -> None:
    scheme = definition(pairing=OPEN_LENGTH)
    plan = begun(scheme).due(scheme)
    names = [due.name for due in plan]
    assert names.index("quiet") < names.index("still")
    assert names.count("nudge") == 2 * scheme.meetings.nudges


def test_without_nudges_neither_the_two_nor_the_group_hear_of_quiet_weeks() -> None:
    silent = definition(meetings={"nudges": 0})
    assert not {"nudge", "quiet"} & {due.name for due in active().due(silent)}
    assert {"nudge", "quiet"} <= {due.name for due in active().due(VALLEY)}


def test_the_schemes_own_days_bring_the_question_how_it_goes() -> None:
    scheme = definition(pairing=OPEN_LENGTH, meetings=OPEN_RHYTHM, surveys={"midpoint_days": 100})
    pair = begun(scheme)
    middle = calendar.add_days(TODAY, 100)
    assert pair.midway(scheme) == middle
    assert len(days(pair.due(scheme), "midpoint")) == 1
    pair.keep_to(scheme, 4, None, None)
    assert pair.midway(scheme) == pair.midpoint() != middle  # the agreement is first


def test_a_pause_moves_those_days_and_needs_no_end() -> None:
    scheme = definition(pairing=OPEN_LENGTH, surveys={"midpoint_days": 100})
    pair = begun(scheme)
    pair.pause(MAYA, TODAY + timedelta(days=20), TODAY)
    assert pair.resume(TODAY + timedelta(days=20)) == 20
    assert pair.midway(scheme) == calendar.add_days(TODAY, 120)
    assert pair.ends_on is None


@pytest.mark.parametrize("met", [True, False])
def test_those_who_have_met_are_asked_later_what_has_stayed(met: bool) -> None:
    pair = begun()
    if met:
        pair.note_meeting(THEIRS, TODAY + timedelta(days=5), LATER)
    pair.end(Ending.COMPLETED, None, None, LATER)
    assert bool(days(pair.due(THEIRS), "follow-up")) == met


def test_any_day_ahead_can_be_agreed_on_and_no_other() -> None:
    pair = begun()
    first, last = pair.end_days(THEIRS, TODAY)
    assert (first, last) == (TODAY + timedelta(days=1), calendar.LATEST)
    with pytest.raises(Refusal, match=r"Please choose a day from .*Tuesday 3 February 2026 on\."):
        pair.propose_end(THEIRS, MAYA, TODAY, TODAY)


def test_the_form_of_the_agreement_starts_without_figures_and_takes_none() -> None:
    pair = begun()
    assert numbers_of(template(THEIRS, pair)) == (None, None, None, None)
    said = " ".join(f"{field.label} {field.help}" for field in fields(THEIRS, pair))
    assert not any(sign.isdigit() for sign in said)
    text = written(THEIRS, pair, template(THEIRS, pair) | {"own": "We see as we go."}, TODAY)
    assert numbers_of(text) == (None, None, None, None)


def test_figures_that_do_not_fit_together_are_still_told() -> None:
    given = template(THEIRS, begun()) | {"months": 2, "meetings": 40, "weeks": 4}
    with pytest.raises(Refusal) as no:
        written(THEIRS, begun(), given, TODAY)
    assert set(no.value.errors) == {"meetings"}


def test_words_for_the_length_and_the_rhythm() -> None:
    assert (lasts(THEIRS), meets(THEIRS), usual_time(THEIRS)) == ("as the two agree",) * 3
    assert usually(THEIRS) == ""
    capped = definition(
        pairing=OPEN_LENGTH | {"most_months": 12}, meetings={"least_minutes": 0, "most_minutes": 0}
    )
    assert lasts(capped) == "as the two agree, 12 months at most"
    assert meets(capped) == "every 4 to 6 weeks"
    times = definition(meetings={"least_weeks": 0, "most_weeks": 0})
    assert meets(times) == "90 to 120 minutes, as often as the two agree"
    assert (lasts(VALLEY), meets(VALLEY)) == (
        "about 6 months, 12 at most",
        "every 4 to 6 weeks, 90 to 120 minutes",
    )


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"least_weeks": 0}, "meetings.most_weeks"),
        ({"most_weeks": 0}, "meetings.most_weeks"),
        ({"least_minutes": 0}, "meetings.most_minutes"),
        ({"most_minutes": 0}, "meetings.most_minutes"),
    ],
)
def test_half_of_a_rhythm_is_a_contradiction(given: dict[str, object], at: str) -> None:
    with pytest.raises(ValueError, match=f"{at}: 0 leaves it to the two"):
        definition(meetings=given)


def test_zero_switches_off_each_word_that_nobody_asked_for() -> None:
    quiet = definition(
        pairing={"in_touch_days": 0, "quiet_days": 0, "end_notice_days": 0, "invite_months": 0}
    )
    waiting = active()
    waiting.phase = waiting.phase.INTRODUCED
    waiting.mentee_started_at = waiting.mentor_started_at = None
    assert waiting.due(quiet) == []
    assert not days(active().due(quiet), "ending")
    assert len(for_each(active().due(quiet), "ended")) == 1
    ended = active()
    ended.end(Ending.COMPLETED, None, None, LATER)
    assert not days(ended.due(quiet), "invite")
    assert days(ended.due(VALLEY), "invite") == [date(2027, 9, 1)]
    assert MONDAY.date() == TODAY
