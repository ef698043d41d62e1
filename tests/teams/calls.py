"""What the connector's methods do to the stub's world, and what they refuse, each as Teams does.

What a true bot may run into (somebody left, a chat is gone) is only refused; what is the bot's own mistake is noted in
`world.wrongs` too, so that no test passes with it.
"""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.platforms.strict import BrokenRule
from tests.teams.records import THREAD, Activity, Conversation, Json, TeamsUser, Tenant
from tests.teams.rules import check_activity
from tests.teams.world import World

MOST = 40_960  # bytes of a message, counted in UTF-16
ACTIVITY = frozenset({
    "type", "text", "textFormat", "summary", "speak", "attachments", "attachmentLayout", "suggestedActions", "entities",
    "channelData", "importance", "inputHint", "deliveryMode", "locale", "id", "from", "recipient", "conversation",
    "replyToId", "serviceUrl", "channelId", "timestamp", "localTimestamp",
})  # fmt: skip
OPENING = frozenset(
    {"bot", "isGroup", "members", "tenantId", "channelData", "activity", "topicName"}
)


class No(Exception):
    """Refused: the HTTP status, the code and the words of it."""

    def __init__(self, status: int, code: str, words: str = "") -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.answer: Json = {
            "error": {"code": code, "message": words or f"This is refused: {code}."}
        }


@dataclass(frozen=True)
class Ask:
    """A call: of which tenant, about which conversation and message, with which body and query."""

    world: World
    tenant: Tenant
    method: str
    conversation: str = ""
    target: str = ""
    body: Json | None = None
    query: Mapping[str, str] | None = None

    @property
    def root(self) -> str:
        """The conversation's id without the post it is under."""
        return self.conversation.partition(THREAD)[0]

    @property
    def thread(self) -> str:
        """The post it is under, if the call says one."""
        return self.conversation.partition(THREAD)[2]

    def mistake(self, status: int, code: str, words: str) -> No:
        """A refusal of something that the bot must never do."""
        self.world.wrong(f"{self.method}: {words}")
        return No(status, code, words)


def place(ask: Ask) -> Conversation:
    """The conversation, which the bot must be in."""
    if ask.tenant.off:
        raise No(403, "BotDisabledByAdmin")
    there = ask.tenant.conversations.get(ask.root)
    if there is None or there.deleted:
        raise No(404, "ConversationNotFound", "Conversation not found.")
    if there.user is not None and there.user.gone:
        raise No(404, "ConversationNotFound", "Conversation not found.")
    if not there.has_bot:
        raise No(
            403, "BotNotInConversationRoster", "The bot is not part of the conversation roster."
        )
    return there


def _not_blocked(there: Conversation) -> None:
    if there.user is not None and there.user.blocked:
        no = No(403, "MessageWritesBlocked", "The user has blocked the conversation with the bot.")
        inner = {
            "code": "ConversationBlockedByUser",
            "message": "User blocked the conversation with the bot.",
        }
        no.answer["error"]["innerHttpError"] = {"statusCode": 403, "body": inner}
        raise no


