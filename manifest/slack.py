"""Slack's manifest of the app: what it may do (scopes), what it hears (events), and where people find it."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from manifest import ManifestProblem

NAME = "Mentoring"
COMMAND = "/mentoring"
BRINGING_IN = "type /invite in it and choose me"
SAYING_HERE = f"type {COMMAND} oversight here"
EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"

MOST_NAME = 35  # letters of a name

# What the bot may do, each with why; a test holds them against the methods called and the events heard.
SCOPES: dict[str, str] = {
    "app_mentions:read": "read what people write to it in a channel, where they mention it, and nothing else there",
    "channels:read": "see whether it is still in the Group's channel, where that is public, and who reads it",
    "chat:write": "write to people, and keep the Group's list and cards up to date",
    "commands": "answer to /mentoring and to the shortcuts",
    "files:read": "take a file that somebody hands in with a form",
    "files:write": "hand somebody a file, such as a calendar entry",
    "groups:read": "the same as channels:read, where the Group's channel is private",
    "im:history": "read what people write to it in their own chat with it",
    "im:write": "open a chat with somebody who has never written to it",
    "metadata.message:read": "know its own messages again by the number it gave them, so that nothing is posted twice",
    "pins:write": "pin the Group's list in its channel",
    "users:read": "know people's names (the one they chose to be shown by fills in what they want to be called), "
    "pictures, time zones and Slack's language",
    "users:read.email": "recognise people by the address of their profile",
}
EVENTS: tuple[str, ...] = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "team_join",
    "tokens_revoked",
    "user_change",
)


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """An entry of Slack's menus. Of a "global" one `does` is the action it takes; one on a "message" hands that over."""

    label: str
    kind: Literal["global", "message"]
    callback: str
    about: str
    does: str = ""


SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(
        label="Log a meeting",
        kind="global",
        callback="log_meeting",
        about="Note a meeting of your partnership.",
        does="meet.log",
    ),
    Shortcut(
        label="Raise a concern",
        kind="message",
        callback="raise_concern",
        about="Tell the Oversight Group in confidence.",
    ),
)


def manifest(url: str, *, socket_mode: bool = False, name: str = NAME) -> dict[str, Any]:
    """The manifest for a bot that is reached at an address, such as https://mentoring.example.org.

    In Socket Mode Slack sends everything through a connection that the bot opens, so that no address is needed; where one
    is given, workspaces can still add the bot from the browser. Raises `ManifestProblem`.
    """
    base = _checked(url, name, socket_mode=socket_mode)
    if socket_mode:
        requests = {}
    else:
        requests = {"request_url": f"{base}{EVENTS_PATH}"}
    command = {
        "command": COMMAND,
        "description": "Find a mentor, be one, log a meeting, or see where you stand.",
        "usage_hint": "apply, meeting, status or help",
        "should_escape": False,
    }
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES)}}
    if base:
        oauth["redirect_urls"] = [f"{base}{REDIRECT_PATH}"]
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": "Find a mentor, or be one: everything from the first form to the last meeting.",
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {
                    "name": shortcut.label,
                    "type": shortcut.kind,
                    "callback_id": shortcut.callback,
                    "description": shortcut.about,
                }
                for shortcut in SHORTCUTS
            ],
            "slash_commands": [command | ({} if socket_mode else {"url": f"{base}{EVENTS_PATH}"})],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**requests, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **requests},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def _checked(url: str, name: str, *, socket_mode: bool) -> str:
    if not 1 <= len(name.strip()) <= MOST_NAME:
        raise ManifestProblem(f"--name: Slack takes names of 1 to {MOST_NAME} letters.")
    if url and not re.fullmatch(r"https://[^\s/?#]+/?", url):
        raise ManifestProblem(
            "--url: it should look like https://mentoring.example.org, without anything after it."
        )
    if not url and not socket_mode:
        raise ManifestProblem(
            "--url: say where Slack reaches the bot, such as https://mentoring.example.org, or choose --socket, "
            "which needs no address."
        )
    return url.rstrip("/")
