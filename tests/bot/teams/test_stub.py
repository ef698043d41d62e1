"""The stub of Teams itself: what its connector refuses and what it remembers, tried with bare HTTP calls."""

import pytest

from tests.teams.api import ConnectorStub
from tests.teams.caller import HELLO, Caller, Clock, path_of, was_wrong
from tests.teams.records import Conversation, Json, TChannel, TeamsUser, Tenant
from tests.teams.samples import attached, card, message, press


async def test_a_call_needs_a_token_that_is_still_good(
    stub: ConnectorStub, bot: Caller, chat: Conversation, clock: Clock
) -> None:
    assert (await bot.says(chat)).status == 201
    clock.now += stub.issuer.lifetime + 1
    assert (await bot.says(chat)).status == 401
    assert not was_wrong(stub)
    await bot.signs_in()
    assert (await bot.says(chat)).status == 201
    stub.issuer.withdraw()
    assert (await bot.says(chat)).status == 401
    bot.bearer = ""
    assert (await bot.says(chat)).status == 401
    assert "without a token" in was_wrong(stub)
    stub.world.anonymous = True
    assert (await bot.says(chat)).status == 201


@pytest.mark.parametrize(
    ("other", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"client_id": "somebody"}, 400, "unauthorized_client"),
        ({"client_secret": "guessed"}, 401, "invalid_client"),
        ({"scope": "https://graph.example.org/.default"}, 400, "invalid_scope"),
        ({"tenant": "elsewhere"}, 400, "invalid_request"),
    ],
)
async def test_nobody_signs_in_with_anything_wrong(
    stub: ConnectorStub, tenant: Tenant, other: dict[str, str], status: int, error: str
) -> None:
    got, body = await Caller(stub, tenant).signs_in(**other)
    assert (got, body["error"]) == (status, error)
    assert not stub.issuer.grants


async def test_a_message_is_kept_with_every_wording_it_had(bot: Caller, chat: Conversation) -> None:
    first = (await bot.says(chat)).body["id"]
    await bot.says(chat, {"type": "message", "text": "Second"})
    assert (
        await bot.changes(chat, first, {"type": "message", "text": "Hello again"})
    ).status == 200
    assert [one.text for one in chat.shown] == ["Hello again", "Second"]
    assert [one["text"] for one in chat.activities[first].history] == ["Hello", "Hello again"]
    gone = await bot.calls("DELETE", f"{path_of(chat)}/activities/{first}")
    assert (gone.status, [one.text for one in chat.shown]) == (200, ["Second"])


async def test_typing_leaves_nothing(bot: Caller, chat: Conversation) -> None:
    assert (await bot.says(chat, {"type": "typing"})).status == 201
    assert not chat.activities


async def test_a_message_that_is_gone_or_a_persons_is_not_changed(
    stub: ConnectorStub, bot: Caller, maya: TeamsUser, chat: Conversation
) -> None:
    mine = (await bot.says(chat)).body["id"]
    chat.activities[mine].deleted = True
    gone = await bot.changes(chat, mine, HELLO)
    assert (gone.status, gone.code) == (404, "ActivityNotFoundInConversation")
    assert (await bot.changes(chat, "1", HELLO)).status == 404
    assert not was_wrong(stub)
    still = (await bot.says(chat)).body["id"]
    assert (await bot.changes(chat, still, {"type": "typing"})).status == 400
    assert "takes the place" in was_wrong(stub)
    hers = chat.said(maya.id, {"type": "message", "text": "Hi"})
    assert (await bot.changes(chat, hers.id, HELLO)).status == 403
    assert "the bot's own" in was_wrong(stub)
    assert hers.text == "Hi"


async def test_a_conversation_must_be_there_and_have_the_bot_in_it(
    stub: ConnectorStub, bot: Caller, maya: TeamsUser, chat: Conversation, talk: TChannel
) -> None:
    async def refused(where: Conversation | str) -> tuple[int, str]:
        said = await bot.says(where)
        return said.status, said.code

    assert await refused("a:1nothing") == (404, "ConversationNotFound")
    assert await refused(f"{talk.id};messageid=1") == (404, "ConversationNotFound")
    talk.of.remove()
    assert await refused(talk) == (403, "BotNotInConversationRoster")
    talk.of.install()
    talk.deleted = True
    assert await refused(talk) == (404, "ConversationNotFound")
    maya.blocked = True
    said = await bot.says(chat)
    assert (said.status, said.code) == (403, "MessageWritesBlocked")
    assert said.body["error"]["innerHttpError"]["body"]["code"] == "ConversationBlockedByUser"
    chat.has_bot = False
    assert await refused(chat) == (403, "BotNotInConversationRoster")
    chat.has_bot, maya.gone = True, True
    assert await refused(chat) == (404, "ConversationNotFound")
    chat.tenant.off = True
    assert await refused(chat) == (403, "BotDisabledByAdmin")


