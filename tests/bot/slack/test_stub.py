"""The stub of Slack itself: what it refuses and what it remembers, tried with slack_sdk's own client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack.api import SlackStub
from tests.slack.told import Told
from tests.slack.world import Channel, Post, User, World

TEXT = {"type": "plain_text", "text": "Send"}
INPUT = {
    "type": "input",
    "block_id": "short.name",
    "label": {"type": "plain_text", "text": "Your name"},
    "element": {"type": "plain_text_input", "action_id": "answer"},
}
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": TEXT,
    "blocks": [INPUT],
}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The stub's time."""
    return Clock()


@pytest.fixture
async def stub(clock: Clock) -> AsyncIterator[SlackStub]:
    """A stub; a test that provokes what Slack would not have understood clears `wrongs` itself."""
    one = SlackStub(World(clock=clock, echoes=False))
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
def world(stub: SlackStub) -> World:
    """What the stub serves: one workspace, Maya in it, and a channel without the bot."""
    team = stub.world.add_workspace("Fellside")
    maya = team.add_user("Maya Thorne", "maya.thorne@fellside.example.org")
    team.add_channel("talk", maya)
    return stub.world


@pytest.fixture
def maya(world: World) -> User:
    """A person."""
    return next(one for one in world.everybody() if one.name == "Maya Thorne")


@pytest.fixture
def talk(maya: User) -> Channel:
    """A channel that the bot is not in."""
    return next(one for one in maya.team.channels.values() if one.name == "talk")


@pytest.fixture
def client(stub: SlackStub, maya: User) -> AsyncWebClient:
    """The bot's client."""
    assert maya.team.token is not None
    return AsyncWebClient(maya.team.token.value, base_url=stub.api_url, retry_handlers=[])


