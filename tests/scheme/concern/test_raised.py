"""Who handles what was raised, how far it is, when something falls due, and what the figures leave out (R8.1-R8.4)."""

from datetime import date, datetime, time, timedelta

import pytest

from scheme import calendar
from scheme.concern import figures
from scheme.concern.concern import ComplaintOutcome, ComplaintStage, Concern
from scheme.concern.enquiry import Enquiry, Sort
from scheme.concern.raised import Raised
from scheme.concern.remark import Remark, To
from scheme.ids import PersonId, RaisedId
from scheme.people import Member
from scheme.refusal import Refusal
from scheme.roster import Roster
from scheme.subject import Subject
from tests.support.scheme_cast import (
    ALEX,
    JO,
    MAYA,
    MONDAY,
    ROBIN,
    SAM,
    TOM,
    VALLEY,
    ZONE,
    complaint,
)

DAY = timedelta(days=1)
OWEN_STEERS = PersonId(95)
ROSTER = [
    Member(scheme="valley", person_id=person, duty=duty, organisation="fellside", since=MONDAY)
    for person, duty in (
        (ROBIN, "chair"),
        (SAM, "administrator"),
        (ALEX, "member"),
        (JO, "steering"),
    )
]
SEATS = Roster(ROSTER)
WITHOUT_ROBIN = Roster(ROSTER[1:])
WITH_OWEN = Roster(
    [
        *ROSTER,
        Member(
            scheme="valley",
            person_id=OWEN_STEERS,
            duty="steering",
            organisation="moor",
            since=MONDAY,
        ),
    ]
)


def raised(sort: Sort, about_id: PersonId | None = None, by: int = MAYA) -> Enquiry:
    """A question or an issue, received on Monday."""
    found = Enquiry.receive(VALLEY, sort, PersonId(by), "", about_id, MONDAY)
    found.id = RaisedId(3)
    return found


def evening(day: date) -> datetime:
    """Five in the afternoon, as the scheme's clocks say."""
    return calendar.at(day, ZONE, time(17))


# Who handles it


@pytest.mark.parametrize(
    ("sort", "about_id", "by", "handlers"),
    [
        (Sort.QUESTION, None, MAYA, {SAM}),
        (Sort.QUESTION, None, SAM, {ROBIN, ALEX}),
        (Sort.ISSUE, None, MAYA, {ROBIN, SAM, ALEX}),
        (Sort.ISSUE, TOM, MAYA, {ROBIN, SAM, ALEX}),
        (Sort.ISSUE, SAM, MAYA, {ROBIN, ALEX}),
        (Sort.ISSUE, ROBIN, ALEX, {SAM}),
    ],
)
def test_questions_go_to_administrators_and_issues_to_all_they_are_not_about(
    sort: Sort, about_id: PersonId | None, by: int, handlers: set[PersonId]
) -> None:
    assert raised(sort, about_id, by).handlers(SEATS) == handlers


def test_a_question_that_was_passed_on_is_with_the_whole_group_and_its_channel() -> None:
    found = raised(Sort.QUESTION)
    assert not found.is_for_channel(SEATS)
    found.pass_on(MONDAY)
    assert found.handlers(SEATS) == {ROBIN, SAM, ALEX}
    assert found.is_for_channel(SEATS)
    with pytest.raises(Refusal, match="already"):
        found.pass_on(MONDAY)


def test_what_was_once_kept_from_the_channel_stays_out_of_it_when_its_reader_has_left() -> None:
    found: tuple[Raised, ...] = (complaint(about_id=ROBIN), raised(Sort.ISSUE, ROBIN))
    for one in found:
        one.stay_apart(SEATS)
        assert one.apart
        assert not one.is_for_channel(WITHOUT_ROBIN)
        assert one.handlers(WITHOUT_ROBIN) == {SAM, ALEX}


def test_what_the_channel_may_name_does_not_stay_apart() -> None:
    found: tuple[Raised, ...] = (complaint(), raised(Sort.ISSUE))
    for one in found:
        one.stay_apart(SEATS)
        assert not one.apart


def test_an_administrators_question_is_not_apart_before_it_is_passed_on() -> None:
    found = raised(Sort.QUESTION)
    found.stay_apart(SEATS)
    assert not found.apart


def test_each_kind_has_a_letter_of_its_own_and_a_number_that_does_not_count() -> None:
    first, second = raised(Sort.ISSUE), raised(Sort.ISSUE)
    second.id = RaisedId(4)
    refs = [raised(Sort.QUESTION).ref, first.ref, second.ref, complaint().ref]
    assert [ref[:2] for ref in refs] == ["Q-", "I-", "I-", "C-"]
    assert int(second.ref[2:]) - int(first.ref[2:]) != 1


# Advice, and handing over