def worded(ask: Ask, given: object) -> Json:
    """A message as Teams takes it, copied."""
    if not isinstance(given, dict):
        raise ask.mistake(400, "BadSyntax", "an activity is an object")
    if len(json.dumps(given, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) > MOST:
        raise No(413, "MessageSizeTooBig", "Message size too large.")
    if unknown := set(given) - ACTIVITY:
        raise ask.mistake(400, "BadSyntax", f"an activity has no {sorted(unknown)}")
    if given.get("type") not in ("message", "typing"):
        raise ask.mistake(400, "BadSyntax", "the bot sends messages, or that it is typing")
    if given["type"] == "message" and not given.get("text") and not given.get("attachments"):
        raise ask.mistake(400, "BadSyntax", "a message has text or an attachment")
    if given.get("text") and given.get("attachments"):
        raise ask.mistake(
            400,
            "BadSyntax",
            "text beside a card becomes a message of its own, which nobody can update",
        )
    try:
        check_activity(given)
    except BrokenRule as error:
        raise ask.mistake(400, "BadSyntax", str(error)) from None
    return copy.deepcopy(given)


def send(ask: Ask) -> Json:
    """A message into a conversation, under a post when the conversation says which, else a post of its own."""
    there = place(ask)
    _not_blocked(there)
    if ask.thread and (ask.thread not in there.activities or there.kind != "channel"):
        raise No(404, "ConversationNotFound", "The thread is not there.")
    body = worded(ask, ask.body)
    if body["type"] == "typing":
        return {"id": ask.world.new_id()}
    return {"id": there.said(ask.world.bot_id, body, ask.thread).id}


def _own(ask: Ask) -> Activity:
    there = place(ask)
    _not_blocked(there)
    activity = there.activities.get(ask.target)
    if activity is None or activity.deleted:
        raise No(404, "ActivityNotFoundInConversation", "The activity is not there.")
    if not activity.by_bot:
        raise ask.mistake(
            403, "ForbiddenOperationException", "only the bot's own messages can be changed"
        )
    return activity


def update(ask: Ask) -> Json:
    """Another wording in place of a message of the bot's."""
    activity = _own(ask)
    body = worded(ask, ask.body)
    if body["type"] != "message":
        raise ask.mistake(400, "BadSyntax", "only a message takes the place of one")
    activity.change(body)
    return {"id": activity.id}


def delete(ask: Ask) -> Json:
    """A message of the bot's, taken away."""
    _own(ask).deleted = True
    return {}


def _as_this_tenant(ask: Ask, body: Json) -> None:
    data = body.get("channelData") or {}
    said = {str(one) for one in (body.get("tenantId"), (data.get("tenant") or {}).get("id")) if one}
    if said != {ask.tenant.id}:
        raise ask.mistake(
            400, "BadArgument", f"the tenant of this service URL is not {sorted(said)}"
        )
    if (body.get("bot") or {}).get("id") not in (None, ask.world.bot_id):
        raise ask.mistake(400, "BadArgument", "the bot is another one")
    if unknown := set(body) - OPENING:
        raise ask.mistake(400, "BadSyntax", f"a new conversation has no {sorted(unknown)}")


def open_conversation(ask: Ask) -> Json:
    """A chat with one person, or a new post in a channel."""
    body = ask.body or {}
    _as_this_tenant(ask, body)
    if ask.tenant.off:
        raise No(403, "BotDisabledByAdmin")
    return _start_thread(ask, body) if ask.method == "start_thread" else _open_chat(ask, body)


def _open_chat(ask: Ask, body: Json) -> Json:
    members = body.get("members")
    if (
        body.get("isGroup")
        or not isinstance(members, list)
        or len(members) != 1
        or not isinstance(members[0], dict)
    ):
        raise ask.mistake(400, "BadSyntax", "a bot opens a chat with one person, and no group chat")
    user = ask.tenant.find(str(members[0].get("id", "")))
    if user is None:
        raise No(404, "UserNotFound", "There is no such person in the tenant.")
    chat = ask.tenant.chat_of(user)
    if chat is None or not chat.has_bot:
        raise No(
            403,
            "ForbiddenOperationException",
            "The bot is not installed in the user's personal scope.",
        )
    if "activity" in body:
        _not_blocked(chat)
        return {
            "id": chat.id,
            "activityId": chat.said(ask.world.bot_id, worded(ask, body["activity"])).id,
        }
    return {"id": chat.id}


def _start_thread(ask: Ask, body: Json) -> Json:
    there = place(ask)
    if there.kind != "channel":
        raise ask.mistake(400, "BadSyntax", "a new post goes into a channel")
    if "activity" not in body:
        raise ask.mistake(400, "BadSyntax", "a new post in a channel comes with its activity")
    if body.get("members"):
        raise ask.mistake(400, "BadSyntax", "a post in a channel has no members")
    post = there.said(ask.world.bot_id, worded(ask, body["activity"]))
    return {"id": post.where, "activityId": post.id}


def person(user: TeamsUser) -> Json:
    """Somebody as Teams shows them to the bot."""
    given, _, surname = user.name.partition(" ")
    shown: Json = {
        "id": user.id,
        "objectId": user.aad,
        "name": user.name,
        "givenName": given,
        "surname": surname,
    }
    shown |= {"email": user.email, "userPrincipalName": user.upn, "tenantId": user.tenant.id}
    shown["userRole"] = "guest" if user.guest else "user"
    return {key: one for key, one in shown.items() if one}


def member(ask: Ask) -> Json:
    """Somebody in a conversation."""
    found = next((one for one in place(ask).members if ask.target in (one.id, one.aad)), None)
    if found is None:
        raise No(404, "MemberNotFoundInConversation", "The member is not in the conversation.")
    return person(found)


def members(ask: Ask) -> Json:
    """Everybody in a conversation, a page at a time."""
    query = ask.query or {}
    size = query.get("pageSize", "200")
    if not size.isdigit() or not 50 <= int(size) <= 500:
        raise ask.mistake(400, "BadArgument", "a page has 50 to 500 members")
    token = query.get("continuationToken", "")
    if token and not token.startswith("page-"):
        raise No(400, "BadArgument", "The continuation token is not known.")
    begin, page = int(token.removeprefix("page-") or 0), min(int(size), ask.world.page)
    everybody = place(ask).members
    answer: Json = {"members": [person(one) for one in everybody[begin : begin + page]]}
    if begin + page < len(everybody):
        answer["continuationToken"] = f"page-{begin + page}"
    return answer


RUN = {
    "send": send,
    "update": update,
    "delete": delete,
    "open_chat": open_conversation,
    "start_thread": open_conversation,
    "member": member,
    "members": members,
}


def channel_named(body: Json) -> str:
    """The channel that a new conversation is to be in; "" for a chat."""
    data = body.get("channelData")
    channel = data.get("channel") if isinstance(data, dict) else None
    return str(channel.get("id", "")) if isinstance(channel, dict) else ""
