"""The bot in one workspace, and what hinders a call to Slack."""

from dataclasses import dataclass, field

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

UNREACHABLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, kw_only=True)
class BotInWorkspace:
    """The bot in one workspace, ready to speak there. `url` is the workspace's own address, where it is known."""

    enterprise: str  # the organisation above several workspaces; "" for none
    workspace: str
    name: str  # the workspace's
    url: str
    bot_id: str
    bot_user: str  # its id as a user; `bot_id` is the one that its messages carry
    token: str = field(repr=False)
    client: AsyncWebClient = field(repr=False, compare=False)

    def result(self, user_id: str | None) -> AuthorizeResult:
        """What Bolt wants to know of it."""
        return AuthorizeResult(
            enterprise_id=self.enterprise or None,
            team_id=self.workspace,
            team=self.name,
            url=self.url or None,
            bot_id=self.bot_id,
            bot_user_id=self.bot_user,
            bot_token=self.token,
            user_id=user_id,
        )


def reason_of(error: BaseException) -> str:
    """Slack's own word for what is wrong, such as "invalid_auth", else the status or kind of error; never its text."""
    if isinstance(error, SlackApiError):
        # What stands before Slack answers in words of its own, which slack_sdk hands on as they are.
        told = getattr(error.response, "data", error.response)
        if isinstance(told, dict):
            word = told.get("error")
        else:
            word = None
        if isinstance(word, str):
            return word
        if status := getattr(error.response, "status_code", None):
            return f"http_{status}"
    return type(error).__name__
