"""A person's Slack client in the tests, and what travels to the bot: with real Bolt, over HTTP and in Socket Mode."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.api import SlackStub
from tests.slack.hand import TROUBLE, Hand, pressable
from tests.slack.inputs import MISSING
from tests.slack.reading import read_home, read_modal, read_post
from tests.slack.told import as_sent
from tests.slack.wire import EVENT, HttpWire
from tests.slack.world import World


def words(text: str) -> dict[str, Any]:
    """Plain text."""
    return {"type": "plain_text", "text": text}


def asked(key: str, kind: str = "plain_text_input", **more: Any) -> dict[str, Any]:
    """An input."""
    element = {"type": kind, "action_id": "answer"} | more
    return {"type": "input", "block_id": f"short.{key}", "label": words(key), "element": element}


def window(*blocks: dict[str, Any], title: str = "A form", **more: Any) -> dict[str, Any]:
    """A modal."""
    base = {"type": "modal", "callback_id": "form", "title": words(title), "submit": words("Send")}
    return base | {"notify_on_close": True, "blocks": list(blocks)} | more


BUTTON = {"type": "button", "action_id": "do.1", "text": words("Open"), "value": "packed"}
ACTIONS = {"type": "actions", "block_id": "p1:", "elements": [BUTTON]}


@dataclass
class Seen:
    """What the bot of these tests was sent, and what it answers a submission with."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)

    def last(self, kind: str) -> dict[str, Any]:
        """The latest of a type."""
        return next(one for one in reversed(self.bodies) if one.get("type", "command") == kind)


@dataclass
class Played:
    """A stub, a bot behind real Bolt, and Maya."""

    stub: SlackStub
    seen: Seen
    maya: Hand


def bolt(stub: SlackStub, token: str, seen: Seen) -> AsyncApp:
    """A bot that notes everything, opens a window for a press and a command, and publishes a home."""
    client = AsyncWebClient(token, base_url=stub.api_url)
    secret = stub.world.app.signing_secret
    app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)

    @app.middleware
    async def note(body: dict[str, Any], next: Any) -> None:  # noqa: A002
        seen.bodies.append(body)
        await next()

    @app.command("/mentoring")
    async def command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        if body["text"] == "say":
            await ack(text="Said to you alone")
            return
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=window(asked("name"), ACTIONS))

    @app.action("do.1")
    async def press(ack: Any, body: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:
        await ack()
        if body["container"]["type"] == "view":
            await client.views_push(
                trigger_id=body["trigger_id"], view=window(asked("more"), title="Another")
            )
        elif body["container"]["is_ephemeral"]:
            await respond(text="Replaced", replace_original=True)
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=window(asked("name")))

    @app.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**seen.answer)

    @app.view_closed("form")
    async def closed(ack: Any) -> None:
        await ack()

    @app.shortcut("log")
    async def shortcut(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=window(asked("name")))

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [ACTIONS]}
        )

    @app.event("message")
    async def said(event: dict[str, Any]) -> None:
        pass

    return app


