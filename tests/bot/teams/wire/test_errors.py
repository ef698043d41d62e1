"""Teams' refusals, told apart."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.channel import DeliveryProblem
from bot.teams.wire.errors import A_WHILE, LONGEST, TeamsProblem, problem_from, problem_of, wait

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "code", "about"),
    [
        (400, "BadSyntax", "content"),
        (400, "Bad Argument", "content"),
        (401, "", "tenant"),
        (401, "BotNotRegistered", "tenant"),
        (403, "", "account"),
        (403, "BotNotInConversationRoster", "account"),
        (404, "BotNotInConversationRoster", "account"),
        (403, "ForbiddenOperationException", "account"),
        (403, "ConversationBlockedByUser", "account"),
        (403, "MessageWritesBlocked", "account"),
        (403, "BotDisabledByAdmin", "account"),
        (403, "NotEnoughPermissions", "place"),
        (403, "InvalidBotApiHost", "other"),
        (404, "ConversationNotFound", "place"),
        (404, "", "place"),
        (404, "ActivityNotFoundInConversation", "gone"),
        (408, "", "passing"),
        (412, "PreconditionFailed", "passing"),
        (413, "MessageSizeTooBig", "content"),
        (413, "", "content"),
        (418, "", "other"),
        (302, "", "other"),
        (429, "Throttled", "limit"),
        (429, "SomethingElse", "limit"),
        (500, "ServiceError", "passing"),
        (502, "", "passing"),
        (503, "", "passing"),
        (504, "", "passing"),
        (507, "", "passing"),
    ],
)
def test_what_is_at_fault_follows_from_code_and_status(status: int, code: str, about: str) -> None:
    problem = problem_of(status, code)
    assert (problem.about, problem.status) == (about, status)
    assert not problem.permanent


@pytest.mark.parametrize("status", [405, 501, 505])
def test_what_is_not_done_there_at_all_is_not_asked_for_again(status: int) -> None:
    problem = problem_of(status, "", "7", of_message=True)
    assert (problem.about, problem.permanent, problem.after) == ("unable", True, None)


@pytest.mark.parametrize("code", ["BadArgument", "ServiceError"])
def test_a_fault_of_teams_own_is_nobodys_departure(code: str) -> None:
    assert problem_of(403, code).about == "other"


@pytest.mark.parametrize(
    ("status", "code"), [(404, ""), (403, "ServiceError"), (404, "ActivityNotFoundInConversation")]
)
def test_a_message_that_was_deleted_is_gone(status: int, code: str) -> None:
    assert problem_of(status, code, of_message=True).about == "gone"


def test_a_conversation_that_is_not_found_is_lost_with_all_its_messages() -> None:
    assert problem_of(404, "ConversationNotFound", of_message=True).about == "place"
    assert problem_of(404).about == "place"


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
def test_how_long_to_wait_is_as_teams_says(status: int) -> None:
    assert problem_of(status, "", "7").after == timedelta(seconds=7)


def test_a_limit_without_a_time_waits_a_while_and_a_fault_is_left_to_deliverys_own_backoff() -> (
    None
):
    assert problem_of(429).after == A_WHILE
    assert [problem_of(status).after for status in (412, 500, 502, 504)] == [None] * 4


def test_what_was_refused_for_its_number_alone_has_not_been_tried() -> None:
    assert not problem_of(429).tried
    assert problem_of(502).tried


def test_a_refusal_waits_for_nothing() -> None:
    assert problem_of(403, "ConversationBlockedByUser", "60").after is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("0", 0.0),
        ("30", 30.0),
        (" 2.5 ", 2.5),
        ("Mon, 01 Mar 2027 12:01:30 GMT", 90.0),
        ("Mon, 01 Mar 2027 11:00:00 GMT", 0.0),
        ("Mon, 01 Mar 2027 13:00:30 +0100", 30.0),
        ("999999999", LONGEST.total_seconds()),
        ("Mon, 01 Mar 2100 12:00:00 GMT", LONGEST.total_seconds()),
    ],
)
def test_a_time_to_wait_comes_in_seconds_or_as_a_date(told: str, seconds: float) -> None:
    assert wait(told, NOON) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "told", ["", "soon", "-5", "1e9", "٣", "NaN", "Mon, 99 Mar 2027 12:00:00 GMT", "9" * 400]
)
def test_a_time_to_wait_that_is_none_is_not_believed(told: str) -> None:
    assert wait(told, NOON) is None


@pytest.mark.parametrize(
    "code", ["My secret sorrow: a long story", "<b>", "x" * 61, "line\nbreak", "7", ""]
)
def test_a_reason_is_a_word_and_never_a_text(code: str) -> None:
    assert problem_of(400, code).reason == "status 400"


def test_teams_own_word_is_the_reason() -> None:
    assert problem_of(403, "BotNotInConversationRoster").reason == "BotNotInConversationRoster"


@pytest.mark.parametrize(
    "error", [TimeoutError("secret"), aiohttp.ClientPayloadError("secret"), ConnectionResetError()]
)
def test_a_call_that_brought_no_answer_may_have_arrived(error: Exception) -> None:
    problem = problem_from(error)
    assert isinstance(problem, TeamsProblem)
    assert (problem.about, problem.reason, problem.tried) == ("passing", type(error).__name__, True)


def test_any_other_fault_is_told_by_its_kind_alone() -> None:
    problem = problem_from(KeyError("what somebody wrote"))
    assert isinstance(problem, TeamsProblem)
    assert (problem.about, problem.reason) == ("other", "KeyError")


def test_what_is_a_problem_already_stays_as_it_is() -> None:
    paced = DeliveryProblem("paced", tried=False)
    assert problem_from(paced) is paced