async def test_a_service_url_is_good_for_its_tenant_and_until_it_moves(
    stub: ConnectorStub, bot: Caller, chat: Conversation, tenant: Tenant
) -> None:
    other = stub.world.add_tenant("Harbour")
    assert (await bot.says(chat, base=other.service_url)).code == "ConversationNotFound"
    old = tenant.service_url
    tenant.region = "amer"
    assert (await bot.says(chat, base=old)).code == "ConversationNotFound"
    assert (await bot.says(chat)).status == 201


@pytest.mark.parametrize(
    ("activity", "why"),
    [
        ({"type": "message", "text": "Hello", "colour": "red"}, "colour"),
        ({"type": "event", "text": "Hello"}, "messages"),
        ({"type": "message"}, "text or an attachment"),
        (message() | {"text": "Hello"}, "of its own"),
        (message(press()), "card.body[0]"),
        ({"type": "message", "attachments": [attached(card())]}, "summary"),
        ([], "has no"),
    ],
)
async def test_a_message_that_teams_would_not_take_is_refused_and_noted(
    stub: ConnectorStub, bot: Caller, chat: Conversation, activity: object, why: str
) -> None:
    said = await bot.says(chat, activity)
    assert (said.status, said.code) == (400, "BadSyntax")
    assert why in was_wrong(stub)
    assert not chat.activities


async def test_a_message_may_have_forty_kilobytes_counted_in_utf_16(
    stub: ConnectorStub, bot: Caller, chat: Conversation
) -> None:
    around = len('{"type": "message", "text": "", "textFormat": "plain"}')

    def sized(characters: int) -> Json:
        return {"type": "message", "text": "a" * characters, "textFormat": "plain"}

    assert (await bot.says(chat, sized(20_480 - around))).status == 201
    too_big = await bot.says(chat, sized(20_481 - around))
    assert (too_big.status, too_big.code) == (413, "MessageSizeTooBig")
    assert len(chat.activities) == 1


async def test_a_chat_is_opened_with_somebody_who_has_the_app(
    stub: ConnectorStub, bot: Caller, maya: TeamsUser, chat: Conversation, tenant: Tenant
) -> None:
    for known in (maya.id, maya.aad):
        assert (await bot.opens(members=[{"id": known}])).body == {"id": chat.id}
    paul = tenant.add_user("Paul Weir", install=False)
    refused = await bot.opens(members=[{"id": paul.id}])
    assert (refused.status, refused.code) == (403, "ForbiddenOperationException")
    stranger = stub.world.add_tenant("Harbour").add_user("Priya Nair")
    assert (await bot.opens(members=[{"id": stranger.aad}])).status == 404
    begun = await bot.opens(members=[{"id": maya.id}], activity=HELLO)
    assert (begun.body["id"], chat.activities[begun.body["activityId"]].text) == (chat.id, "Hello")
    tenant.off = True
    assert (await bot.opens(members=[{"id": maya.id}])).code == "BotDisabledByAdmin"
    assert not was_wrong(stub)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"tenantId": "elsewhere"}, "tenant"),
        ({"tenantId": ""}, "tenant"),
        ({"bot": {"id": "28:another"}}, "another"),
        ({"members": []}, "one person"),
        ({"members": [{"id": "a"}, {"id": "b"}]}, "one person"),
        ({"members": [{"id": "a"}], "isGroup": True}, "group chat"),
        ({"members": [{"id": "a"}], "subject": "Hello"}, "subject"),
    ],
)
async def test_a_conversation_that_teams_would_not_open_is_noted(
    stub: ConnectorStub, bot: Caller, body: Json, why: str
) -> None:
    assert (await bot.opens(**body)).status == 400
    assert why in was_wrong(stub)