async def refused(call: Any) -> str:
    """The error a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_message_is_kept_and_updated_and_read_back(
    client: AsyncWebClient, maya: User
) -> None:
    opened = await client.conversations_open(users=[maya.id])
    channel = opened["channel"]["id"]
    sent = await client.chat_postMessage(channel=channel, text="Good morning", blocks=[])
    await client.chat_update(channel=channel, ts=sent["ts"], text="Good evening")
    found = await client.conversations_history(channel=channel)
    assert [(one["text"], one["edited"]["ts"]) for one in found["messages"]] == [
        ("Good evening", sent["ts"])
    ]


@pytest.mark.parametrize(
    ("state", "error"), [("revoked", "token_revoked"), ("gone", "account_inactive"), ("live", "")]
)
async def test_a_token_that_was_withdrawn_opens_nothing(
    state: str, error: str, client: AsyncWebClient, maya: User
) -> None:
    assert maya.team.token is not None
    maya.team.token.state = state
    if error:
        assert await refused(client.auth_test()) == error
    else:
        assert (await client.auth_test())["team_id"] == maya.team.id


async def test_only_a_known_token_opens_anything(stub: SlackStub, world: World) -> None:
    assert (
        await refused(AsyncWebClient("xoxb-other", base_url=stub.api_url).auth_test())
        == "invalid_auth"
    )
    assert await refused(AsyncWebClient(base_url=stub.api_url).auth_test()) == "not_authed"
    app = AsyncWebClient(world.app.app_token, base_url=stub.api_url)
    assert await refused(app.auth_test()) == "not_allowed_token_type"


async def test_a_scope_that_is_missing_is_named(client: AsyncWebClient, maya: User) -> None:
    maya.team.install(frozenset({"users:read"}))
    shown = await client.users_info(user=maya.id)
    assert "email" not in shown["user"]["profile"]
    assert shown.headers["x-oauth-scopes"] == "users:read"
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=maya.id, text="Hello")
    assert caught.value.response["needed"] == "chat:write"
    assert caught.value.response["provided"] == "users:read"


async def test_what_slack_has_not_fails_the_test(
    client: AsyncWebClient, world: World, maya: User
) -> None:
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    assert await refused(
        client.api_call("users.info", http_verb="GET", params={"user": maya.id, "x": 1})
    )
    assert await refused(
        client.api_call("chat.postMessage", http_verb="GET", params={"channel": maya.id})
    )
    assert (
        await refused(client.api_call("users.info", json={"user": maya.id})) == "invalid_arguments"
    )
    with pytest.raises(AssertionError, match="no such method"):
        world.check()
    assert len(world.wrongs) == 4
    world.wrongs.clear()


async def test_a_payload_against_the_rules_fails_the_test(
    client: AsyncWebClient, world: World, maya: User
) -> None:
    no_options = {"type": "static_select", "action_id": "a", "options": []}
    blocks = [{"type": "actions", "elements": [no_options]}]
    assert (
        await refused(client.chat_postMessage(channel=maya.id, text="Hello", blocks=blocks))
        == "invalid_blocks"
    )
    trigger = world.trigger(maya)
    without = {key: value for key, value in MODAL.items() if key != "submit"}
    assert await refused(client.views_open(trigger_id=trigger, view=without)) == "invalid_arguments"
    assert len(world.wrongs) == 2
    world.wrongs.clear()


async def test_messages_go_only_where_the_bot_is(
    client: AsyncWebClient, world: World, maya: User, talk: Channel
) -> None:
    def post(channel: str, **more: Any) -> Any:
        return client.chat_postMessage(channel=channel, **({"text": "Hello"} | more))

    assert await refused(post(talk.id)) == "not_in_channel"
    assert await refused(post("C0NOWHERE")) == "channel_not_found"
    assert await refused(client.conversations_open(users=["U0NOBODY"])) == "user_not_found"
    assert (
        await refused(client.conversations_open(users=[maya.team.bot_user.id])) == "cannot_dm_bot"
    )
    talk.members.add(maya.team.bot_user.id)
    assert (await post(talk.id))["ok"]
    talk.archived = True
    assert await refused(post(talk.id)) == "is_archived"
    chat = maya.team.chat_of(maya)
    assert await refused(post(chat.id, text="x" * 40_001)) == "msg_too_long"
    assert await refused(post(chat.id, text="")) == "no_text"
    maya.deleted = True
    assert await refused(post(chat.id)) == "is_archived"
    assert await refused(client.conversations_open(users=[maya.id])) == "user_disabled"
    other = world.add_workspace("Harbour").add_user("Priya Nair")
    assert await refused(client.users_info(user=other.id)) == "user_not_found"


async def test_only_ones_own_message_can_be_changed(client: AsyncWebClient, maya: User) -> None:
    chat = maya.team.chat_of(maya)
    chat.posts["1.000001"] = Post("1.000001", chat, maya.id, "Hello")
    assert (
        await refused(client.chat_update(channel=chat.id, ts="1.000001", text="x"))
        == "cant_update_message"
    )
    assert (
        await refused(client.chat_update(channel=chat.id, ts="9.000001", text="x"))
        == "message_not_found"
    )


async def test_an_ephemeral_message_is_for_one_member(
    client: AsyncWebClient, maya: User, talk: Channel
) -> None:
    talk.members.add(maya.team.bot_user.id)
    tom = maya.team.add_user("Tom Birch")
    call = client.chat_postEphemeral(channel=talk.id, user=tom.id, text="For you alone")
    assert await refused(call) == "user_not_in_channel"
    await client.chat_postEphemeral(channel=talk.id, user=maya.id, text="For you alone")
    assert [one.only_for for one in talk.posts.values()] == [maya.id]
    assert await refused(client.conversations_history(channel=talk.id)) == "missing_scope", (
        "nor is it the bot's to read"
    )


async def test_a_trigger_opens_one_window_within_three_seconds(
    client: AsyncWebClient, world: World, maya: User, clock: Clock
) -> None:
    trigger = world.trigger(maya)
    clock.now += 2.9
    shown = await client.views_open(trigger_id=trigger, view=MODAL)
    assert shown["view"]["root_view_id"] == shown["view"]["id"]
    assert (
        await refused(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    )
    late = world.trigger(maya)
    clock.now += 3.1
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="x", view=MODAL)) == "invalid_trigger_id"


async def test_three_windows_lie_upon_each_other_at_most(
    client: AsyncWebClient, world: World, maya: User
) -> None:
    ids = [(await client.views_open(trigger_id=world.trigger(maya), view=MODAL))["view"]["id"]]
    for _ in range(2):
        view = (
            await client.views_push(
                trigger_id=world.trigger(maya, world.modals[ids[-1]]), view=MODAL
            )
        )["view"]
        assert (view["previous_view_id"], view["root_view_id"]) == (ids[-1], ids[0])
        ids.append(view["id"])
    trigger = world.trigger(maya, world.modals[ids[-1]])
    assert await refused(client.views_push(trigger_id=trigger, view=MODAL)) == "push_limit_reached"


async def test_an_update_keeps_what_is_typed_and_minds_the_hash(
    client: AsyncWebClient, world: World, maya: User
) -> None:
    view = (await client.views_open(trigger_id=world.trigger(maya), view=MODAL))["view"]
    world.modals[view["id"]].state["short.name"]["answer"]["value"] = "Maya"
    other = INPUT | {"block_id": "short.other"}
    await client.views_update(
        view_id=view["id"], hash=view["hash"], view=MODAL | {"blocks": [INPUT, other]}
    )
    held = world.modals[view["id"]].state
    assert (held["short.name"]["answer"]["value"], held["short.other"]["answer"]["value"]) == (
        "Maya",
        None,
    )
    call = client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    assert await refused(call) == "hash_conflict"
    assert await refused(client.views_update(view_id="V0NONE", view=MODAL)) == "not_found"


async def test_bad_luck_comes_as_ordered_and_is_over_then(
    client: AsyncWebClient, world: World, maya: User
) -> None:
    world.fails("chat.postMessage", "ratelimited", status=429, retry_after=2)
    world.fails("chat.postMessage", status=503)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=maya.id, text="Hello")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (
        429,
        "2",
    )
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=maya.id, text="Hello")
    assert caught.value.response.status_code == 503
    assert (await client.chat_postMessage(channel=maya.id, text="Hello"))["ok"]
    assert [one.status for one in world.calls] == [429, 503, 200]


async def test_a_slow_answer_comes_after_the_deed(
    stub: SlackStub, world: World, maya: User
) -> None:
    assert maya.team.token is not None
    hasty = AsyncWebClient(
        maya.team.token.value, base_url=stub.api_url, timeout=1, retry_handlers=[]
    )
    world.slow("chat.postMessage", 1.5)
    with pytest.raises(TimeoutError):
        await hasty.chat_postMessage(channel=maya.id, text="Hello")
    assert [one.text for one in maya.team.chat_of(maya).posts.values()] == ["Hello"]


async def test_more_messages_than_the_rate_are_put_off(
    client: AsyncWebClient, world: World, maya: User, clock: Clock
) -> None:
    world.rate = 1
    await client.chat_postMessage(channel=maya.id, text="One")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=maya.id, text="Two")
    assert caught.value.response.headers["Retry-After"] == "1"
    clock.now += 1
    await client.chat_postMessage(channel=maya.id, text="Two")
    assert len(maya.team.chat_of(maya).posts) == 2


async def test_a_file_is_sent_in_three_steps_and_can_be_fetched(
    client: AsyncWebClient, world: World, maya: User
) -> None:
    chat = maya.team.chat_of(maya)
    await client.files_upload_v2(
        channel=chat.id, content="BEGIN:VCALENDAR", filename="meeting.ics", title="Meeting"
    )
    post = next(iter(chat.posts.values()))
    file = (await client.files_info(file=post.files[0]))["file"]
    assert file["title"] == "Meeting"
    assert file["shares"]["private"][chat.id][0]["ts"] == post.ts
    assert maya.team.files[file["id"]].content == b"BEGIN:VCALENDAR"


async def test_a_code_gives_a_token_once_and_for_the_right_address(
    stub: SlackStub, world: World, maya: User, clock: Clock
) -> None:
    nobody = AsyncWebClient(base_url=stub.api_url)
    app, address = world.app, "https://bot.example.org/slack/oauth_redirect"
    harbour = world.add_workspace("Harbour", install=False)
    priya = harbour.add_user("Priya Nair")

    def access(code: str, secret: str = app.client_secret, where: str = address) -> Any:
        return nobody.oauth_v2_access(
            client_id=app.client_id, client_secret=secret, code=code, redirect_uri=where
        )

    code = world.code(harbour, priya, address)
    assert await refused(access(code, secret="other")) == "bad_client_secret"
    assert await refused(access(code, where="https://bot.example.org/")) == "bad_redirect_uri"
    given = await access(code)
    assert given["team"]["id"] == harbour.id
    assert (await AsyncWebClient(given["access_token"], base_url=stub.api_url).auth_test())[
        "team_id"
    ] == harbour.id
    assert await refused(access(code)) == "code_already_used"
    late = world.code(harbour, priya, address)
    clock.now += 601
    assert await refused(access(late)) == "invalid_code"


async def test_a_person_is_shown_with_zone_picture_and_address(
    client: AsyncWebClient, maya: User
) -> None:
    shown = (await client.users_info(user=maya.id))["user"]
    assert (shown["tz"], shown["profile"]["email"]) == ("Europe/London", maya.email)
    assert shown["profile"]["image_192"].startswith("https://")
    assert (await client.users_lookupByEmail(email=maya.email.upper()))["user"]["id"] == maya.id
    maya.deleted = True
    assert (await client.users_info(user=maya.id))["user"]["deleted"]
    assert await refused(client.users_lookupByEmail(email=maya.email)) == "users_not_found"


async def test_who_is_in_a_channel_comes_in_pages(
    client: AsyncWebClient, maya: User, talk: Channel
) -> None:
    more = [maya.team.add_user(f"Person {count}") for count in range(4)]
    talk.members |= {one.id for one in more}
    seen: list[str] = []
    async for page in await client.conversations_members(channel=talk.id, limit=2):
        assert len(page["members"]) <= 2
        seen += page["members"]
    assert sorted(seen) == sorted(talk.members)
    assert not (await client.conversations_info(channel=talk.id))["channel"]["is_member"]


async def test_a_private_channel_is_hidden_from_a_bot_outside(
    client: AsyncWebClient, maya: User
) -> None:
    room = maya.team.add_channel("oversight", maya, kind="group")
    assert await refused(client.conversations_info(channel=room.id)) == "channel_not_found"
    room.members.add(maya.team.bot_user.id)
    assert (await client.conversations_info(channel=room.id))["channel"]["is_private"]


async def test_what_was_posted_is_found_by_its_metadata_and_thread(
    client: AsyncWebClient, maya: User
) -> None:
    mark = {"event_type": "letter", "event_payload": {"id": 7}}
    chat = maya.team.chat_of(maya)
    first = await client.chat_postMessage(channel=chat.id, text="One", metadata=mark)
    await client.chat_postMessage(channel=chat.id, text="Below", thread_ts=first["ts"])
    await client.chat_postMessage(channel=chat.id, text="Two")
    found = await client.conversations_history(channel=chat.id, include_all_metadata=True)
    assert [(one["text"], one.get("metadata")) for one in found["messages"]] == [
        ("Two", None),
        ("One", mark),
    ]
    since = await client.conversations_history(channel=chat.id, oldest=first["ts"])
    assert [one["text"] for one in since["messages"]] == ["Two"]
    thread = await client.conversations_replies(channel=chat.id, ts=first["ts"])
    assert [one["text"] for one in thread["messages"]] == ["One", "Below"]
    assert (
        await refused(client.chat_postMessage(channel=chat.id, text="x", thread_ts="1.0"))
        == "thread_not_found"
    )


async def test_an_answer_address_takes_five_answers_within_half_an_hour(
    stub: SlackStub, maya: User, clock: Clock
) -> None:
    told = Told(stub, maya)
    chat = maya.team.chat_of(maya)

    async def answers(address: str, **given: Any) -> int:
        return (await AsyncWebhookClient(address).send(text="Yes", **given)).status_code

    address = told.address(chat)
    assert [await answers(address, response_type="in_channel") for _ in range(6)] == [200] * 5 + [
        404
    ]
    assert [one.only_for for one in chat.posts.values()] == [""] * 5
    late = told.address(chat)
    assert await answers(late) == 200
    assert list(chat.posts.values())[-1].only_for == maya.id
    clock.now += 1801
    assert await answers(late) == 404
