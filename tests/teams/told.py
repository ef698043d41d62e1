"""What Teams tells the bot: the activities in their true shape, built from the stub's world."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.teams.records import THREAD, Activity, Conversation, Json, TChannel, TeamsUser
from tests.teams.world import World


class Told:
    """Builds the activities of a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def base(
        self, kind: str, user: TeamsUser, there: Conversation, thread: str = "", **more: Any
    ) -> Json:
        """What every activity of somebody in a conversation has."""
        now = datetime.fromtimestamp(self.world.clock(), UTC)
        local = now.astimezone(ZoneInfo(user.zone))
        client: Json = {
            "locale": user.locale,
            "country": user.locale[-2:],
            "platform": "Web",
            "timezone": user.zone,
        }
        body: Json = {
            "type": kind,
            "id": self.world.event_id(),
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimestamp": local.isoformat(timespec="milliseconds"),
            "localTimezone": user.zone,
            "serviceUrl": there.tenant.service_url,
            "channelId": "msteams",
            "from": {"id": user.id, "name": user.name, "aadObjectId": user.aad},
            "conversation": self.conversation(there, thread),
            "recipient": {"id": self.world.bot_id, "name": self.world.bot_name},
            "entities": [{**client, "type": "clientInfo"}],
            "channelData": self.channel_data(there),
            "locale": user.locale,
        }
        return body | more

    def conversation(self, there: Conversation, thread: str = "") -> Json:
        """A conversation as an activity names it."""
        named: Json = {"conversationType": there.kind, "tenantId": there.tenant.id, "id": there.id}
        if there.kind != "personal":
            named |= {"isGroup": True, "id": f"{there.id}{THREAD}{thread}" if thread else there.id}
        return named

    def channel_data(self, there: Conversation) -> Json:
        """What is Teams' own in an activity."""
        data: Json = {"tenant": {"id": there.tenant.id}}
        if isinstance(there, TChannel):
            data |= {"teamsChannelId": there.id, "teamsTeamId": there.of.id}
            data |= {"channel": {"id": there.id}, "team": {"id": there.of.id}}
        return data

    # What a person does

    def message(self, user: TeamsUser, said: Activity, text: str, *, mention: bool = False) -> Json:
        """Words that somebody typed; with a mention of the bot before them, as a channel needs it."""
        body = self.base("message", user, said.conversation, said.thread, id=said.id)
        html = f"<p>{_escaped(text)}</p>"
        if mention:
            at = f"<at>{self.world.bot_name}</at>"
            named = {"id": self.world.bot_id, "name": self.world.bot_name}
            body["entities"].append({"type": "mention", "mentioned": named, "text": at})
            spanned = f'<span itemscope itemtype="http://schema.skype.com/Mention">{self.world.bot_name}</span>'
            text, html = f"{at} {text}".rstrip(), f"<p>{spanned}&nbsp;{_escaped(text)}</p>"
        return body | {
            "textFormat": "plain",
            "text": text,
            "attachments": [{"contentType": "text/html", "content": html}],
        }

    def submitted_message(self, user: TeamsUser, card: Activity, data: Json) -> Json:
        """A plain Action.Submit of a card in a message: a message without words."""
        more: Json = {"id": self.world.new_id(), "replyToId": card.id, "value": data}
        body = self.base("message", user, card.conversation, card.thread, **more)
        body["channelData"] |= {
            "source": {"name": "message"},
            "legacy": {"replyToId": f"1:{card.id}"},
        }
        return body

    def invoke(
        self, name: str, user: TeamsUser, card: Activity, value: Json, *, reply: bool = True
    ) -> Json:
        """An invoke from a card in a message."""
        body = self.base("invoke", user, card.conversation, card.thread, name=name, value=value)
        body["channelData"] |= {
            "source": {"name": "message"},
            "legacy": {"replyToId": f"1:{card.id}"},
        }
        return body | ({"replyToId": card.id} if reply else {})

    def fetch(self, user: TeamsUser, card: Activity, data: Json) -> Json:
        """Action.Submit with msteams task/fetch: a dialog, please."""
        return self.invoke(
            "task/fetch", user, card, {"data": data, "context": {"theme": "default"}}
        )

    def task(self, user: TeamsUser, card: Activity, data: Json) -> Json:
        """Action.Submit in a dialog. It is not said which message the dialog came from."""
        value = {"data": data, "context": {"theme": "default"}}
        return self.invoke("task/submit", user, card, value, reply=False)

    def execute(
        self, user: TeamsUser, card: Activity, action: Json, data: Json, trigger: str = "manual"
    ) -> Json:
        """Action.Execute of a card in a message."""
        act: Json = {"type": "Action.Execute", "title": action.get("title", ""), "data": data}
        act |= {key: action[key] for key in ("id", "verb") if key in action}
        return self.invoke("adaptiveCard/action", user, card, {"action": act, "trigger": trigger})

    def extension(self, user: TeamsUser, there: Conversation, name: str, value: Json) -> Json:
        """An invoke of a message extension, which this app does not have."""
        return self.base("invoke", user, there, name=f"composeExtension/{name}", value=value)

    def reaction(self, user: TeamsUser, card: Activity, kind: str = "like") -> Json:
        """A thumb under a message of the bot's."""
        added: Json = {"reactionsAdded": [{"type": kind}], "replyToId": card.id}
        return self.base("messageReaction", user, card.conversation, card.thread, **added)

    # What happens to conversations

    def installation(self, user: TeamsUser, there: Conversation, action: str) -> Json:
        """The app was added somewhere, or removed: "add", "remove", "add-upgrade", "remove-upgrade"."""
        body = self.base("installationUpdate", user, there, action=action)
        body["channelData"] |= {
            "settings": {"selectedChannel": {"id": there.id}},
            "source": {"name": "message"},
        }
        if isinstance(there, TChannel):
            body["channelData"]["team"] |= {"aadGroupId": there.of.group, "name": there.of.name}
        return body

    def update(self, user: TeamsUser, there: Conversation, event: str = "", **more: Any) -> Json:
        """A conversationUpdate: `event` is Teams' name for it, and `more` who came or went."""
        body = self.base("conversationUpdate", user, there, **more)
        del body["from"]["name"], body["localTimezone"], body["entities"]
        if event:
            body["channelData"]["eventType"] = event
        return body

    def came(self, *people: TeamsUser, bot: bool = False) -> list[Json]:
        """Who was added or removed, as an update lists them."""
        listed: list[Json] = [{"id": self.world.bot_id}] if bot else []
        return listed + [{"id": one.id, "aadObjectId": one.aad} for one in people]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