@asynccontextmanager
async def served(stub: SlackStub, app: AsyncApp, way: str) -> AsyncIterator[None]:
    """The bot, reached over HTTP or by its own socket."""
    if way == "socket":
        handler: Any = AsyncSocketModeHandler(app, stub.world.app.app_token)
        await handler.connect_async()
        await stub.over_socket()
        yield
        await handler.close_async()
        return

    async def heard(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    routes = web.Application()
    routes.router.add_post("/slack/events", heard)
    runner = web.AppRunner(routes, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stub.over_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield
    await runner.cleanup()


@pytest.fixture(params=["http", "socket"])
async def played(request: pytest.FixtureRequest) -> AsyncIterator[Played]:
    """Maya at her Slack, and the bot in it."""
    stub, seen = SlackStub(World(patience=10)), Seen()
    await stub.start()
    team = stub.world.add_workspace("Fellside")
    maya = Hand(stub, team.add_user("Maya Thorne", "maya.thorne@fellside.example.org"))
    assert team.token is not None
    async with served(stub, bolt(stub, team.token.value, seen), request.param):
        yield Played(stub, seen, maya)
    await stub.stop()


async def test_a_command_opens_a_window_in_which_one_types_and_sends(played: Played) -> None:
    maya, seen = played.maya, played.seen
    await maya.command("apply now")
    command = seen.last("command")
    assert (command["text"], command["channel_name"], command["user_id"]) == (
        "apply now",
        "directmessage",
        maya.user.id,
    )
    assert await maya.submits() == {"short.name": MISSING}
    maya.fills("short.name", "Maya")
    seen.answer = {"response_action": "errors", "errors": {"short.name": "Another one, please."}}
    await maya.submits()
    assert maya.modal is not None
    assert "Another one, please." in read_modal(maya.modal)
    seen.answer = {
        "response_action": "update",
        "view": window(asked("name"), asked("age"), title="Page two"),
    }
    await maya.submits()
    assert maya.modal.view["title"]["text"] == "Page two"
    maya.fills("short.age", "30")
    seen.answer = {}
    assert await maya.submits() == {}
    assert maya.modal is None
    values = seen.last("view_submission")["view"]["state"]["values"]
    assert [one["answer"]["value"] for one in values.values()] == ["Maya", "30"]


async def test_windows_pushed_are_closed_one_by_one_and_the_bot_hears_of_it(played: Played) -> None:
    maya, seen = played.maya, played.seen
    await maya.command("apply")
    assert maya.modal is not None
    block, button = pressable(maya.modal.view["blocks"], "Open")[0]
    maya.fills("short.name", "Maya")
    await maya.presses(maya.modal, button, block)
    pressed = seen.last("block_actions")
    assert pressed["view"]["state"]["values"]["short.name"]["answer"]["value"] == "Maya"
    assert pressed["actions"][0]["value"] == "packed"
    assert [one.view["title"]["text"] for one in maya.stack] == ["A form", "Another"]
    await maya.closes()
    closed = seen.last("view_closed")
    assert (closed["is_cleared"], closed["view"]["state"]["values"]) == (False, {})
    seen.answer = {"response_action": "push", "view": window(asked("more"), title="Third")}
    await maya.submits()
    assert len(maya.stack) == 2
    await maya.closes(everything=True)
    assert maya.stack == []


async def test_a_press_on_a_message_tells_where_and_what(played: Played) -> None:
    maya, team, seen = played.maya, played.maya.user.team, played.seen
    assert team.token is not None
    client = AsyncWebClient(team.token.value, base_url=played.stub.api_url)
    await client.chat_postMessage(channel=maya.chat.id, text="Look", blocks=[ACTIONS])
    await client.chat_postEphemeral(
        channel=maya.chat.id, user=maya.user.id, text="For you", blocks=[ACTIONS]
    )
    await played.stub.settled()
    lasting, passing = maya.messages
    block, button = pressable(lasting.blocks, "Open")[0]
    await maya.presses(lasting, button, block)
    told = seen.last("block_actions")
    assert (told["container"]["message_ts"], told["message"]["text"]) == (lasting.ts, "Look")
    assert maya.modal is not None
    await maya.closes()
    await maya.presses(passing, button, block)
    told = seen.last("block_actions")
    assert told["container"]["is_ephemeral"]
    assert "message" not in told
    assert read_post(maya.asides[0]) == "Replaced"


async def test_what_one_types_arrives_as_an_event_and_the_bots_own_words_come_back(
    played: Played,
) -> None:
    maya, seen, team = played.maya, played.seen, played.maya.user.team
    await maya.types("I am <b> at maya@example.org & co")
    event = seen.last("event_callback")["event"]
    assert (event["type"], event["channel_type"], event["user"]) == ("message", "im", maya.user.id)
    assert event["text"] == "I am &lt;b&gt; at <mailto:maya@example.org|maya@example.org> &amp; co"
    first = seen.last("event_callback")["event_id"]
    await played.stub.events.again()
    assert seen.last("event_callback")["event_id"] == first
    assert team.token is not None
    before = len(seen.bodies)
    client = AsyncWebClient(team.token.value, base_url=played.stub.api_url)
    await client.chat_postMessage(channel=maya.chat.id, text="Good morning")
    await played.stub.settled()
    assert played.stub.events.last is not None
    echoed = played.stub.events.last[1]["event"]
    assert (echoed["bot_id"], echoed["text"]) == (f"B{team.bot_user.id[1:]}", "Good morning")
    assert len(seen.bodies) == before, "Bolt leaves out what the bot itself wrote"


async def test_shortcuts_the_home_and_an_answer_to_a_command_reach_the_person(
    played: Played,
) -> None:
    maya = played.maya
    await maya.shortcut("log")
    assert maya.modal is not None
    await maya.closes()
    await maya.opens_home()
    assert read_home(maya.home) == "Open"
    await maya.opens_home()
    assert (
        played.seen.last("event_callback")["event"]["view"]["id"] == maya.home.id
        if maya.home
        else False
    )
    await maya.command("say")
    assert [read_post(one) for one in maya.asides] == ["Said to you alone"]


@pytest.mark.parametrize("played", ["http"], indirect=True)
@pytest.mark.parametrize(
    "headers",
    [{"X-Slack-Signature": "v0=forged"}, {"X-Slack-Request-Timestamp": "1700000000"}],
    ids=["forged", "old"],
)
async def test_a_request_badly_signed_or_old_is_turned_away(
    played: Played, headers: dict[str, str]
) -> None:
    assert isinstance(played.stub.wire, HttpWire)
    heard = await played.stub.wire.send(
        EVENT, {"type": "url_verification", "challenge": "c"}, headers
    )
    assert heard.status == 401
    heard = await played.stub.wire.send(EVENT, {"type": "url_verification", "challenge": "c"})
    assert (heard.status, json.loads(heard.text)["challenge"]) == (200, "c")


@pytest.mark.parametrize("played", ["socket"], indirect=True)
async def test_a_socket_that_is_to_be_refreshed_is_replaced(played: Played) -> None:
    await played.stub.socket.refresh()
    assert played.stub.socket.connections == 2
    await played.maya.command("apply")
    assert played.maya.modal is not None


async def test_a_bot_that_fails_is_noticed(played: Played) -> None:
    played.stub.world.patience = 1
    await played.maya.shortcut("unknown to the bot")
    assert played.maya.trouble == TROUBLE
    assert len(played.stub.world.wrongs) == 1
    played.stub.world.wrongs.clear()


def test_what_is_typed_is_escaped_and_its_links_are_marked() -> None:
    assert (
        as_sent("see https://example.org/a and <me>")
        == "see <https://example.org/a> and &lt;me&gt;"
    )
