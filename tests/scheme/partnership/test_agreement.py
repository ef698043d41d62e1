"""The agreement's rules, pure: what it says, who has signed which text, and the clocks it sets (R5.1); and goals (R5.2)."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.calendar import add_days, add_months
from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset
from scheme.forms.fields import Answers
from scheme.ids import ApplicationId, CandidateId, PartnershipId, PersonId
from scheme.partnership import agreement as rules
from scheme.partnership.agreement import Agreement
from scheme.partnership.goal import Goal, GoalProgress
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal
from tests.support.scheme_cast import CALMLY

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
ALN = load(preset("aln"))


def pair(started: date | None = TODAY) -> Partnership:
    """A partnership that started on a day."""
    one = Partnership(
        scheme="aln",
        candidate_id=CandidateId(1),
        mentee_application_id=ApplicationId(1),
        mentor_application_id=ApplicationId(2),
        mentee_id=PersonId(1),
        mentor_id=PersonId(2),
        introduced_at=NOW,
    )
    if started:
        one.start(ALN, started)
    return one


def fresh() -> Agreement:
    """An agreement just written by the mentee."""
    return Agreement(
        scheme="aln", partnership_id=PartnershipId(1), changed_by=PersonId(1), changed_at=NOW
    )


def test_it_is_agreed_when_both_have_signed_the_same_text() -> None:
    one = fresh()
    assert not one.sign("mentee", NOW)
    assert (one.has_a_signature, one.is_signed, one.agreed_at) == (True, False, None)
    assert one.sign("mentor", NOW + timedelta(days=1))
    assert (one.is_signed, one.agreed, one.agreed_at) == (True, 1, NOW + timedelta(days=1))


def test_a_change_clears_both_signatures_and_keeps_what_was_agreed() -> None:
    one = fresh()
    one.sign("mentee", NOW)
    one.sign("mentor", NOW)
    one.change(PersonId(2), NOW)
    assert not one.signed_by("mentee")
    assert not one.signed_by("mentor")
    assert (one.is_signed, one.agreed, one.changed_by, one.revision) == (False, 1, 2, 2)


def test_signing_twice_is_signing_once() -> None:
    one = fresh()
    one.sign("mentee", NOW)
    one.sign("mentee", NOW + timedelta(days=3))
    assert one.signed_at == NOW
    one.sign("mentor", NOW)
    assert one.sign("mentor", NOW + timedelta(days=3))
    assert one.agreed_at == NOW


def test_each_side_that_has_not_signed_is_reminded_once_a_week_after_the_last_step() -> None:
    one = fresh()
    at = datetime(2027, 1, 18, 9, 0, tzinfo=UTC)
    assert [(due.occasion, due.at) for due in one.due(ALN)] == [
        ("unsigned:1:mentee", at),
        ("unsigned:1:mentor", at),
    ]
    one.sign("mentor", NOW + timedelta(days=2))
    assert [(due.occasion, due.at) for due in one.due(ALN)] == [
        ("unsigned:1:mentee", at + timedelta(days=2))
    ]
    one.sign("mentee", NOW + timedelta(days=3))
    assert one.due(ALN) == []
    one.change(PersonId(1), NOW + timedelta(days=4))
    assert [due.occasion for due in one.due(ALN)] == ["unsigned:2:mentee", "unsigned:2:mentor"]


def test_what_it_starts_from_is_itself_an_agreement_that_can_be_saved() -> None:
    text = rules.template(ALN, pair())
    assert rules.written(ALN, pair(), text, TODAY) == text
    assert rules.numbers_of(text) == (6, 5, 5, 90)


def test_blank_edges_of_a_clause_in_the_scheme_file_are_no_difference() -> None:
    data = ALN.model_dump()
    data["agreement"]["clauses"] = [
        {"key": "notice", "title": "Notice", "text": "\nSay so early.\n"}
    ]
    scheme = Definition.model_validate(data)
    text = rules.template(scheme, pair())
    assert rules.differing(text, rules.written(scheme, pair(), text, TODAY)) == []
    assert text["notice"] == "Say so early."


def test_every_matter_of_an_agreement_has_a_clause_and_confidence_must_be_kept() -> None:
    keys = [one.key for one in rules.fields(ALN)]
    assert keys[:4] == ["months", "meetings", "weeks", "minutes"]
    assert set(keys[4:]) == {
        *(
            "notice",
            "between",
            "agenda",
            "mentee",
            "mentor",
            "actions",
            "feedback",
            "review",
            "confidence",
        ),
        *("evaluation", "ending", "own"),
    }
    assert [one.key for one in rules.fields(ALN)[4:] if one.required] == ["confidence"]


@pytest.mark.parametrize(
    ("months", "weeks", "fits"), [(6, 5, 5), (6, 4, 6), (12, 4, 13), (1, 26, 1)]
)
def test_as_many_meetings_fit_as_there_are_weeks_for(months: int, weeks: int, fits: int) -> None:
    assert rules.most_meetings(months, weeks) == fits


def typed(**numbers: int) -> Answers:
    """The template with other figures."""
    return {**rules.template(ALN, pair()), **numbers}


def test_one_meeting_more_than_fits_is_let_pass_and_two_are_not() -> None:
    rules.written(ALN, pair(), typed(meetings=6), TODAY)
    with pytest.raises(Refusal) as no:
        rules.written(ALN, pair(), typed(meetings=7), TODAY)
    assert list(no.value.errors) == ["meetings"]


def test_a_new_length_that_is_over_already_is_refused_and_the_planned_one_is_not() -> None:
    late = TODAY + timedelta(days=100)
    with pytest.raises(Refusal) as no:
        rules.written(ALN, pair(), typed(months=3, meetings=2), late)
    assert list(no.value.errors) == ["months"]
    rules.written(ALN, pair(), typed(months=6), TODAY + timedelta(days=200))
    rules.written(ALN, pair(None), typed(months=1, meetings=1), late)


def test_a_pair_whose_plan_is_longer_than_usual_can_keep_it() -> None:
    one = pair()
    one.ends_on = date(2028, 3, 11)
    assert one.length(ALN) == 14
    rules.written(ALN, one, typed(months=14), TODAY)
    with pytest.raises(Refusal):
        rules.written(ALN, one, typed(months=15), TODAY)


def test_the_agreed_length_moves_the_end_and_the_rhythm_the_next_meeting_and_the_nudges() -> None:
    one = pair()
    first = next(due.at.date() for due in one.due(ALN) if due.name == "nudge")
    assert first == TODAY + timedelta(weeks=6)
    one.keep_to(ALN, 8, 2, 45)
    assert one.ends_on == date(2027, 9, 11)
    assert one.next_usual(ALN) == (TODAY + timedelta(weeks=1), TODAY + timedelta(weeks=3))
    assert next(due.at.date() for due in one.due(ALN) if due.name == "nudge") == TODAY + timedelta(
        weeks=3
    )


def test_an_unchanged_length_leaves_the_end_where_it_was_moved_to() -> None:
    one = pair()
    one.ends_on = date(2027, 7, 20)
    one.keep_to(ALN, 6, 5, 90)
    assert one.ends_on == date(2027, 7, 20)


def test_a_pause_does_not_count_into_the_length() -> None:
    one = pair()
    one.rested, one.ends_on = 30, date(2027, 8, 10)
    assert one.length(ALN) == 6
    one.keep_to(ALN, 7, 5, 90)
    assert one.ends_on == date(2027, 9, 10)


PAUSES = st.tuples(st.integers(0, 90), st.integers(1, 120))  # after so many days, for so many
MOVES = st.one_of(
    PAUSES, st.integers(1, 200)
)  # a pause, or an end so many days after today that both agreed on


@CALMLY
@given(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(1, 12), st.lists(MOVES, max_size=6)
)
def test_signing_again_with_the_length_as_it_was_takes_back_neither_a_pause_nor_an_end_agreed_on(
    start: date, months: int, moves: list[tuple[int, int] | int]
) -> None:
    one, today = pair(start), start
    one.keep_to(ALN, months, 4, 90)
    for move in moves:
        if isinstance(move, int):
            one.new_end = today + timedelta(days=move)
            with suppress(Refusal):
                one.agree_end(ALN, one.new_end, today)
            continue
        today += timedelta(days=move[0])
        one.pause(PersonId(1), today, today)
        today += timedelta(days=move[1])
        one.resume(today)
    before = (one.ends_on, one.midpoint())
    text = {**typed(months=months, meetings=1), "own": "Something new."}
    rules.written(
        ALN, one, text, today + timedelta(days=400)
    )  # also where the first end has long gone by
    one.keep_to(ALN, months, 3, 60)
    assert (one.ends_on, one.midpoint()) == before
    one.keep_to(ALN, one.length(ALN), 3, 60)
    assert (one.ends_on, one.midpoint()) == before


@CALMLY
@given(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    st.integers(1, 12),
    st.integers(1, 12),
    st.lists(PAUSES, max_size=4),
)
def test_pauses_count_into_no_length_and_stay_when_it_changes(
    start: date, months: int, other: int, pauses: list[tuple[int, int]]
) -> None:
    one, today, rested = pair(start), start, 0
    one.keep_to(ALN, months, 4, 90)
    for after, length in pauses:
        today += timedelta(days=after)
        one.pause(PersonId(1), today, today)
        today += timedelta(days=length)
        rested += one.resume(today)
    assert one.length(ALN) == months
    one.keep_to(ALN, other, 4, 90)
    assert one.ends_on == add_days(add_months(start, other), rested)
    assert one.length(ALN) == other


def test_a_pause_in_the_second_half_leaves_the_midpoint_where_it_was() -> None:
    one = pair()
    middle = one.midpoint()
    one.pause(PersonId(1), date(2027, 7, 1), date(2027, 6, 1))
    one.resume(date(2027, 7, 1))
    assert (one.midpoint(), one.ends_on) == (middle, date(2027, 8, 10))
    one.pause(PersonId(1), date(2027, 7, 20), date(2027, 7, 10))
    one.resume(date(2027, 7, 20))
    assert (one.midpoint(), one.ends_on) == (middle, date(2027, 8, 20))


def test_what_is_agreed_before_the_start_holds_from_the_start() -> None:
    one = pair(None)
    one.keep_to(ALN, 9, 4, 60)
    assert one.length(ALN) == 9
    one.start(ALN, TODAY)
    assert one.ends_on == date(2027, 10, 11)


def test_words_typed_into_an_older_form_replace_only_what_they_change() -> None:
    before: Answers = {"notice": "a", "agenda": "b", "review": "c", "months": 6}
    theirs: Answers = {"notice": "a2", "agenda": "b2", "review": "c", "months": 6}
    given: Answers = {"notice": "a", "agenda": "mine", "review": "", "months": "6"}
    merged = {"notice": "a2", "agenda": "mine", "review": "", "months": 6}
    assert rules.merged(before, theirs, given) == merged


def test_differences_are_of_words_and_not_of_emptiness() -> None:
    assert rules.differing({"own": None, "notice": "a"}, {"own": "", "notice": "b"}) == ["notice"]


def test_it_reads_as_headings_and_words_without_what_is_empty() -> None:
    text = typed(months=7) | {"review": None}
    rows = dict(rules.readable(ALN, text))
    assert rows["Months"] == "7 months"
    assert "When we look back" not in rows
    assert list(dict(rules.readable(ALN, text, ["notice"]))) == ["When a meeting has to move"]


def scheme_with(*keys: str) -> Definition:
    """The preset with clauses of these keys alone."""
    data = ALN.model_dump()
    data["agreement"]["clauses"] = [{"key": key, "title": key} for key in keys]
    return Definition.model_validate(data)


@pytest.mark.parametrize("keys", [("a", "a"), ("months",), ("own",)])
def test_a_clause_whose_name_is_taken_is_refused_with_its_key(keys: tuple[str, ...]) -> None:
    with pytest.raises(Exception, match="used twice") as no:
        scheme_with(*keys)
    assert "agreement.clauses" in str(no.value)


def test_a_scheme_without_clauses_still_lets_a_pair_agree_in_their_own_words() -> None:
    bare = scheme_with()
    text = rules.written(bare, pair(), rules.template(bare, pair()) | {"own": "We meet."}, TODAY)
    assert dict(rules.readable(bare, text))["In our own words"] == "We meet."


def test_a_goal_is_met_once_and_its_words_stay_then() -> None:
    goal = Goal(partnership_id=PartnershipId(1), text="Teach", set_by=PersonId(1), set_at=NOW)
    assert goal.revise("Teach well", NOW)
    assert not goal.revise("Teach well", NOW)
    assert goal.becomes(GoalProgress.MET, NOW)
    assert not goal.becomes(GoalProgress.MET, NOW)
    with pytest.raises(Refusal):
        goal.revise("Something else", NOW)
    assert goal.becomes(GoalProgress.OPEN, NOW)
    assert (goal.text, goal.revision, goal.is_open) == ("Teach well", 2, True)