def test_advice_is_asked_of_the_steering_group_without_those_it_concerns() -> None:
    found = complaint(about_id=JO)
    assert found.readers(WITH_OWEN) == frozenset()
    found.ask_advice(WITH_OWEN, MONDAY)
    assert found.readers(WITH_OWEN) == {OWEN_STEERS}
    assert found.stage == ComplaintStage.LOOKED_INTO
    with pytest.raises(Refusal, match="already"):
        found.ask_advice(WITH_OWEN, MONDAY)
    found.advise(MONDAY + DAY)
    with pytest.raises(Refusal, match="No advice"):
        found.advise(MONDAY + DAY)
    found.ask_advice(WITH_OWEN, MONDAY + 2 * DAY)
    assert found.advised_at is None


def test_advisers_read_it_until_it_is_closed_and_never_handle_it() -> None:
    found = complaint()
    found.ask_advice(SEATS, MONDAY)
    assert not found.readers(SEATS) & found.handlers(SEATS)
    found.answer("Sorry.", SAM, MONDAY)
    assert found.readers(SEATS) == {JO}
    found.close(ComplaintOutcome.UPHELD, None, MONDAY)
    assert found.readers(SEATS) == frozenset()


def test_a_referral_gives_it_to_the_steering_group_and_leaves_the_day_as_it_is() -> None:
    found, promised = complaint(), complaint().reply_by
    found.refer(SEATS, MONDAY + DAY)
    assert found.handlers(SEATS) == {JO}
    assert (found.stage, found.by) == (ComplaintStage.STEERING, promised)
    assert not found.is_for_channel(SEATS)
    assert found.handlers(Roster(ROSTER[:3])) == {
        ROBIN,
        SAM,
        ALEX,
    }  # nobody is left there, so it is not lost
    with pytest.raises(Refusal, match="already"):
        found.refer(SEATS, MONDAY)


def test_nobody_concerned_is_handed_a_complaint() -> None:
    with pytest.raises(Refusal, match="stays with you"):
        complaint(about_id=JO).refer(SEATS, MONDAY)


# The end


def test_it_is_closed_once_and_only_after_a_reply_unless_it_was_withdrawn() -> None:
    found = complaint()
    with pytest.raises(Refusal, match="no reply yet"):
        found.close(ComplaintOutcome.UPHELD, None, MONDAY)
    found.close(ComplaintOutcome.WITHDRAWN, None, MONDAY)
    assert not found.waits
    with pytest.raises(Refusal, match="is closed"):
        found.close(ComplaintOutcome.UPHELD, None, MONDAY)
    with pytest.raises(Refusal, match="is closed"):
        found.answer("Sorry.", SAM, MONDAY)
    assert [(one.name, one.owed, one.at.date()) for one in found.due(VALLEY)] == [
        ("forget", True, (MONDAY + 30 * DAY).date())
    ]


def test_what_was_answered_is_kept_for_longer_than_a_question_closed_without_an_answer() -> None:
    answered, settled = raised(Sort.QUESTION), raised(Sort.QUESTION)
    answered.answer(MONDAY)
    for one in (answered, settled):
        one.settle(MONDAY)
    kept = VALLEY.retention
    assert forgotten(answered) == kept.enquiry_days
    assert forgotten(settled) == kept.withdrawn_days
    upheld = complaint()
    upheld.answer("Sorry.", SAM, MONDAY)
    upheld.close(ComplaintOutcome.UPHELD, None, MONDAY)
    assert forgotten(upheld) == kept.complaint_days
    withdrawn = complaint()
    withdrawn.close(ComplaintOutcome.WITHDRAWN, None, MONDAY)
    assert forgotten(withdrawn) == kept.withdrawn_days


def forgotten(found: Concern | Enquiry) -> int:
    """After how many days from Monday the words of something go, which is all that falls due for it."""
    (gone,) = found.due(VALLEY)
    assert (gone.name, gone.owed) == ("forget", True)
    return (calendar.local_day(gone.at, ZONE) - MONDAY.date()).days


def test_a_question_may_be_followed_up_until_it_is_settled() -> None:
    found = raised(Sort.QUESTION)
    found.answer(MONDAY)
    found.write_again(VALLEY, MONDAY + 7 * DAY)
    assert (found.waits, found.answer_by) == (True, date(2026, 2, 12))
    assert found.first_answered_at == MONDAY
    found.write_again(VALLEY, MONDAY + 8 * DAY)
    assert found.answer_by == date(2026, 2, 12)  # writing twice wins no time for those who answer
    found.settle(MONDAY)
    with pytest.raises(Refusal, match="is closed"):
        found.write_again(VALLEY, MONDAY)


# The clock


