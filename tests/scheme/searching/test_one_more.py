"""What falls due for a mentor who is asked to take one more, and how often a mentee is let wait (R3.5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheme.application.application import Application, ApplicationStage
from scheme.ids import ApplicationId, PersonId
from scheme.people import Role
from scheme.refusal import Refusal
from scheme.searching.one_more import OneMore, OneMoreState, most_places
from tests.support.stage import START, scheme

NOW = START
TODAY = NOW.date()
DEFINITION = scheme()


def application(role: Role, person: int) -> Application:
    made = Application.receive(
        DEFINITION,
        PersonId(person),
        role,
        "spring",
        {"capacity": 1},
        NOW,
    )
    made.id = ApplicationId(person)
    made.find_eligible(PersonId(9), NOW)
    return made


def asked() -> OneMore:
    return OneMore.ask(
        DEFINITION, application("mentee", 1), application("mentor", 2), PersonId(9), NOW
    )


def test_there_is_one_reminder_and_then_an_end_and_nothing_once_it_is_settled() -> None:
    one = asked()
    assert [due.name for due in one.due(DEFINITION)] == ["remind", "lapse"]
    assert one.due(DEFINITION)[0].at < one.due(DEFINITION)[1].at
    one.say(OneMoreState.NO, NOW)
    assert one.due(DEFINITION) == []


@pytest.mark.parametrize("first", [OneMoreState.YES, OneMoreState.NO, OneMoreState.LAPSED])
def test_what_was_said_stays_said(first: OneMoreState) -> None:
    one = asked()
    one.say(first, NOW)
    for again in OneMoreState:
        with pytest.raises(Refusal):
            one.say(again, NOW)
    assert one.state == first


def test_the_form_says_how_many_places_there_can_be() -> None:
    assert most_places(DEFINITION) == 5


@pytest.mark.parametrize("days", range(1, 57))
def test_any_day_that_is_named_lies_ahead_and_is_a_working_day(days: int) -> None:
    mentee = application("mentee", 1)
    mentee.wait(DEFINITION, TODAY + timedelta(days=days), TODAY)
    assert mentee.answer_by > TODAY
    assert mentee.answer_by.weekday() < 5
    assert mentee.is_waiting


@pytest.mark.parametrize(
    "day", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=57), date.max]
)
def test_no_other_day_is(day: date) -> None:
    mentee = application("mentee", 1)
    with pytest.raises(Refusal):
        mentee.wait(DEFINITION, day, TODAY)
    assert not mentee.is_waiting


def test_an_answer_ends_the_waiting_and_lets_them_wait_anew() -> None:
    mentee = application("mentee", 1)
    for days in (10, 20):
        mentee.wait(DEFINITION, TODAY + timedelta(days=days), TODAY)
    with pytest.raises(Refusal):
        mentee.wait(DEFINITION, TODAY + timedelta(days=30), TODAY)
    mentee.answered(TODAY)
    assert not mentee.is_waiting
    mentee.look_again(DEFINITION, TODAY)
    mentee.wait(DEFINITION, TODAY + timedelta(days=30), TODAY)
    mentee.withdraw(datetime(2027, 2, 1, tzinfo=UTC))
    assert mentee.stage == ApplicationStage.WITHDRAWN
    assert not mentee.is_waiting
