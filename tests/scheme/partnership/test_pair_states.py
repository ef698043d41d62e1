"""Every change of state of a pair, its surveys, and of what somebody raises: a rule that says no changes nothing."""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from scheme.application.question import Question
from scheme.ids import ApplicationId, CandidateId, MeetingId, PartnershipId, PersonId
from scheme.meeting.meeting import Meeting
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Member
from scheme.refusal import Refusal
from scheme.roster import Roster
from tests.support.scheme_cast import (
    ALEX,
    JO,
    MAYA,
    MONDAY,
    PRIYA,
    ROBIN,
    SAM,
    TODAY,
    TOM,
    VALLEY,
    active,
    complaint,
    introduced,
    mentee_application,
    mentor_application,
)

DAY = timedelta(days=1)
LATER = MONDAY + DAY


def ended() -> Partnership:
    found = active()
    found.end(Ending.COMPLETED, TOM, None, LATER)
    return found


@pytest.mark.parametrize("first", [MAYA, TOM])
def test_a_pair_is_active_from_the_first_word_once_both_have_started(first: int) -> None:
    found = introduced()
    found.confirm_start(VALLEY, PersonId(first), MONDAY)
    assert (found.phase, found.started_by(PersonId(first))) == (Phase.INTRODUCED, MONDAY)
    found.confirm_start(VALLEY, found.partner_of(PersonId(first)), MONDAY + 3 * DAY)
    assert (found.phase, found.started_on, found.ends_on) == (Phase.ACTIVE, TODAY, date(2026, 8, 2))


def test_saying_it_twice_changes_nothing() -> None:
    found = introduced()
    found.confirm_start(VALLEY, MAYA, MONDAY)
    found.confirm_start(VALLEY, MAYA, LATER)
    assert (found.phase, found.mentee_started_at, found.mentor_started_at) == (
        Phase.INTRODUCED,
        MONDAY,
        None,
    )


def test_the_silent_sides_late_word_does_not_move_the_start() -> None:
    found = introduced()
    found.confirm_start(VALLEY, MAYA, MONDAY)
    found.start(VALLEY, TODAY)  # taken as started
    found.confirm_start(VALLEY, TOM, MONDAY + 20 * DAY)
    found.start(VALLEY, date(2026, 3, 1))
    assert (found.phase, found.started_on, found.mentor_started_at) == (
        Phase.ACTIVE,
        TODAY,
        MONDAY + 20 * DAY,
    )


def test_each_side_knows_its_role_and_its_partner() -> None:
    found = introduced()
    assert (found.role_of(MAYA), found.partner_of(MAYA)) == ("mentee", TOM)
    assert (found.role_of(TOM), found.partner_of(TOM)) == ("mentor", MAYA)


@pytest.mark.parametrize("ending", list(Ending))
def test_an_active_pair_ends_at_once_in_any_way(ending: Ending) -> None:
    found = active()
    found.end(ending, MAYA, "New job", LATER)
    assert (found.phase, found.ending, found.ended_by, found.reason) == (
        Phase.ENDED,
        ending,
        MAYA,
        "New job",
    )
    assert (found.ended_at, found.is_live) == (LATER, False)


def test_what_has_not_started_is_ended_but_not_completed() -> None:
    found = introduced()
    with pytest.raises(Refusal, match="not started"):
        found.end(Ending.COMPLETED, MAYA, None, LATER)
    assert found.is_live
    found.end(Ending.NOT_WORKING, MAYA, None, LATER)
    assert not found.is_live


def test_an_ended_pair_neither_ends_nor_starts_again() -> None:
    found = ended()
    before = deepcopy(found)
    with pytest.raises(Refusal, match="closed"):
        found.end(Ending.NOT_WORKING, MAYA, None, LATER + DAY)
    with pytest.raises(Refusal, match="closed"):
        found.confirm_start(VALLEY, MAYA, LATER + DAY)
    with pytest.raises(Refusal, match="closed"):
        found.must_be_live()
    with pytest.raises(Refusal, match="closed"):
        found.note_meeting(VALLEY, TODAY, LATER + DAY)
    found.start(VALLEY, date(2026, 3, 1))
    assert found == before


def test_a_meeting_counts_as_a_start_for_both() -> None:
    found = introduced()
    found.note_meeting(VALLEY, date(2026, 2, 10), MONDAY + 9 * DAY)
    assert (found.phase, found.started_on, found.last_met) == (
        Phase.ACTIVE,
        date(2026, 2, 10),
        date(2026, 2, 10),
    )
    assert found.started_by(MAYA) == found.started_by(TOM) == MONDAY + 9 * DAY


