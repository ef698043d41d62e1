"""What time brings: each plan's moments are aware, in order and unique, and it falls silent when it should."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheme import calendar
from scheme.application.application import Application, ApplicationStage, answer_day
from scheme.application.reminder import Reminder
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry, Sort
from scheme.concern.sounding import Sounding
from scheme.due import Due, in_order
from scheme.ids import ApplicationId, PartnershipId
from scheme.matching.candidate import Candidate
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.meeting.appointment import Appointment
from scheme.partnership.agreement import Agreement
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal
from scheme.survey.survey import Survey
from tests.support.scheme_cast import (
    CALMLY,
    HASTY,
    MAYA,
    MONDAY,
    PRIYA,
    REGION,
    VALLEY,
    ZONE,
    active,
    candidate,
    complaint,
    days,
    half_started,
    introduced,
    mentee_application,
    mentor_application,
    proposal,
    received,
    survey,
)

SCHEMES = {"as usual": VALLEY, "in haste": HASTY}
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
DAY = timedelta(days=1)


def offered(now: datetime = MONDAY) -> Proposal:
    found = proposal()
    found.offer(VALLEY, now)
    return found


def asked(now: datetime = MONDAY) -> Candidate:
    found = candidate()
    found.ask(VALLEY, now)
    return found


def application(now: datetime = MONDAY) -> Application:
    found = Application.receive(VALLEY, MAYA, "mentee", "spring", {}, now)
    found.id = ApplicationId(101)
    return found


Planned = (
    Application
    | Proposal
    | Candidate
    | Partnership
    | Survey
    | Concern
    | Agreement
    | Appointment
    | Sounding
    | Enquiry
)
MATTERS: list[Callable[[datetime], Planned]] = [
    application,
    offered,
    asked,
    introduced,
    half_started,
    active,
    survey,
    complaint,
    lambda now: Agreement(
        scheme="valley", partnership_id=PartnershipId(1), changed_by=MAYA, changed_at=now
    ),
    lambda now: Appointment(
        scheme="valley",
        partnership_id=PartnershipId(1),
        at=now + timedelta(days=9),
        minutes=60,
        how="phone",
        planned_by=MAYA,
        changed_at=now,
    ),
    lambda now: Sounding(
        scheme="valley", asker_id=MAYA, asked_id=PRIYA, text="A word, please.", asked_at=now
    ),
    lambda now: Enquiry.receive(VALLEY, Sort.QUESTION, MAYA, "scheme", None, now),
]


@CALMLY
@given(st.sampled_from(MATTERS), MOMENTS, st.sampled_from(sorted(SCHEMES)))
def test_every_plan_is_aware_in_order_and_never_doubles(
    begin: Callable[[datetime], Planned], now: datetime, pace: str
) -> None:
    plan = begin(now).due(SCHEMES[pace])
    assert plan
    assert all(one.at.utcoffset() == timedelta(0) for one in plan)
    assert [one.at for one in plan] == sorted(one.at for one in plan)
    assert len({one.occasion for one in plan}) == len(plan)
    for series in {one.series for one in plan} - {""}:
        moments = [one.at for one in plan if one.series == series]
        assert len(set(moments)) == len(moments), "two of a series at the same moment"


@CALMLY
@given(st.sampled_from(MATTERS), MOMENTS)
def test_what_people_are_reminded_of_comes_at_nine_on_a_working_day(
    begin: Callable[[datetime], Planned], now: datetime
) -> None:
    matter = begin(now)
    for one in matter.due(VALLEY):
        silent = isinstance(matter, Survey) and one.name in (
            "close",
            "invite",
        )  # invites when its person may be told
        if not silent:
            day = calendar.local_day(one.at, ZONE)
            assert calendar.is_working_day(day, REGION)
            if one.name not in ("hold", "late"):  # what is late is told later in the day
                assert one.at == calendar.at(day, ZONE)


@CALMLY
@given(MOMENTS)
def test_an_applicant_hears_within_four_weeks_on_a_working_day(now: datetime) -> None:
    today, promised = calendar.local_day(now, ZONE), application(now).answer_by
    assert calendar.is_working_day(promised, REGION)
    assert today + timedelta(days=28 - 5) <= promised <= today + timedelta(days=28)


@CALMLY
@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(1, 40))
@example(date(2026, 2, 7), 1)  # a Saturday
@example(date(2027, 3, 25), 4)  # the Thursday before Easter
@example(date(2026, 2, 6), 2)
def test_no_promise_is_for_a_day_gone_by(today: date, count: int) -> None:
    promised = answer_day(VALLEY, today, count)
    assert promised > today
    assert calendar.is_working_day(promised, REGION)


def test_the_group_is_warned_a_week_and_a_day_before_and_the_mentee_hears_on_the_day() -> None:
    found = application()
    assert found.answer_by == date(2026, 3, 2)  # 28 days after Monday 2 February
    plan = found.due(VALLEY)
    assert days(plan, "warn") == [
        date(2026, 2, 23),
        date(2026, 2, 27),
    ]  # the day before is a Sunday: on the Friday
    assert [one.at for one in plan if one.name == "hold"] == [datetime(2026, 3, 2, 15, tzinfo=UTC)]


@pytest.mark.parametrize("stage", [ApplicationStage.CONCLUDED, ApplicationStage.MATCHED])
def test_an_application_that_waits_for_nothing_has_no_clock(stage: ApplicationStage) -> None:
    found = application()
    found.stage = stage
    assert found.due(VALLEY) == []


def test_a_withdrawn_application_is_forgotten_when_retention_says_so_and_asks_for_nothing_else() -> (
    None
):
    found = application()
    found.withdraw(datetime(2026, 2, 10, 23, 30, tzinfo=UTC))
    (gone,) = found.due(VALLEY)
    assert (gone.name, gone.owed) == ("forget", True)
    assert gone.at.date() == date(2026, 2, 10) + timedelta(days=VALLEY.retention.withdrawn_days)


@pytest.mark.parametrize("stage", [ApplicationStage.INELIGIBLE, ApplicationStage.UNPLACED])
def test_an_application_that_found_no_partner_is_forgotten_and_taken_up_no_more(
    stage: ApplicationStage,
) -> None:
    found = mentee_application()
    found.stage = stage
    found.decided_at = datetime(2026, 2, 10, 23, 30, tzinfo=UTC)
    (gone,) = found.due(VALLEY)
    assert (gone.name, gone.owed) == ("forget", True)
    assert gone.at.date() == date(2026, 2, 10) + timedelta(days=VALLEY.retention.unmatched_days)
    found.forget()
    with pytest.raises(Refusal, match="A new application can be sent instead"):
        found.undo(VALLEY, date(2028, 3, 1))
    if stage == ApplicationStage.UNPLACED:
        with pytest.raises(Refusal, match="A new application can be sent instead"):
            found.have_late_place(VALLEY, date(2028, 3, 1))


def test_an_answered_application_is_silent_until_the_group_looks_again() -> None:
    found = mentee_application()
    found.answered(date(2026, 2, 20))
    assert found.due(VALLEY) == []
    found.look_again(VALLEY, date(2026, 2, 20))
    assert days(found.due(VALLEY), "hold") == [date(2026, 3, 6)]


def test_a_changed_application_keeps_its_clock() -> None:
    found = received(mentee_application())
    before = found.due(VALLEY)
    found.revise({"name": "Maya T. Thorne"}, 1, MONDAY + 3 * DAY)
    assert found.due(VALLEY) == before


def test_a_new_promise_has_warnings_of_its_own() -> None:
    found = mentee_application()
    before = {one.occasion for one in found.due(VALLEY) if one.name != "stands"}
    found.look_again(VALLEY, found.answer_by)
    assert before.isdisjoint(one.occasion for one in found.due(VALLEY))


def test_a_mentee_with_options_is_reminded_twice_and_then_the_group_is_told() -> None:
    found = offered()
    assert found.choose_by == date(2026, 2, 23)
    plan = found.due(VALLEY)
    assert days(plan, "remind") == [date(2026, 2, 9), date(2026, 2, 16)]
    assert days(plan, "unchosen") == [date(2026, 2, 24)]


def test_options_that_come_back_after_a_no_bring_reminders_of_their_own() -> None:
    found = offered()
    first = {one.occasion for one in found.due(VALLEY)}
    found.choose()
    assert found.due(VALLEY) == []
    found.offer_again(VALLEY, MONDAY + 10 * DAY)
    assert first.isdisjoint(one.occasion for one in found.due(VALLEY))


def test_a_draft_and_a_closed_proposal_remind_nobody() -> None:
    assert proposal().due(VALLEY) == []
    for state in (
        ProposalProgress.ACCEPTED,
        ProposalProgress.RETURNED,
        ProposalProgress.CLOSED,
    ):
        found = offered()
        found.state = state
        assert found.due(VALLEY) == []


@CALMLY
@given(MOMENTS)
def test_people_are_given_at_least_the_days_promised_and_until_a_working_day(now: datetime) -> None:
    today = calendar.local_day(now, ZONE)
    for limit, count in ((offered(now).choose_by, 21), (asked(now).answer_by, 7)):
        assert limit is not None
        assert today + timedelta(days=count) <= limit <= today + timedelta(days=count + 5)
        assert calendar.is_working_day(limit, REGION)


def test_a_mentor_is_reminded_twice_within_the_limit_and_then_it_goes_on() -> None:
    found = asked()
    assert found.answer_by == date(2026, 2, 9)
    plan = found.due(VALLEY)
    assert days(plan, "remind") == [date(2026, 2, 5), date(2026, 2, 9)]  # the sixth day is a Sunday
    assert days(plan, "lapse") == [date(2026, 2, 10)]


@pytest.mark.parametrize(
    "move", [Candidate.accept, Candidate.decline, Candidate.lapse, Candidate.take_back]
)
def test_a_mentor_who_answered_is_not_reminded(move: Callable[[Candidate, datetime], None]) -> None:
    found = asked()
    move(found, MONDAY + DAY)
    assert found.due(VALLEY) == []
    assert candidate().due(VALLEY) == []


@pytest.mark.parametrize(
    ("begin", "last"), [(offered, "unchosen"), (asked, "lapse"), (half_started, "taken-as-started")]
)
def test_nobody_is_reminded_once_their_time_is_up(
    begin: Callable[[datetime], Planned], last: str
) -> None:
    for scheme in SCHEMES.values():
        assert begin(MONDAY).due(scheme)[-1].name == last


def test_a_mentor_who_asked_for_more_has_the_full_time_again() -> None:
    found = asked()
    first = {one.occasion for one in found.due(VALLEY)}
    found.wait_longer(VALLEY, MONDAY + 4 * DAY)
    assert days(found.due(VALLEY), "lapse") == [date(2026, 2, 16)]  # it is over on a Friday
    assert first.isdisjoint(one.occasion for one in found.due(VALLEY))


def test_somebody_who_asked_hears_on_the_morning_a_round_opens() -> None:
    plan = Reminder(scheme="valley", person_id=MAYA, role="mentor", round="spring").due(VALLEY)
    assert [one.at for one in plan] == [datetime(2026, 1, 12, 9, tzinfo=UTC)]
    assert Reminder(scheme="valley", person_id=MAYA, role="mentor", round="gone").due(VALLEY) == []


def test_a_plan_keeps_the_last_named_of_a_series_at_one_moment() -> None:
    first, second = (
        Due(name="remind", occasion="remind:1", at=MONDAY, series="choose"),
        Due(name="unchosen", occasion="unchosen", at=MONDAY, series="choose"),
    )
    other, later = (
        Due(name="midpoint", occasion="midpoint", at=MONDAY),
        Due(name="remind", occasion="remind:2", at=MONDAY + DAY, series="choose"),
    )
    assert in_order([later, first, second, other]) == [second, other, later]


def test_mentors_have_the_same_promise_as_mentees() -> None:
    assert days(received(mentor_application()).due(VALLEY), "hold") == [date(2026, 3, 2)]
