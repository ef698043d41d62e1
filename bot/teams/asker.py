"""Who acts in Teams, where, and where an answer to them belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.teams.wire.place import ConversationAddress, channel_of

Body = Mapping[str, Any]

PERSONAL = "personal"
CHANNEL = "channel"
GROUP_CHAT = "groupChat"


class Unfit(ValueError):
    """An activity that does not say who acts, or where."""


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Whoever acts. `user` is their id in the tenant's directory where Teams tells it; `member_id` is the one in the chat.

    `kind` is "personal", "channel" or "groupChat". `zone` is the time zone of their device; `team` the team of the channel;
    `bot` the bot's own id there.
    """

    tenant: str
    user: str
    name: str  # as Teams shows it
    member_id: str
    conversation: str  # its id, in a channel with the post it is under
    kind: str
    service_url: str  # where that tenant's Teams is spoken to
    activity_id: str = ""  # of what came in; "" where there is none
    reply_to: str = ""  # of the message whose button was pressed; "" for none
    zone: str = ""
    locale: str = ""  # language and land that their Teams is set to, such as "en-GB"
    team: str = ""
    bot: str = ""

    @property
    def personal(self) -> bool:
        """Whether nobody but them and the bot reads what stands there."""
        return self.kind == PERSONAL

    @property
    def channel(self) -> str:
        """The conversation without the post it is under: of a channel, its own id."""
        return channel_of(self.conversation)

    @property
    def place(self) -> ConversationAddress:
        """Where they act."""
        return ConversationAddress(self.tenant, self.service_url, self.conversation)

    @property
    def inbound(self) -> str:
        """The id by which the same activity, sent again, is known; "" where Teams gave it none."""
        if not self.activity_id:
            return ""
        known = "\n".join((self.tenant, self.user, self.conversation, self.activity_id))
        return f"teams:{sha256(known.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def of_activity(body: Body) -> Asker:
    """Whoever acts by an activity. Raises `Unfit`."""
    sender = _held(body, "from")
    conversation = _held(body, "conversation")
    data = _held(body, "channelData")
    member = _text(sender, "id")
    where = _text(conversation, "id")
    tenant = (_text(conversation, "tenantId") or _text(_held(data, "tenant"), "id")).lower()
    if not member or not where or not tenant:
        raise Unfit("no sender, conversation or tenant")
    return Asker(
        tenant=tenant,
        user=_text(sender, "aadObjectId").lower() or member,
        name=_text(sender, "name"),
        member_id=member,
        conversation=where,
        kind=_kind(conversation, data),
        service_url=_text(body, "serviceUrl"),
        activity_id=_text(body, "id"),
        reply_to=_text(body, "replyToId"),
        zone=_text(body, "localTimezone"),
        locale=_text(body, "locale"),
        team=_text(_held(data, "team"), "id"),
        bot=_text(_held(body, "recipient"), "id"),
    )


def _kind(conversation: Body, data: Body) -> str:
    """What kind of conversation it is; one that does not say so is taken for one that others read."""
    kind = _text(conversation, "conversationType")
    if kind in (PERSONAL, CHANNEL, GROUP_CHAT):
        return kind
    if data.get("team") or data.get("channel"):
        return CHANNEL
    return GROUP_CHAT


def _held(body: Body, key: str) -> Body:
    held = body.get(key)
    if isinstance(held, Mapping):
        return held
    return {}


def _text(body: Body, key: str) -> str:
    held = body.get(key)
    if isinstance(held, str):
        return held
    return ""
