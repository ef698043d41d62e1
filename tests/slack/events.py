"""The events that Slack sends: what happened in a workspace, once and again."""

from typing import TYPE_CHECKING, Any

import aiohttp

from tests.slack.shapes import channel_json, post_json, user_json, view_json
from tests.slack.wire import EVENT, Heard
from tests.slack.world import Channel, Json, Post, User, Workspace

if TYPE_CHECKING:
    from tests.slack.api import SlackStub


class Events:
    """Sends events of workspaces to the bot, those that the app is subscribed to."""

    def __init__(self, stub: "SlackStub") -> None:
        self._stub = stub
        self.world = stub.world
        self.last: tuple[Workspace, Json] | None = None

    def wanted(self, event: Json) -> bool:
        """Whether the app is subscribed to it."""
        kind = str(event["type"])
        if kind != "message":
            return kind in self.world.app.events
        where = event["channel_type"]
        return (
            f"message.{ {'channel': 'channels', 'group': 'groups'}.get(where, where) }"
            in self.world.app.events
        )

    async def send(
        self, team: Workspace, event: Json, *, event_id: str = "", retry: int = 0, **headers: str
    ) -> Heard:
        """Send an event; `retry` says how often it was sent in vain before."""
        if self._stub.wire is None or not self.wanted(event):
            return Heard(200)
        app = self.world.app
        whose = {
            "enterprise_id": None,
            "team_id": team.id,
            "user_id": team.bot_user.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        payload = {
            "token": "verification-token-of-old",
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": app.id,
            "event": {"event_ts": self.world.new_ts()} | event,
            "type": "event_callback",
            "event_id": event_id or self.world.fresh("Ev"),
            "event_time": int(self.world.clock()),
            "authorizations": [whose],
            "is_ext_shared_channel": False,
            "event_context": "4-context",
        }
        self.last = (team, payload)
        again = (
            {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
            if retry
            else {}
        )
        return await self._stub.wire.send(EVENT, payload, again | headers)

    async def again(self, retry: int = 1) -> Heard:
        """Send the last event once more, as Slack does when it was not acknowledged."""
        assert self.last is not None, "nothing was sent yet"
        team, payload = self.last
        return await self.send(team, payload["event"], event_id=payload["event_id"], retry=retry)

    def echo(self, method: str, team: Workspace, answer: Json) -> None:
        """What the bot writes comes back to it as an event, as in real life."""
        if not self.world.echoes or method not in ("chat.postMessage", "chat.update"):
            return
        channel = team.channels[answer["channel"]]
        event: Json = answer["message"] | {"channel": channel.id, "channel_type": channel.kind}
        if method == "chat.update":
            event = {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": channel.id,
                "channel_type": channel.kind,
                "message": answer["message"],
                "previous_message": answer["message"],
                "ts": self.world.new_ts(),
            }
        self._stub.later(self._echoed(team, event))

    async def _echoed(self, team: Workspace, event: Json) -> None:
        try:
            heard = await self.send(team, event)
        except aiohttp.ClientError:  # the bot is not there any more
            return
        if heard.status >= 500:
            self.world.wrong(f"the bot did not take an echo of its own message: {heard.status}")

    async def said(self, post: Post, **more: Any) -> Heard:
        """Somebody wrote a message."""
        channel = post.channel
        event = post_json(post) | {"channel": channel.id, "channel_type": channel.kind} | more
        return await self.send(channel.team, event)

    async def mentioned(self, post: Post) -> Heard:
        """Somebody wrote a message in a channel that mentions the bot."""
        event = post_json(post) | {"type": "app_mention", "channel": post.channel.id}
        return await self.send(post.channel.team, event)

    async def home_opened(self, user: User, tab: str = "home") -> Heard:
        """Somebody opened the app's home or its messages."""
        chat = user.team.chat_of(user)
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": chat.id, "tab": tab}
        if user.id in self.world.homes and tab == "home":
            event["view"] = view_json(self.world.homes[user.id])
        return await self.send(user.team, event)

    async def changed(self, user: User, **new: Any) -> Heard:
        """Somebody's profile is another: `name`, `email`, `zone`, `picture`, `deleted`."""
        for name, value in new.items():
            setattr(user, name, value)
        return await self.send(
            user.team, {"type": "user_change", "user": user_json(user), "cache_ts": 1700000000}
        )

    async def joined_team(self, user: User) -> Heard:
        """Somebody is new in the workspace."""
        return await self.send(
            user.team, {"type": "team_join", "user": user_json(user), "cache_ts": 1700000000}
        )

    async def joined(self, user: User, channel: Channel) -> Heard:
        """Somebody, or the bot, goes into a channel."""
        channel.members.add(user.id)
        return await self._member("member_joined_channel", user, channel)

    async def left(self, user: User, channel: Channel) -> Heard:
        """Somebody leaves a channel. The bot is told of its own leaving in other words."""
        channel.members.discard(user.id)
        if user.is_bot:
            kind = "channel_left" if channel.kind == "channel" else "group_left"
            event = {"type": kind, "channel": channel.id, "actor_id": "U0ADMIN"}
            return await self.send(channel.team, event)
        return await self._member("member_left_channel", user, channel)

    async def _member(self, kind: str, user: User, channel: Channel) -> Heard:
        letter = "C" if channel.kind == "channel" else "G"
        event = {
            "type": kind,
            "user": user.id,
            "channel": channel.id,
            "channel_type": letter,
            "team": channel.team.id,
        }
        return await self.send(channel.team, event)

    async def archived(self, channel: Channel, by: User, *, back: bool = False) -> Heard:
        """A channel is put away, or taken out again."""
        channel.archived = not back
        prefix = "channel" if channel.kind == "channel" else "group"
        kind = f"{prefix}_{'unarchive' if back else 'archive'}"
        return await self.send(
            channel.team, {"type": kind, "channel": channel.id, "user": by.id, "is_moved": 0}
        )

    async def deleted(self, channel: Channel) -> Heard:
        """A channel is no more."""
        del channel.team.channels[channel.id]
        kind = "channel_deleted" if channel.kind == "channel" else "group_deleted"
        return await self.send(channel.team, {"type": kind, "channel": channel.id})

    async def uninstalled(self, team: Workspace) -> Heard:
        """The app was removed: first the tokens, then the app, as Slack tells it."""
        assert team.token is not None
        team.token.state = "gone"
        tokens = {"oauth": [], "bot": [team.bot_user.id]}
        await self.send(team, {"type": "tokens_revoked", "tokens": tokens})
        return await self.send(team, {"type": "app_uninstalled"})

    async def revoked(self, team: Workspace) -> Heard:
        """The bot's token is withdrawn."""
        assert team.token is not None
        team.token.state = "revoked"
        return await self.send(
            team, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user.id]}}
        )


def channel_of(channel: Channel) -> Json:
    """A channel as interactions name it."""
    name = (
        "directmessage"
        if channel.kind == "im"
        else "privategroup"
        if channel.kind == "group"
        else channel.name
    )
    return {"id": channel_json(channel)["id"], "name": name}
