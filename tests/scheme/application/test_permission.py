"""A line manager's word: said once, by whoever holds a link that is good, and silence has a day (R2.7)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from scheme.application.permission import Manager, Permission, PermissionState
from scheme.forms.fields import Answers
from scheme.ids import ApplicationId, PersonId
from scheme.refusal import Refusal
from tests.support.scheme_cast import VALLEY

MONDAY = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
LENA = Manager("Lena Marsh", "lena.marsh@fellside.example.org")


def asked() -> Permission:
    """Lena has been asked on a Monday."""
    permission = Permission.ask("valley", ApplicationId(17), PersonId(5), LENA, MONDAY)
    permission.id = 1
    return permission


def due_days(permission: Permission) -> dict[str, date]:
    """What falls due, and on which day."""
    return {due.name: due.at.date() for due in permission.due(VALLEY)}


def test_silence_is_told_after_five_working_days_and_the_link_is_good_for_twenty_eight() -> None:
    assert due_days(asked()) == {"silent": date(2027, 1, 18), "lapse": date(2027, 2, 9)}


def test_a_holiday_is_no_working_day() -> None:
    permission = Permission.ask(
        "valley", ApplicationId(17), PersonId(5), LENA, datetime(2027, 3, 24, 10, 0, tzinfo=UTC)
    )  # Good Friday and Easter Monday follow
    permission.id = 1
    assert due_days(permission)["silent"] == date(2027, 4, 2)


SAYS: dict[str, Callable[[Permission, datetime], None]] = {
    "yes": lambda permission, now: permission.approve(now),
    "no": lambda permission, now: permission.decline("Not now.", now),
    "asks": lambda permission, now: permission.enquire("How long?", now),
}


@pytest.mark.parametrize("says", SAYS)
def test_nothing_can_be_said_with_a_link_that_is_good_no_more(says: str) -> None:
    late = asked()
    with pytest.raises(Refusal, match="no longer good"):
        SAYS[says](late, MONDAY + timedelta(days=28))
    assert late.state == PermissionState.ASKED
    for end in (Permission.void, Permission.lapse):
        over = asked()
        end(over)
        with pytest.raises(Refusal, match="no longer good"):
            SAYS[says](over, MONDAY)


@pytest.mark.parametrize("says", SAYS)
def test_yes_or_no_is_said_once(says: str) -> None:
    agreed = asked()
    agreed.approve(MONDAY)
    with pytest.raises(Refusal, match="said yes already"):
        SAYS[says](agreed, MONDAY)
    refused = asked()
    refused.decline("", MONDAY)
    with pytest.raises(Refusal, match="said no already"):
        SAYS[says](refused, MONDAY)
    assert (agreed.state, refused.state) == (PermissionState.APPROVED, PermissionState.DECLINED)
    assert due_days(agreed) == due_days(refused) == {}


def test_a_manager_asks_once_and_can_say_yes_before_there_is_an_answer() -> None:
    permission = asked()
    permission.enquire("How long does it take?", MONDAY)
    assert due_days(permission) == {"lapse": date(2027, 2, 9)}
    with pytest.raises(Refusal, match="sent already"):
        permission.enquire("And who pays?", MONDAY)
    permission.approve(MONDAY)
    assert permission.state == PermissionState.APPROVED


def test_an_answer_makes_the_link_good_afresh_and_there_is_one_answer() -> None:
    permission = asked()
    permission.enquire("How long does it take?", MONDAY)
    permission.reply("An hour a month.", MONDAY + timedelta(days=10))
    assert due_days(permission) == {"silent": date(2027, 1, 28), "lapse": date(2027, 2, 19)}
    with pytest.raises(Refusal, match="no question"):
        permission.reply("Or two.", MONDAY)
    assert not permission.may_enquire


def test_the_link_is_sent_again_once() -> None:
    permission = asked()
    permission.note_silence()
    permission.remind(MONDAY + timedelta(days=7))
    assert not permission.silent
    assert due_days(permission) == {"silent": date(2027, 1, 25), "lapse": date(2027, 2, 16)}
    with pytest.raises(Refusal, match="a burden"):
        permission.remind(MONDAY + timedelta(days=14))


def test_what_was_said_stays_said_when_somebody_else_is_asked() -> None:
    permission = asked()
    permission.approve(MONDAY)
    permission.void()
    assert permission.state == PermissionState.APPROVED


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"manager_name": "Lena Marsh", "manager_email": "Maya@Fellside.example.org"}, "manager_email"),
        ({"manager_name": "Lena", "manager_email": "maya+boss@fellside.example.org"}, "manager_email"),
        ({"manager_name": "maya thorne", "manager_email": "m@moor.example.org"}, "manager_name"),
    ],
)  # fmt: skip
def test_nobody_is_their_own_manager(answers: Answers, field: str) -> None:
    named = Manager.named_in(answers)
    assert named is not None
    with pytest.raises(Refusal) as no:
        named.must_not_be("Maya Thorne", frozenset({"maya@fellside.example.org"}))
    assert list(no.value.errors) == [field]


def test_a_colleague_with_a_like_address_may_be_the_manager() -> None:
    named = Manager.named_in(
        {"manager_name": "O'Neil", "manager_email": "o'neil@fellside.example.org"}
    )
    assert named == Manager("O'Neil", "o'neil@fellside.example.org")
    named.must_not_be("Maya Thorne", frozenset({"maya@fellside.example.org"}))
    assert Manager.named_in({"manager_name": "Lena"}) is None


def test_whoever_was_asked_and_what_was_said_is_forgotten() -> None:
    permission = asked()
    permission.decline("She is needed here.", MONDAY)
    permission.forget()
    assert (permission.name, permission.address, permission.words) == ("", "", None)
    assert permission.said_at == MONDAY