async def test_a_post_in_a_channel_begins_a_thread_and_is_answered_there(
    stub: ConnectorStub, bot: Caller, talk: TChannel
) -> None:
    there = {
        "channelData": {"channel": {"id": talk.id}, "tenant": {"id": talk.tenant.id}},
        "isGroup": True,
    }
    began = await bot.opens(**there, activity=HELLO)
    root = began.body["activityId"]
    assert (began.status, began.body["id"]) == (201, f"{talk.id};messageid={root}")
    answer = (await bot.says(began.body["id"], {"type": "message", "text": "Below"})).body["id"]
    assert [(one.text, one.thread) for one in talk.shown] == [("Hello", root), ("Below", root)]
    assert talk.activities[answer].where == began.body["id"]
    assert (await bot.opens(**there)).status == 400
    assert "with its activity" in was_wrong(stub)
    assert (await bot.opens(**there, activity="Hello")).status == 400
    assert "is an object" in was_wrong(stub)


async def test_a_message_into_a_channel_itself_is_a_post_of_its_own(
    bot: Caller, talk: TChannel
) -> None:
    named = (await bot.says(talk)).body["id"]
    assert talk.activities[named].thread == named


async def test_somebody_is_shown_by_either_id_with_name_and_address(
    bot: Caller, maya: TeamsUser, chat: Conversation, tenant: Tenant
) -> None:
    for known in (maya.id, maya.aad):
        shown = (await bot.calls("GET", f"{path_of(chat)}/members/{known}")).body
        assert (shown["id"], shown["objectId"], shown["email"]) == (maya.id, maya.aad, maya.email)
    paul = tenant.add_guest("Paul Weir", "paul.weir@harbour.example.org")
    assert "#EXT#" in paul.upn
    refused = await bot.calls("GET", f"{path_of(chat)}/members/{paul.id}")
    assert (refused.status, refused.code) == (404, "MemberNotFoundInConversation")


async def test_who_is_in_a_channel_comes_in_pages_without_the_bot(
    stub: ConnectorStub, bot: Caller, maya: TeamsUser, talk: TChannel
) -> None:
    people = [maya, *(maya.tenant.add_user(f"Person {count}") for count in range(4))]
    talk.of.members[:] = people
    people[2].gone = True
    stub.world.page = 2
    seen: list[str] = []
    token: dict[str, str] = {}
    for _ in range(2):
        page = await bot.calls("GET", f"{path_of(talk)}/pagedmembers", pageSize="50", **token)
        seen += [one["name"] for one in page.body["members"]]
        token = {key: page.body[key] for key in ("continuationToken",) if key in page.body}
    assert seen == ["Maya Thorne", "Person 0", "Person 2", "Person 3"]
    assert not token
    assert (await bot.calls("GET", f"{path_of(talk)}/pagedmembers", pageSize="5")).status == 400
    assert "50 to 500" in was_wrong(stub)


async def test_a_private_channel_has_people_of_its_own(
    bot: Caller, maya: TeamsUser, talk: TChannel
) -> None:
    paul = maya.tenant.add_user("Paul Weir")
    talk.of.members.append(paul)
    private = talk.of.add_channel("Oversight", paul)
    listed = await bot.calls("GET", f"{path_of(private)}/pagedmembers")
    assert [one["name"] for one in listed.body["members"]] == ["Paul Weir"]


async def test_there_is_no_other_method(
    stub: ConnectorStub, bot: Caller, chat: Conversation
) -> None:
    assert (await bot.calls("GET", f"{path_of(chat)}/activities")).status in (404, 405)
    assert (await bot.calls("GET", f"{path_of(chat)}/members")).status == 404
    assert "no such method" in was_wrong(stub)


async def test_only_a_channel_takes_a_new_post(
    stub: ConnectorStub, bot: Caller, maya: TeamsUser, chat: Conversation
) -> None:
    there = {"channelData": {"channel": {"id": chat.id}}, "isGroup": True}
    assert (await bot.opens(**there, activity=HELLO)).status == 400
    assert "into a channel" in was_wrong(stub)
    group = maya.tenant.add_group_chat(maya, install=True)
    assert (await bot.says(group)).status == 201
    assert (await bot.says(f"{group.id};messageid={group.shown[0].id}")).status == 404
    listed = await bot.calls("GET", f"{path_of(group)}/pagedmembers")
    assert [one["name"] for one in listed.body["members"]] == ["Maya Thorne"]
