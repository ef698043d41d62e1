"""The door that Slack comes in by: what is signed is heard, once; and nothing of what people wrote is ever logged."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import delete

from bot.slack.app import Slack
from handlers.home.at_a_glance import EARLIER_HOME
from storage.engine.database import Database
from storage.tables import inbound
from tests.slack.corner import of_group, press, restarted, rows, said, slack_corner
from tests.slack.hand import pressable
from tests.slack.stage import SlackStage, settings
from tests.slack.wire import COMMAND, EVENT, INTERACTION, written
from tests.support.rounds import applies
from tests.support.stage import IDA, MAYA, PRIYA

SECRET = "a marked word: Quicksilver"
WELCOME = "Welcome to ALN Mentoring Scheme"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield one
    await one.close()


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    async with slack_corner(database) as found:
        yield found


# Signatures


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=forged"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Request-Timestamp": "1700000000"},
    ],
    ids=["forged", "missing", "old"],
)
async def test_what_slack_did_not_sign_just_now_is_turned_away_with_one_line(
    scene: SlackStage, headers: dict[str, str]
) -> None:
    maya = await scene.person(MAYA)
    payload = maya.hand.told.command("/mentoring", SECRET, maya.hand.chat)
    assert scene.stub.wire is not None
    with structlog.testing.capture_logs() as lines:
        heard = await scene.stub.wire.send(COMMAND, payload, headers)
    assert heard.status == 401
    assert [one["event"] for one in lines] == ["request refused: not signed by Slack, or too old"]
    assert "Quicksilver" not in str(lines) + heard.text
    assert await rows(scene, "accounts") == 0


async def test_a_signed_request_without_its_timestamp_is_turned_away(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    body, media = written(COMMAND, maya.hand.told.command("/mentoring", "hello", maya.hand.chat))
    headers = {"Content-Type": media, "X-Slack-Signature": "v0=0"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(_address(scene), data=body, headers=headers) as answer,
    ):
        assert answer.status == 401
    assert maya.hand.messages == []


def _address(scene: SlackStage) -> str:
    wire = scene.stub.wire
    return str(getattr(wire, "address", ""))


async def test_without_a_signing_secret_there_is_nothing_to_send_to(scene: SlackStage) -> None:
    for secret, wanted in ((None, 0), (settings(scene.stub, socket=False).signing_secret, 1)):
        given = settings(scene.stub, socket=False).model_copy(update={"signing_secret": secret})
        app = web.Application()
        Slack(scene.bot, given).add_routes(app)
        paths = [one.resource.canonical for one in app.router.routes() if one.resource]
        assert paths.count("/slack/events") == wanted


# Once


async def test_an_event_that_comes_again_is_answered_once(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.types("hello")
    for retry in (0, 1, 2):
        await scene.stub.events.again(retry)
    await scene.settled()
    assert sum(WELCOME in one for one in said(maya.hand.messages)) == 1


async def test_an_event_that_comes_twice_at_once_is_answered_once(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.opens_home()
    scene.stub.world.slow("chat.postMessage", 0.3)
    talks = asyncio.create_task(maya.hand.types("hello"))
    await asyncio.sleep(0.1)
    await asyncio.gather(*(scene.stub.events.again(retry) for retry in (1, 2)))
    await talks
    await scene.settled()
    assert sum(WELCOME in one for one in said(maya.hand.messages)) == 1


async def test_an_event_that_comes_again_after_a_restart_is_answered_once(
    scene: SlackStage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.types("hello")
    async with restarted(scene):
        await scene.stub.events.again()
        await scene.settled()
        assert sum(WELCOME in one for one in said(maya.hand.messages)) == 1
        await maya.hand.types("hello")
        assert sum(WELCOME in one for one in said(maya.hand.messages)) == 2


async def test_a_refusal_is_said_once_as_well(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.types("x" * 10_001)
    assert "Please shorten this to 10,000 characters" in said(maya.hand.messages)[-1]
    await scene.stub.events.again()
    async with restarted(scene):
        await scene.stub.events.again(2)
    assert len(said(maya.hand.messages)) == 1


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
async def test_what_a_process_heard_and_never_answered_is_answered_when_it_comes_again(
    database: Database, socket: bool
) -> None:
    async with slack_corner(database, socket=socket) as scene:
        maya = await scene.person(MAYA)
        await maya.hand.opens_home()
        await maya.hand.types("hello")
        async with (
            scene.bot.work() as work
        ):  # as it stands when the process dies between its deed and its words
            await work.session.execute(delete(inbound).where(inbound.c.id.startswith("shown:")))
        scene.slack.hearing._heard.clear()
        for retry in (1, 2):
            await scene.stub.events.again(retry)
        homes = [WELCOME in one or EARLIER_HOME.text in one for one in said(maya.hand.messages)]
        assert sum(homes) == 2


async def test_a_retry_that_fails_half_way_does_not_count_as_the_answer(
    scene: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.opens_home()

    async def fails(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(scene.slack.replying, "say", fails)
        await maya.hand.types("hello")
        assert (await scene.stub.events.again(1)).status == 500
    assert said(maya.hand.messages) == []
    await scene.stub.events.again(2)
    assert sum(WELCOME in one for one in said(maya.hand.messages)) == 1


async def test_in_socket_mode_a_first_time_is_told_from_a_retry(database: Database) -> None:
    async with slack_corner(database, socket=True) as scene:
        maya, seen = await scene.person(MAYA), []
        typed = scene.slack.hearing.typed

        async def noted(body: Mapping[str, Any], *, again: bool) -> bool:
            seen.append(again)
            return await typed(body, again=again)

        scene.slack.hearing.typed = noted  # type: ignore[method-assign]
        await maya.hand.types("hello")
        assert maya.hand.heard.ok
        assert (await scene.stub.events.again()).ok
        assert seen == [False, True]
        assert sum(WELCOME in one for one in said(maya.hand.messages)) == 1


async def test_the_bot_answers_neither_itself_nor_an_edited_message_nor_another_app(
    scene: SlackStage,
) -> None:
    maya = await scene.person(MAYA)
    scene.stub.world.echoes = True
    post = await maya.hand.types("hello")
    await scene.settled()
    assert scene.stub.events.last is not None
    assert scene.stub.events.last[1]["event"]["bot_id"]
    before = len(said(maya.hand.messages))
    await maya.hand.edits(post, "I would like a mentor please")
    await scene.stub.events.said(post, bot_id="B0OTHER")
    await scene.settled()
    assert len(said(maya.hand.messages)) == before


async def test_the_same_press_sent_twice_is_done_once(scene: SlackStage) -> None:
    subject = await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    ida = await of_group(scene, IDA)
    card = next(one for one in ida.sees_in(scene.channel) if pressable(one.blocks, "Open"))
    await press(ida, card, "Open")
    assert ida.modal is not None
    block, button = pressable(ida.modal.view["blocks"], "Eligible")[0]
    pressed = {"action_id": button["action_id"], "block_id": block["block_id"], "type": "button"}
    payload = ida.told.press(ida.modal, pressed | {"value": button["value"]}, {})
    wire = scene.stub.wire
    assert wire is not None
    heard = await asyncio.gather(*(wire.send(INTERACTION, payload) for _ in range(3)))
    assert {one.status for one in heard} == {200}
    assert (
        await rows(scene, "audit", action="review.eligible", subject=subject, outcome="done") == 1
    )


async def test_a_form_that_is_sent_twice_is_taken_once(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.command("complain")
    assert maya.hand.modal is not None
    maya.hand.fills("long.text", "It was like this.")
    maya.hand.fills("choice.about", "scheme")
    payload = maya.hand.told.submission(maya.hand.modal)
    wire = scene.stub.wire
    assert wire is not None
    heard = await asyncio.gather(*(wire.send(INTERACTION, payload) for _ in range(3)))
    await scene.settled()
    assert {one.status for one in heard} == {200}
    assert await rows(scene, "concerns") == 1
    assert sum("Complaint received" in one for one in said(maya.hand.messages)) == 1


async def test_slack_is_answered_when_it_tries_the_address(scene: SlackStage) -> None:
    wire = scene.stub.wire
    assert wire is not None
    heard = await wire.send(EVENT, {"type": "url_verification", "challenge": "c"})
    assert json.loads(heard.text)["challenge"] == "c"


# Whether it works


async def test_a_connection_that_is_lost_and_cannot_be_had_again_is_logged_and_told_of(
    database: Database,
) -> None:
    async with slack_corner(database, socket=True) as scene:
        client = getattr(scene.slack._socket, "client")  # noqa: B009
        assert "slack" not in await scene.bot.readiness.findings()
        scene.stub.world.fails("apps.connections.open", "invalid_auth", times=1000)
        with structlog.testing.capture_logs() as lines:
            await scene.stub.socket.close()
            async with asyncio.timeout(20):
                for _ in iter(
                    lambda: any(one.get("error") == "invalid_auth" for one in lines), True
                ):
                    await asyncio.sleep(0.01)
        assert not await client.is_connected()
        assert (await scene.bot.readiness.findings())[
            "slack"
        ] == "Socket Mode is not connected (invalid_auth)"


async def test_a_bot_token_that_is_revoked_is_told_of_by_slacks_own_word(scene: SlackStage) -> None:
    team = scene.town.teams["fellside"]
    assert team.token is not None
    given = settings(scene.stub, socket=False).model_copy(
        update={"bot_token": SecretStr(team.token.value)}
    )
    slack = Slack(scene.bot, given)
    await slack.clients.start()
    assert "slack" not in await scene.bot.readiness.findings()
    team.token.state = "revoked"
    slack.clients.forget(team.id)  # as a letter does that is not taken there
    assert (await scene.bot.readiness.findings())[
        "slack"
    ] == "the bot token does not work (token_revoked)"
    assert (
        await slack.clients.place(scene.town.group_team.id) is not None
    )  # the others are not concerned
    await slack.clients.stop()