def test_an_earlier_meeting_noted_late_is_not_the_latest() -> None:
    found = active()
    found.note_meeting(VALLEY, date(2026, 3, 10), MONDAY)
    found.note_meeting(VALLEY, date(2026, 2, 10), MONDAY)
    assert (found.last_met, found.started_on) == (date(2026, 3, 10), TODAY)


# A pause, and another end


def paused() -> Partnership:
    found = active()
    found.pause(MAYA, date(2026, 3, 2), date(2026, 2, 12))
    return found


def test_a_pause_is_live_and_takes_no_meeting_and_no_other_end() -> None:
    found = paused()
    before = deepcopy(found)
    assert found.is_live
    with pytest.raises(Refusal, match="Monday 2 March 2026"):
        found.note_meeting(VALLEY, date(2026, 2, 20), LATER)
    with pytest.raises(Refusal, match="paused until"):
        found.propose_end(VALLEY, MAYA, date(2026, 10, 2), date(2026, 2, 20))
    assert found == before


def test_changing_the_day_of_return_keeps_the_first_day_and_who_paused() -> None:
    found = paused()
    found.pause(TOM, date(2026, 2, 25), date(2026, 2, 20))
    assert (found.paused_on, found.paused_by, found.returns_on) == (
        date(2026, 2, 12),
        MAYA,
        date(2026, 2, 25),
    )
    assert found.resume(date(2026, 2, 25)) == 13


def test_what_goes_on_is_not_resumed_and_what_has_not_started_is_not_paused() -> None:
    found, new = active(), introduced()
    before, as_new = deepcopy(found), deepcopy(new)
    with pytest.raises(Refusal, match="not paused"):
        found.resume(TODAY)
    with pytest.raises(Refusal, match="not started"):
        new.pause(MAYA, date(2026, 3, 2), TODAY)
    assert (found, new) == (before, as_new)


def test_a_paused_pair_ends_as_completed_and_its_pause_with_it() -> None:
    found = paused()
    found.end(Ending.COMPLETED, TOM, None, LATER)
    assert (found.phase, found.paused_on, found.returns_on) == (Phase.ENDED, None, None)
    with pytest.raises(Refusal, match="closed"):
        found.resume(date(2026, 3, 2))
    with pytest.raises(Refusal, match="closed"):
        found.pause(MAYA, date(2026, 4, 2), date(2026, 3, 2))


def test_another_end_lies_ahead_and_within_the_longest_time() -> None:
    found = active()
    assert found.end_days(VALLEY, TODAY) == (date(2026, 2, 3), date(2027, 2, 2))
    for day in (TODAY, date(2027, 2, 3), date(2026, 8, 2)):
        with pytest.raises(Refusal):
            found.propose_end(VALLEY, MAYA, day, TODAY)
    assert found.new_end is None
    with pytest.raises(Refusal, match="as long as the scheme allows"):
        found.end_days(VALLEY, date(2027, 2, 2))


def test_an_end_is_agreed_by_the_other_alone_and_only_as_it_is_proposed() -> None:
    found, day = active(), date(2026, 10, 2)
    assert not found.propose_end(VALLEY, MAYA, day, TODAY)
    assert not found.propose_end(VALLEY, MAYA, day, TODAY)  # saying it twice is not agreeing
    with pytest.raises(Refusal, match="changed"):
        found.agree_end(VALLEY, date(2026, 10, 3), TODAY)
    with pytest.raises(Refusal, match="come already"):
        found.agree_end(VALLEY, day, day)
    assert found.ends_on == date(2026, 8, 2)
    assert found.propose_end(VALLEY, TOM, day, TODAY)
    assert (found.ends_on, found.new_end, found.new_end_by) == (day, None, None)


def meeting() -> Meeting:
    found = Meeting(
        partnership_id=PartnershipId(5),
        logged_by=MAYA,
        day=TODAY,
        minutes=90,
        how="video",
        logged_at=MONDAY,
    )
    found.id = MeetingId(1)
    return found


def test_a_meeting_is_corrected_and_counts_a_revision_only_when_something_differs() -> None:
    found = meeting()
    assert not found.correct(TODAY, 90, "video", 1)
    assert found.revision == 1
    assert found.correct(TODAY, 60, "phone", 1)
    assert (found.minutes, found.how, found.revision) == (60, "phone", 2)
    with pytest.raises(Refusal, match="changed elsewhere"):
        found.correct(TODAY, 75, "phone", 1)
    assert found.minutes == 60


def test_a_deleted_meeting_is_neither_corrected_nor_deleted_again() -> None:
    found = meeting()
    found.delete(LATER)
    assert not found.is_kept
    with pytest.raises(Refusal, match="deleted already"):
        found.correct(TODAY, 60, "video", 1)
    with pytest.raises(Refusal, match="deleted already"):
        found.delete(LATER + DAY)
    assert (found.minutes, found.deleted_at) == (90, LATER)


