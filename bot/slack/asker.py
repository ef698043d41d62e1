"""Who acts in Slack, and where an answer to them belongs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from bot.chat.background import Patience

SECONDS = 2.4  # of the three for which Slack waits

MENTION = "app_mention"  # a message in a channel that mentions the bot

Body = Mapping[str, Any]

_patience: ContextVar[Patience | None] = ContextVar("patience", default=None)


@contextmanager
def counted_from_now() -> Iterator[Patience]:
    """Around the answer to what Slack has sent: whoever acts in it has what is left of Slack's patience since now."""
    patience = Patience(SECONDS)
    token = _patience.set(patience)
    try:
        yield patience
    finally:
        _patience.reset(token)


def patience() -> Patience:
    """What is left of Slack's patience with what it has sent."""
    return _patience.get() or Patience(SECONDS)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Whoever acts: `workspace` is where the bot speaks, `team` is their own; these differ in a shared channel.

    Without a `channel` they are answered in their own chat with the bot; in any other, privately, where they are:
    by `response_url`, as long as Slack takes answers there. `thread` is the first message of the thread in which they wrote.
    `trigger` opens one window, within three seconds. `patience` is what Slack has left of its own.
    """

    workspace: str
    team: str
    user: str  # Slack's own id, as are `workspace` and `team`
    trigger: str = ""
    channel: str = ""
    response_url: str = ""
    thread: str = ""
    patience: Patience = field(default_factory=patience, compare=False)

    @property
    def inbound(self) -> str:
        """The id by which the same press, sent again, is known."""
        return f"slack:{self.team}:{self.user}:{self.trigger}"[:120]


def of_command(body: Body) -> Asker:
    """Whoever typed the command."""
    return Asker(
        workspace=body["team_id"],
        team=body["team_id"],
        user=body["user_id"],
        trigger=body["trigger_id"],
        channel=body["channel_id"],
        response_url=body["response_url"],
    )


def of_interaction(body: Body) -> Asker:
    """Whoever pressed, sent a form or took a shortcut."""
    user = body["user"]
    container = body.get("container", {})
    workspace = (body.get("team") or {}).get("id") or user["team_id"]
    channel = (body.get("channel") or {}).get("id", "")
    private = channel.startswith("D") and not container.get("is_ephemeral")
    return Asker(
        workspace=workspace,
        team=user.get("team_id") or workspace,
        user=user["id"],
        trigger=body.get("trigger_id", ""),
        channel="" if private else channel,
        response_url="" if private else body.get("response_url", ""),
    )


def of_event(body: Body) -> Asker:
    """Whoever wrote to the bot, mentioned it in a channel, or looked at its home tab."""
    event = body["event"]
    channel = ""
    if event["type"] == MENTION:
        channel = event["channel"]
    return Asker(
        workspace=body["team_id"],
        team=event.get("user_team") or event.get("team") or body["team_id"],
        user=event["user"],
        channel=channel,
        thread=event.get("thread_ts") or "",
    )
