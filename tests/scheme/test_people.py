"""Seats on the roster: absences, who has time, and the duties that a scheme can't be without (R13.1)."""

from datetime import date, timedelta

import pytest

from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import Member, available, must_keep_running
from scheme.refusal import Refusal
from tests.support.stage import DAY_ONE, START, scheme

TODAY = DAY_ONE


def seat(number: int, duty: str, first: date | None = None, last: date | None = None) -> Member:
    """A seat, perhaps of somebody who is away."""
    one = Member(
        scheme="aln",
        person_id=PersonId(number),
        duty=duty,
        organisation="moor",
        since=START,
        until=None,
        absent_from=first,
        absent_until=last,
    )
    one.id = number
    return one


@pytest.mark.parametrize(
    ("starts", "ends", "is_away"), [(0, 0, True), (-3, 0, True), (1, 5, False), (-5, -1, False)]
)
def test_somebody_is_away_from_the_first_day_to_the_last(
    starts: int, ends: int, is_away: bool
) -> None:
    one = seat(1, "member", TODAY + timedelta(days=starts), TODAY + timedelta(days=ends))
    assert one.is_away(TODAY) is is_away


@pytest.mark.parametrize(
    ("last", "by", "has_time"), [(5, 6, True), (5, 5, False), (5, 4, False), (0, 1, True)]
)
def test_whoever_is_back_by_the_day_has_time(last: int, by: int, has_time: bool) -> None:
    one = seat(1, "member", TODAY, TODAY + timedelta(days=last))
    assert one.has_time(TODAY, TODAY + timedelta(days=by)) is has_time


def test_whoever_is_here_today_has_time_whatever_comes() -> None:
    assert seat(1, "member", TODAY + timedelta(days=1), TODAY + timedelta(days=90)).has_time(
        TODAY, TODAY
    )
    assert seat(1, "member").has_time(TODAY, TODAY)


def test_an_absence_does_not_end_before_it_begins_and_is_called_off_once() -> None:
    one = seat(1, "member")
    with pytest.raises(Refusal) as no:
        one.be_away(TODAY, TODAY - timedelta(days=1))
    assert set(no.value.errors) == {"until"}
    one.be_away(TODAY, TODAY)
    one.be_back()
    assert not one.is_away(TODAY)
    with pytest.raises(Refusal):
        one.be_back()


def test_the_group_alone_is_counted() -> None:
    seats = [
        seat(1, "chair"),
        seat(2, "member", TODAY, TODAY),
        seat(3, "steering"),
        seat(4, "steering", TODAY, TODAY),
    ]
    assert available(seats, TODAY) == (1, 2)


@pytest.mark.parametrize("duty", ["chair", "administrator"])
def test_the_last_of_a_duty_stays_until_there_is_another(duty: str) -> None:
    last, other = seat(1, duty), seat(2, "member")
    for then in (None, "member"):
        with pytest.raises(Refusal, match=f"last {duty}"):
            must_keep_running([last, other], last, then)
    must_keep_running([last, other], last, duty)
    must_keep_running([last, other], other, None)
    must_keep_running([last, seat(3, duty)], last, None)


def test_a_workspace_counts_in_whichever_letters_its_id_is_written() -> None:
    data = scheme().model_dump() | {
        "workspaces": [{"platform": "teams", "id": "1B4E28BA-2FA1-11D2-883F-0016D3CCA427"}]
    }
    definition = Definition.model_validate(data)
    assert (
        definition.workspace("teams", "1b4e28ba-2fa1-11d2-883f-0016d3cca427")
        == definition.workspaces[0]
    )
    assert definition.workspace("slack", "1b4e28ba-2fa1-11d2-883f-0016d3cca427") is None


def test_a_workspace_of_everybody_is_believed_about_the_roster_and_one_of_some_organisations_is_not() -> (
    None
):
    data = scheme().model_dump()
    data["roster"][0]["email"] = "Chair@office.example.com"
    data["workspaces"] = [
        {"platform": "slack", "id": "T1"},
        {"platform": "slack", "id": "T2", "organisations": ["fellside"]},
    ]
    definition = Definition.model_validate(data)
    believed = [
        definition.vouches("slack", one, "chair@office.example.com") for one in ("T1", "T2", "T3")
    ]
    assert believed == [True, False, False]
    assert definition.vouches("slack", "T2", "maya@fellside.example.org")
