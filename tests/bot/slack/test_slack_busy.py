"""Slack is answered in time while the database is held: presses are answered later, forms stay open, words come again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.slack import asker
from bot.slack.acts import KEPT
from bot.slack.cards.forms import LATE
from handlers.kit.ui import Reply
from storage.engine.database import Database
from storage.work import Busy
from tests.slack.corner import restarted, rows, said, shown, slack_corner, typed_in
from tests.slack.odd import everything
from tests.slack.player import SlackPlayer
from tests.slack.stage import SlackStage
from tests.support.stage import MAYA

GRIEVANCE = "Xylophonic grievance"
WELCOME = "Welcome to ALN Mentoring Scheme"
LONG = 60.0  # seconds: however busy the machine is
SOON = 0.6  # seconds that Slack waits, once the database is held

Held = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack; one reads and one writes at a time."""
    database = Database(f"sqlite:///{tmp_path}/t.db", connections=2, patience=LONG)
    async with slack_corner(database) as found:
        yield found
        await all_done(found)
    await database.close()


async def all_done(scene: SlackStage) -> None:
    """Wait until nothing goes on beside an answer any more."""
    while under_way := scene.slack.replying._under_way:
        await asyncio.wait(under_way)


@pytest.fixture
def held(scene: SlackStage, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Meanwhile somebody else has the whole database, and Slack waits for a moment and no longer."""
    turns, writing = scene.bot.database.turns, scene.bot.database.write_lock

    @asynccontextmanager
    async def holding() -> AsyncIterator[None]:
        async with turns._places, writing:
            with monkeypatch.context() as patch:
                patch.setattr(asker, "SECONDS", SOON)
                yield

    return holding


async def test_whatever_comes_is_answered_in_time_while_the_database_is_held(
    scene: SlackStage, held: Held
) -> None:
    app = scene.slack._app
    assert app is not None
    sent = await everything(scene)
    await scene.settled()
    statuses, forms = {}, {}
    async with held():
        for kind, payload in sent.items():
            again = {name: f"anew-{kind}" for name in ("trigger_id", "event_id") if name in payload}
            async with asyncio.timeout(LONG):
                answer = await scene.slack._dispatched(app, payload | again, "0")
            statuses[kind], forms[kind] = answer.status, answer.body
    assert {kind for kind, status in statuses.items() if status != 200} == {"typed"}
    assert statuses["typed"] == 503
    assert Busy().text in forms["form"]
    await all_done(scene)
    scene.stub.world.wrongs.clear()  # windows with triggers that Slack has never given


async def test_a_command_is_acknowledged_and_answered_when_there_is_time(
    scene: SlackStage, held: Held
) -> None:
    maya = await scene.person(MAYA)
    async with held():
        assert (await maya.hand.command("hello")).ok
        assert said(maya.hand.messages) == []
    await all_done(scene)
    assert [WELCOME in one for one in said(maya.hand.messages)] == [True]


async def test_words_are_sent_again_until_they_are_kept_and_answered_once(
    scene: SlackStage, held: Held
) -> None:
    maya = await scene.person(MAYA)
    async with held():
        await maya.hand.types("hello")
        assert maya.hand.heard.status == 503
        assert (await scene.stub.events.again(1)).status == 503
    await all_done(scene)
    assert (await scene.stub.events.again(2)).ok
    assert [WELCOME in one for one in said(maya.hand.messages)] == [True]


async def test_words_that_were_not_kept_when_the_process_stopped_are_heard_by_the_next(
    scene: SlackStage, held: Held
) -> None:
    maya = await scene.person(MAYA)
    async with held():
        await maya.hand.types("hello")
        for task in scene.slack.replying._under_way:
            task.cancel()
        await all_done(scene)
    async with restarted(scene):
        assert (await scene.stub.events.again(2)).ok
    assert [WELCOME in one for one in said(maya.hand.messages)] == [True]


async def writes(scene: SlackStage) -> SlackPlayer:
    """Maya has a form open, and something written in it."""
    maya = await scene.person(MAYA)
    await maya.hand.command("I want to complain")
    await maya.fills(about="scheme", text=GRIEVANCE)
    return maya


async def test_a_form_stays_open_with_all_that_was_typed_while_the_database_is_held(
    scene: SlackStage, held: Held
) -> None:
    maya = await writes(scene)
    async with held():
        await maya.hand.submits()
        assert Busy().text in shown(maya.hand)
        assert GRIEVANCE in typed_in(maya.hand)
    assert await rows(scene, "concerns") == 0
    await maya.hand.submits()
    assert await rows(scene, "concerns") == 1
    assert maya.hand.modal is None


async def test_a_form_that_takes_too_long_is_told_so_kept_once_and_its_end_said_in_the_chat(
    scene: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = await writes(scene)
    act, goes_on = scene.bot.act, asyncio.Event()

    async def slow(*given: object) -> Reply:
        await goes_on.wait()
        return await act(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(asker, "SECONDS", SOON)
        patch.setattr(scene.bot, "act", slow)
        assert list((await maya.hand.submits()).values()) == [LATE]
        goes_on.set()
        await all_done(scene)
    assert await rows(scene, "concerns") == 1
    assert KEPT.text in said(maya.hand.messages)[-1]
    await maya.hand.submits()
    assert await rows(scene, "concerns") == 1
    assert maya.hand.modal is None