# A concern, and a question


def test_a_complaint_is_answered_once() -> None:
    found = complaint()
    found.answer("Thank you for telling us.", ROBIN, LATER)
    with pytest.raises(Refusal, match=f"{found.ref} has been answered"):
        found.answer("Something else.", PRIYA, LATER + DAY)
    assert (found.reply, found.replied_by, found.replied_at) == (
        "Thank you for telling us.",
        ROBIN,
        LATER,
    )


SEATS = Roster(
    Member(scheme="valley", person_id=person, duty=duty, organisation="fellside", since=MONDAY)
    for person, duty in (
        (ROBIN, "chair"),
        (SAM, "administrator"),
        (ALEX, "member"),
        (JO, "steering"),
    )
)


@pytest.mark.parametrize(
    ("about", "about_id", "raised_by", "handlers"),
    [
        ("mentor", TOM, MAYA, {ROBIN, SAM, ALEX}),
        ("chair", ROBIN, MAYA, {SAM, ALEX}),  # about the chair: the others
        ("mentor", TOM, ALEX, {ROBIN, SAM}),  # nobody handles their own
        ("group", None, MAYA, {JO}),  # about the whole Group: the Steering Group
        (
            "group",
            None,
            JO,
            set(),
        ),  # nobody is left there, and nobody it is about takes their place
    ],
)
def test_a_complaint_is_handled_by_those_it_neither_is_about_nor_comes_from(
    about: str, about_id: PersonId | None, raised_by: PersonId, handlers: set[PersonId]
) -> None:
    found = complaint(about=about, about_id=about_id)
    found.raised_by = raised_by
    assert found.handlers(SEATS) == handlers


def test_the_groups_channel_names_a_complaint_only_when_all_its_readers_handle_it() -> None:
    assert complaint().is_for_channel(SEATS)
    assert not complaint(about="chair", about_id=ROBIN).is_for_channel(SEATS)
    assert not complaint(about="group", about_id=None).is_for_channel(SEATS)


def test_a_question_is_answered_once() -> None:
    found = Question(
        scheme="valley",
        application_id=ApplicationId(101),
        asker_id=ROBIN,
        to_id=MAYA,
        text="Which days suit you?",
        asked_at=MONDAY,
        from_group=True,
    )
    found.reply("Mondays.", MAYA, LATER)
    with pytest.raises(Refusal, match="answered already"):
        found.reply("Tuesdays.", TOM, LATER + DAY)
    assert (found.answer, found.answered_by, found.answered_at) == ("Mondays.", MAYA, LATER)


# What else is noted of a pair, in every phase


def resting() -> Partnership:
    found = active()
    found.pause(MAYA, TODAY + 20 * DAY, TODAY)
    return found


PHASES = {
    Phase.INTRODUCED: introduced,
    Phase.ACTIVE: active,
    Phase.PAUSED: resting,
    Phase.ENDED: ended,
}


def test_a_pair_begins_with_the_two_whose_applications_were_matched() -> None:
    mentee, mentor = mentee_application(), mentor_application()
    found = Partnership.begin(candidate_id=CandidateId(1), mentee=mentee, mentor=mentor, now=MONDAY)
    found.id = PartnershipId(5)
    at_once = introduced()
    at_once.round = mentee.round
    assert found == at_once


@pytest.mark.parametrize("phase", list(Phase))
def test_a_mentor_says_whether_they_are_available_once_it_has_ended(phase: Phase) -> None:
    found = PHASES[phase]()
    before = deepcopy(found)
    if phase == Phase.ENDED:
        found.note_mentor_said(LATER)
        assert found.mentor_said_at == LATER
    else:
        with pytest.raises(Refusal, match="still going on"):
            found.note_mentor_said(LATER)
        assert found == before


@pytest.mark.parametrize("ending", [None, *Ending])
def test_a_lesson_is_noted_once_and_only_of_what_did_not_work(ending: Ending | None) -> None:
    found = active()
    if ending:
        found.end(ending, TOM, None, LATER)
    before = deepcopy(found)
    if ending == Ending.NOT_WORKING:
        for text in ("Ask about distance.", "Ask about time.", "Ask about distance."):
            found.note_lesson(text)
        assert found.lessons == "Ask about distance.\n\nAsk about time."
    else:
        with pytest.raises(Refusal, match="not such"):
            found.note_lesson("Ask about distance.")
        assert found == before


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("latest", [None, TODAY])
def test_meetings_that_were_put_right_count_as_they_are_now(
    phase: Phase, latest: date | None
) -> None:
    found = PHASES[phase]()
    found.last_met = TODAY + DAY
    found.recall_meetings(latest)
    assert (found.last_met, found.phase) == (latest, phase)
