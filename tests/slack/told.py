"""What Slack tells the bot when somebody acts: commands, presses, submissions, closings, shortcuts, as it writes them."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.slack.events import channel_of
from tests.slack.shapes import post_json, view_json
from tests.slack.world import AnswerAddress, Channel, Json, Modal, Post, User

if TYPE_CHECKING:
    from tests.slack.api import SlackStub

VERIFICATION = "verification-token-of-old"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
LINK = re.compile(r"https?://[^\s<>|]+")


def as_sent(text: str, *, links: bool = True) -> str:
    """What somebody typed, as Slack hands it on: escaped, in messages with addresses and links made links."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not links:
        return text
    text = LINK.sub(lambda found: f"<{found[0]}>", text)
    return ADDRESS.sub(lambda found: f"<mailto:{found[0]}|{found[0]}>", text)


@dataclass(eq=False)
class Told:
    """The payloads of one person."""

    stub: "SlackStub"
    user: User

    @property
    def _me(self) -> Json:
        name = self.user.name.lower().replace(" ", ".")
        return {"id": self.user.id, "username": name, "name": name, "team_id": self.user.team.id}

    def base(self, kind: str, modal: Modal | None = None) -> Json:
        """What every interaction holds."""
        team, world = self.user.team, self.stub.world
        return {
            "type": kind,
            "user": self._me,
            "api_app_id": world.app.id,
            "token": VERIFICATION,
            "team": {"id": team.id, "domain": team.name.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": world.trigger(self.user, modal),
        }

    def address(self, channel: Channel, post: Post | None = None) -> str:
        """Where the bot may answer it."""
        world = self.stub.world
        name = world.fresh("answer")
        world.addresses[name] = AnswerAddress(self.user, channel, world.clock(), post)
        return f"{self.stub.address}/answer/{name}"

    def command(self, command: str, text: str, channel: Channel) -> Json:
        """A command, in a channel."""
        team = self.user.team
        return {
            "token": VERIFICATION,
            "team_id": team.id,
            "team_domain": team.name.lower(),
            "channel_id": channel.id,
            "channel_name": channel_of(channel)["name"],
            "user_id": self.user.id,
            "user_name": self._me["username"],
            "command": command,
            "text": as_sent(text, links=False),  # as our manifest has it: should_escape is off
            "api_app_id": self.stub.world.app.id,
            "is_enterprise_install": "false",
            "response_url": self.address(channel),
            "trigger_id": self.stub.world.trigger(self.user),
        }

    def press(self, place: Post | Modal, action: Json, state: dict[str, dict[str, Json]]) -> Json:
        """A press or a choice, in a message, a window or the home tab."""
        told = self.base("block_actions", place if isinstance(place, Modal) else None) | {
            "actions": [action]
        }
        if isinstance(place, Modal):
            return told | {
                "container": {"type": "view", "view_id": place.id},
                "view": view_json(place),
            }
        channel = place.channel
        container: Json = {"type": "message", "message_ts": place.ts, "channel_id": channel.id}
        container["is_ephemeral"] = bool(place.only_for)
        if place.thread_ts:
            container["thread_ts"] = place.thread_ts
        told |= {
            "container": container,
            "channel": channel_of(channel),
            "response_url": self.address(channel, place),
        }
        if not place.only_for:  # what one person alone sees comes without its wording
            told["message"] = post_json(place)
        return told | {"state": {"values": state}}

    def submission(self, modal: Modal) -> Json:
        """A window that is sent."""
        return self.base("view_submission", modal) | {"view": view_json(modal), "response_urls": []}

    def closing(self, modal: Modal, *, cleared: bool) -> Json:
        """A window that is closed; what was typed in it is not told."""
        told = self.base("view_closed") | {"view": view_json(modal, {}), "is_cleared": cleared}
        told.pop("trigger_id")
        return told

    def shortcut(self, callback_id: str) -> Json:
        """A shortcut of the app."""
        return self.base("shortcut") | {
            "callback_id": callback_id,
            "action_ts": self.stub.world.new_ts(),
        }

    def shortcut_on(self, post: Post, callback_id: str) -> Json:
        """A shortcut of the app, on a message."""
        told = self.base("message_action") | {"callback_id": callback_id, "message_ts": post.ts}
        told |= {"channel": channel_of(post.channel), "message": post_json(post)}
        return told | {
            "action_ts": self.stub.world.new_ts(),
            "response_url": self.address(post.channel),
        }