def test_a_complaint_is_late_on_the_evening_of_its_day_and_has_a_new_one() -> None:
    found = complaint()
    late = found.due(VALLEY)[-1]
    assert (late.name, late.at) == ("late", evening(found.reply_by))
    assert not found.hold(VALLEY, found.reply_by - DAY)
    assert found.hold(VALLEY, found.reply_by)
    assert (found.by, found.reply_by) == (date(2026, 2, 23), date(2026, 2, 16))
    plan = found.due(VALLEY)
    assert [calendar.local_day(one.at, ZONE) for one in plan] == [
        date(2026, 2, 18),
        date(2026, 2, 20),
        date(2026, 2, 23),
        date(2026, 2, 23),
    ]
    assert late.occasion not in {one.occasion for one in plan}
    found.answer("Sorry.", SAM, MONDAY)
    assert not found.hold(VALLEY, date(2026, 2, 23))


def test_after_a_second_missed_day_a_complaint_has_no_third_and_nothing_more_is_said_of_it() -> (
    None
):
    found = complaint()
    for _ in range(2):
        assert found.hold(VALLEY, found.by)
    assert not found.has_a_day
    assert found.by == date(2026, 2, 23)
    assert found.due(VALLEY) == []


@pytest.mark.parametrize(
    ("sort", "promised", "again"),
    [
        (Sort.QUESTION, date(2026, 2, 5), date(2026, 2, 10)),
        (Sort.ISSUE, date(2026, 2, 9), date(2026, 2, 16)),
    ],
)
def test_an_answer_is_promised_reminded_of_and_held(
    sort: Sort, promised: date, again: date
) -> None:
    found = raised(sort)
    assert [(one.name, one.at) for one in found.due(VALLEY)] == [
        ("remind", calendar.at(promised, ZONE)),
        ("late", evening(promised)),
    ]
    assert not found.hold(VALLEY, promised - DAY)
    assert found.hold(VALLEY, promised)
    assert (found.by, found.late) == (again, True)
    assert found.hold(VALLEY, again)
    assert [one.name for one in found.due(VALLEY)] == ["escalate"]
    found.miss()
    assert found.due(VALLEY) == []
    found.answer(MONDAY + 20 * DAY)
    assert not found.in_time(VALLEY)
    assert [one.name for one in found.due(VALLEY)] == ["rest"]
    found.settle(MONDAY + 21 * DAY)
    assert [one.name for one in found.due(VALLEY)] == ["forget"]


# What is read by whom, and the figures


def test_the_one_who_raised_it_reads_only_what_went_between_and_advisers_no_notes() -> None:
    said = {
        to: Remark(
            scheme="valley", subject=Subject("concern", 7), by=SAM, at=MONDAY, to=to, text="…"
        )
        for to in To
    }
    assert {to for to, one in said.items() if one.between} == {To.HANDLERS, To.RAISER}
    assert {to for to, one in said.items() if not one.for_advisers} == {To.THEMSELVES}


def closed(
    about: str, about_id: PersonId | None, outcome: ComplaintOutcome = ComplaintOutcome.UPHELD
) -> Concern:
    """A complaint that was answered in time and closed."""
    found = complaint(about=about, about_id=about_id)
    found.answer("Sorry.", SAM, MONDAY)
    found.close(outcome, None, MONDAY)
    return found


@pytest.mark.parametrize(
    ("viewer", "number", "outcomes"),
    [
        (SAM, 1, {"not upheld": 1}),
        (ALEX, 2, {"upheld": 1, "not upheld": 1}),
        (JO, 3, {"upheld": 2, "not upheld": 1}),
    ],
)
def test_complaints_count_once_closed_and_not_for_whoever_they_concern(
    viewer: PersonId, number: int, outcomes: dict[str, int]
) -> None:
    found = [
        closed("chair", SAM),
        closed("group", None),
        closed("scheme", None, ComplaintOutcome.NOT_UPHELD),
        complaint(),
    ]
    count = figures.complaints(VALLEY, found, viewer, SEATS)
    assert (count.number, count.in_time, count.outcomes) == (number, number, outcomes)


def test_issues_count_once_closed_and_questions_at_once() -> None:
    about_sam, other, late, question = (
        raised(Sort.ISSUE, SAM),
        raised(Sort.ISSUE),
        raised(Sort.ISSUE),
        raised(Sort.QUESTION),
    )
    for one, day in ((about_sam, 1), (other, 1), (late, 20)):
        one.answer(MONDAY + day * DAY)
        one.settle(MONDAY + day * DAY)
    found = [about_sam, other, late, question, raised(Sort.ISSUE)]
    assert (
        figures.issues(VALLEY, found, SAM).number,
        figures.issues(VALLEY, found, SAM).in_time,
    ) == (2, 1)
    assert figures.issues(VALLEY, found, ALEX).number == 3
    asked = figures.questions(VALLEY, found)
    assert (asked.number, asked.in_time, asked.outcomes) == (1, 0, {"answered": 0})
