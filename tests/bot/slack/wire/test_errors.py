"""What Slack says when it does not do something is told apart by who is at fault; nothing anybody wrote is repeated."""

from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channel import DeliveryProblem
from bot.slack.installations import NotInstalled
from bot.slack.wire.errors import SlackProblem, problem_of

SECRET = "What somebody wrote"


def failed(data: object, status: int = 200, **headers: str) -> SlackApiError:
    """A call that Slack answered like this."""
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="chat.postMessage",
        req_args={"json": {"text": SECRET}},
        data=data,  # type: ignore[arg-type]
        headers=headers,
        status_code=status,
    )
    return SlackApiError(SECRET, response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("word", "about"),
    [
        ("internal_error", "passing"),
        ("fatal_error", "passing"),
        ("service_unavailable", "passing"),
        ("request_timeout", "passing"),
        ("user_not_found", "account"),
        ("users_not_found", "account"),
        ("user_disabled", "account"),
        ("cannot_dm_bot", "account"),
        ("channel_not_found", "place"),
        ("not_in_channel", "place"),
        ("is_archived", "place"),
        ("restricted_action", "place"),
        ("invalid_auth", "workspace"),
        ("account_inactive", "workspace"),
        ("token_revoked", "workspace"),
        ("token_expired", "workspace"),
        ("not_authed", "workspace"),
        ("missing_scope", "workspace"),
        ("org_login_required", "workspace"),
        ("team_access_not_granted", "workspace"),
        ("msg_too_long", "content"),
        ("msg_blocks_too_long", "content"),
        ("invalid_blocks", "content"),
        ("message_not_found", "gone"),
        ("cant_update_message", "gone"),
        ("edit_window_closed", "gone"),
        ("something_new", "other"),
    ],
)
def test_slacks_words_are_told_apart_and_none_of_them_alone_gives_a_letter_up(
    word: str, about: str
) -> None:
    problem = problem_of(failed({"ok": False, "error": word}))
    assert isinstance(problem, SlackProblem)
    assert (problem.about, problem.reason, problem.permanent, problem.after) == (
        about,
        word,
        False,
        None,
    )


def test_a_limit_says_how_long_to_wait_and_was_no_attempt() -> None:
    problem = problem_of(
        failed({"ok": False, "error": "ratelimited"}, 429, **{"Retry-After": "17"})
    )
    assert (problem.after, problem.tried) == (timedelta(seconds=17), False)
    assert problem_of(failed({"ok": False, "error": "ratelimited"}, 429)).after == timedelta(
        seconds=30
    )


@pytest.mark.parametrize(
    "error",
    [
        failed("upstream connect error", 503),
        failed({}, 502),
        TimeoutError(SECRET),
        ConnectionResetError(SECRET),
        aiohttp.ClientConnectionError(SECRET),
        SlackRequestError(SECRET),
    ],
)
def test_a_server_that_does_not_answer_is_waited_for(error: Exception) -> None:
    problem = problem_of(error)
    assert isinstance(problem, SlackProblem)
    assert (problem.about, problem.permanent, problem.after, problem.tried) == (
        "passing",
        False,
        None,
        True,
    )
    assert SECRET not in f"{problem!r} {problem.reason}"


def test_a_workspace_without_the_bot_waits_for_it_and_a_problem_stays_what_it_is() -> None:
    problem = problem_of(NotInstalled("T0TEAM"))
    assert isinstance(problem, SlackProblem)
    assert (problem.about, problem.permanent) == ("workspace", False)
    known = DeliveryProblem("paced", permanent=True)
    assert problem_of(known) is known
