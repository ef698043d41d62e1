"""The stub's methods of messages: chat.*, conversations.*, pins."""

import json

from tests.platforms.strict import BrokenRule
from tests.slack.inputs import completed
from tests.slack.method import Ask, No, method, paged
from tests.slack.rules import check_message as by_the_rules
from tests.slack.shapes import channel_json, post_json
from tests.slack.world import Channel, Json, Post

WORDS = "text blocks link_names parse"
PAGE = "cursor limit"


def check_message(ask: Ask) -> None:
    """Refuse a message that Slack would refuse, and let no test pass with one."""
    text, blocks = ask.text("text"), ask.given.get("blocks")
    if not text and not blocks:
        raise No("no_text")
    if len(text) > 40_000:
        raise No("msg_too_long")
    if blocks is not None and not isinstance(blocks, list):
        raise No("invalid_blocks_format")
    try:
        by_the_rules({"text": text, **({"blocks": blocks} if blocks is not None else {})})
    except BrokenRule as broken:
        ask.world.wrong(f"{ask.method}: {broken}")
        raise No("invalid_blocks", response_metadata={"messages": [f"[ERROR] {broken}"]}) from None
    if ask.given.get("metadata") and set(ask.given["metadata"]) < {"event_type", "event_payload"}:
        raise No("invalid_metadata_format")


def speakable(ask: Ask) -> Channel:
    """The channel to post in, where the bot may."""
    channel = ask.channel()
    if channel.archived:
        raise No("is_archived")
    if channel.kind == "im" and any(channel.team.users[one].deleted for one in channel.members):
        raise No("is_archived")  # so are the chats of closed accounts
    if channel.team.bot_user.id not in channel.members:
        raise No("not_in_channel")
    return channel


def _new(ask: Ask, channel: Channel) -> Post:
    blocks = completed(ask.world, ask.given.get("blocks") or [])
    bot = ask.team.bot_user.id
    return Post(
        ask.world.new_ts(),
        channel,
        bot,
        ask.text("text"),
        blocks,
        ask.text("thread_ts"),
        by_bot=True,
    )


@method(
    "chat.postMessage",
    scopes="chat:write",
    needs="channel",
    takes=f"{WORDS} thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn metadata",
)
def post_message(ask: Ask) -> Json:
    """A message for everybody in a channel."""
    channel = speakable(ask)
    if ask.text("thread_ts") and ask.text("thread_ts") not in channel.posts:
        raise No("thread_not_found")
    check_message(ask)
    post = _new(ask, channel)
    post.metadata = ask.given.get("metadata")
    channel.posts[post.ts] = post
    return {"channel": channel.id, "ts": post.ts, "message": post_json(post)}


@method("chat.postEphemeral", scopes="chat:write", needs="channel user", takes=f"{WORDS} thread_ts")
def post_ephemeral(ask: Ask) -> Json:
    """A message that one person sees."""
    channel = speakable(ask)
    if ask.text("user") not in channel.members:
        raise No("user_not_in_channel")
    check_message(ask)
    post = _new(ask, channel)
    post.only_for = ask.text("user")
    channel.posts[post.ts] = post
    return {"message_ts": post.ts}


def own(ask: Ask, name: str = "ts") -> Post:
    """A message of the bot's own."""
    post = ask.channel().posts.get(ask.text(name))
    if post is None or post.only_for:
        raise No("message_not_found")
    return post


@method(
    "chat.update",
    scopes="chat:write",
    needs="channel ts",
    takes=f"{WORDS} metadata reply_broadcast file_ids",
)
def update(ask: Ask) -> Json:
    """A message's new wording, where it stands."""
    channel = speakable(ask)
    post = own(ask)
    if post.user != ask.team.bot_user.id:
        raise No("cant_update_message")
    check_message(ask)
    post.text, post.edited = ask.text("text"), True
    post.blocks = completed(ask.world, ask.given.get("blocks") or [])
    post.metadata = ask.given.get("metadata", post.metadata)
    return {"channel": channel.id, "ts": post.ts, "text": post.text, "message": post_json(post)}


@method("chat.delete", scopes="chat:write", needs="channel ts")
def delete(ask: Ask) -> Json:
    """A message taken away."""
    post = own(ask)
    if post.user != ask.team.bot_user.id:
        raise No("cant_delete_message")
    del post.channel.posts[post.ts]
    return {"channel": post.channel.id, "ts": post.ts}


@method("chat.getPermalink", needs="channel message_ts", reads=True)
def permalink(ask: Ask) -> Json:
    """Where a message can be linked to."""
    post = own(ask, "message_ts")
    link = f"https://{ask.team.id.lower()}.example.org/archives/{post.channel.id}/p{post.ts.replace('.', '')}"
    return {"channel": post.channel.id, "permalink": link}


@method("pins.add", scopes="pins:write", needs="channel timestamp")
def pin(ask: Ask) -> Json:
    """A message kept at hand."""
    post = own(ask, "timestamp")
    if post.pinned:
        raise No("already_pinned")
    post.pinned = True
    return {}


