"""What Slack says when it does not do something, told apart: who or what is at fault, and whether waiting helps."""

from datetime import timedelta
from typing import Literal

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.channel import DeliveryProblem
from bot.slack.installations import NotInstalled
from bot.slack.wire.place import UNREACHABLE

About = Literal["passing", "limit", "account", "place", "workspace", "content", "gone", "other"]

_WORDS: dict[About, str] = {
    "passing": "fatal_error internal_error service_unavailable request_timeout server_error accesslimited "
    "team_added_to_org",
    "limit": "ratelimited rate_limited message_limit_exceeded",
    # Somebody who cannot be written to.
    "account": "user_not_found users_not_found user_disabled user_not_visible cannot_dm_bot invalid_user_combination "
    "messages_tab_disabled cannot_message_external_users",
    # A channel: of a chat of two it says that its person is gone, of the Group's that it has lost its room.
    "place": "channel_not_found not_in_channel is_archived restricted_action restricted_action_read_only_channel "
    "restricted_action_non_threadable_channel restricted_action_thread_only_channel restricted_action_thread_locked "
    "channel_is_archived method_not_supported_for_channel_type",
    # The token, for which one of these means that it is no good, or not good enough.
    "workspace": "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope no_permission "
    "org_login_required team_access_not_granted ekm_access_denied access_denied enterprise_is_restricted "
    "not_allowed_token_type two_factor_setup_required team_not_found not_installed",
    "content": "msg_too_long msg_blocks_too_long invalid_blocks invalid_blocks_format too_many_attachments no_text "
    "markdown_text_conflict metadata_too_large invalid_metadata_format",
    # What was to be updated or deleted is not there any more, or cannot be changed any more.
    "gone": "message_not_found cant_update_message cant_delete_message edit_window_closed thread_not_found "
    "is_inactive update_failed",
}
ABOUT: dict[str, About] = {word: about for about, words in _WORDS.items() for word in words.split()}


class SlackProblem(DeliveryProblem):
    """A call to Slack failed. `about` says what is at fault."""

    def __init__(self, reason: str, about: About, *, after: timedelta | None = None) -> None:
        super().__init__(reason, after=after, tried=about != "limit")
        self.about = about


def problem_of(error: BaseException) -> DeliveryProblem:
    """A failed call's error as a delivery has it. Its reason is Slack's word, or the kind of error; never any text."""
    if isinstance(error, DeliveryProblem):
        return error
    if isinstance(error, NotInstalled):
        return SlackProblem("not_installed", "workspace")
    if not isinstance(error, SlackApiError):
        return SlackProblem(
            type(error).__name__, "passing" if isinstance(error, UNREACHABLE) else "other"
        )
    status, word, seconds = _told(error.response)
    if status == 429 or ABOUT.get(word) == "limit":
        return SlackProblem(word or "ratelimited", "limit", after=timedelta(seconds=seconds))
    if status >= 500 or not word:
        return SlackProblem(word or f"status {status}", "passing")
    return SlackProblem(word, ABOUT.get(word, "other"))


def _told(response: object) -> tuple[int, str, float]:
    """Status, Slack's word, and the seconds it wants us to wait."""
    status = getattr(response, "status_code", 0)
    data = getattr(response, "data", None)
    if isinstance(response, aiohttp.ClientResponse):
        status = response.status
    if isinstance(data, dict):
        word = data.get("error")
    else:
        word = None
    headers = getattr(response, "headers", None) or {}
    told = str({name.lower(): value for name, value in headers.items()}.get("retry-after", ""))
    # A limit without seconds is one of the day's, or another's: a while.
    return (
        int(status),
        word if isinstance(word, str) else "",
        float(told) if told.isdecimal() else 30.0,
    )