@method("pins.remove", scopes="pins:write", needs="channel timestamp")
def unpin(ask: Ask) -> Json:
    """A message no longer kept at hand."""
    post = own(ask, "timestamp")
    if not post.pinned:
        raise No("no_pin")
    post.pinned = False
    return {}


@method(
    "conversations.open",
    scopes="im:write mpim:write",
    takes="users channel return_im prevent_creation",
)
def open_chat(ask: Ask) -> Json:
    """A chat with one or several people of the workspace."""
    if ask.text("channel"):
        return {"channel": {"id": ask.channel().id}}
    wanted = [one for one in ask.text("users").split(",") if one]
    if not wanted:
        raise No("users_list_not_supplied")
    if len(wanted) > 8:
        raise No("too_many_users")
    people = [ask.chattable(one) for one in wanted]
    if len(people) == 1:
        ask.needs("im:write")
        channel = ask.team.chat_of(people[0])
    else:
        ask.needs("mpim:write")
        members = {ask.team.bot_user.id, *wanted}
        known = [
            one
            for one in ask.team.channels.values()
            if one.kind == "mpim" and one.members == members
        ]
        channel = (
            known[0]
            if known
            else ask.team.add_channel("several", ask.team.bot_user, *people, kind="mpim")
        )
    return {"channel": channel_json(channel) if ask.flag("return_im") else {"id": channel.id}}


def _readable(ask: Ask, right: str) -> Channel:
    channel = ask.channel()
    ask.needs(f"{channel.prefix}:{right}")
    return channel


@method(
    "conversations.info", needs="channel", takes="include_locale include_num_members", reads=True
)
def info(ask: Ask) -> Json:
    """A channel's state."""
    return {"channel": channel_json(_readable(ask, "read"))}


@method("conversations.members", needs="channel", takes=PAGE, reads=True)
def members(ask: Ask) -> Json:
    """Who is in a channel."""
    page, onward = paged(ask, sorted(_readable(ask, "read").members))
    return {"members": page, "response_metadata": onward}


@method("conversations.list", takes=f"{PAGE} exclude_archived team_id types", reads=True)
def listed(ask: Ask) -> Json:
    """The channels that the bot can know of."""
    kinds = {"public_channel": "channel", "private_channel": "group"}
    wanted = {kinds.get(one, one) for one in (ask.text("types") or "public_channel").split(",")}
    found = []
    for one in ask.team.channels.values():
        if one.kind in wanted and not (one.archived and ask.flag("exclude_archived")):
            ask.needs(f"{one.prefix}:read")
            if one.kind == "channel" or ask.team.bot_user.id in one.members:
                found.append(channel_json(one))
    page, onward = paged(ask, found)
    return {"channels": page, "response_metadata": onward}


@method("conversations.join", scopes="channels:join", needs="channel")
def join(ask: Ask) -> Json:
    """The bot goes into a public channel."""
    channel = ask.channel()
    if channel.kind != "channel":
        raise No("method_not_supported_for_channel_type")
    if channel.archived:
        raise No("is_archived")
    channel.members.add(ask.team.bot_user.id)
    return {"channel": channel_json(channel)}


HISTORY = f"{PAGE} inclusive include_all_metadata latest oldest"


def _stretch(ask: Ask, posts: list[Post]) -> Json:
    oldest, latest, both = ask.text("oldest"), ask.text("latest"), ask.flag("inclusive")
    found = [
        one
        for one in posts
        if (not oldest or one.ts > oldest or (both and one.ts == oldest))
        and (not latest or one.ts < latest or (both and one.ts == latest))
    ]
    page, onward = paged(ask, found)
    assert ask.token is not None
    meta = ask.flag("include_all_metadata") and "metadata.message:read" in ask.token.scopes
    answer: Json = {"messages": [post_json(one, metadata=meta) for one in page]}
    answer["has_more"] = bool(onward["next_cursor"])
    return answer | ({"response_metadata": onward} if onward["next_cursor"] else {})


@method("conversations.history", needs="channel", takes=HISTORY, reads=True)
def history(ask: Ask) -> Json:
    """The messages of a channel, latest first; neither what one person sees alone nor what stands in threads."""
    channel = _readable(ask, "history")
    if ask.team.bot_user.id not in channel.members:
        raise No("not_in_channel")
    posts = [
        one for one in channel.posts.values() if not one.only_for and one.thread_ts in ("", one.ts)
    ]
    return _stretch(ask, posts[::-1])


@method("conversations.replies", needs="channel ts", takes=HISTORY, reads=True)
def replies(ask: Ask) -> Json:
    """A thread, from its first message on."""
    channel, ts = _readable(ask, "history"), ask.text("ts")
    if ts not in channel.posts:
        raise No("thread_not_found")
    posts = [
        one for one in channel.posts.values() if not one.only_for and ts in (one.ts, one.thread_ts)
    ]
    return _stretch(ask, posts)


def as_json(value: object) -> object:
    """An argument that came as JSON in a form."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise No("invalid_arguments") from None
