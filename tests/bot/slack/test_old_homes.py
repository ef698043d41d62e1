"""Slack: of several homes in somebody's chat the newest has its buttons, and each before it is a line; nothing else is."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.slack import asker, replying
from bot.slack.asker import Asker
from handlers.home.at_a_glance import EARLIER_HOME
from handlers.kit.ui import Button, Message
from scheme.ids import NOBODY
from storage.engine.database import Database
from tests.slack.corner import said, slack_corner
from tests.slack.hand import Hand, pressable
from tests.slack.reading import read_post
from tests.slack.stage import SlackStage
from tests.support.stage import MAYA

WELCOME = "Welcome to ALN Mentoring Scheme"
FOLDED = EARLIER_HOME.text
GO_ON = Button(label="Go on", action="home.show")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
        found.stub.world.faults.heal()
        await all_done(found)
    await database.close()


async def all_done(scene: SlackStage) -> None:
    """Wait until nothing goes on beside an answer any more."""
    while under_way := scene.slack.replying._under_way:
        await asyncio.wait(under_way)


async def types(scene: SlackStage, hand: Hand, text: str) -> None:
    await hand.types(text)
    await all_done(scene)


def homes(hand: Hand) -> list[bool]:
    """Of each home and what is left of one, in order: whether it is still as it was."""
    told = [one for one in said(hand.messages) if WELCOME in one or FOLDED in one]
    return [WELCOME in one for one in told]


async def test_a_newer_home_leaves_a_line_of_the_earlier_and_touches_nothing_else(
    scene: SlackStage,
) -> None:
    maya = (await scene.person(MAYA)).hand
    await types(scene, maya, "hello")
    assert homes(maya) == [True]
    await types(scene, maya, "qwertyuiop")
    other = said(maya.messages)[-1]
    await types(scene, maya, "hello")
    await types(scene, maya, "hello")
    assert homes(maya) == [False, False, True]
    assert other in said(maya.messages)
    lines = [post for post in maya.messages if FOLDED in read_post(post)]
    assert not any(pressable(post.blocks, "More") for post in lines)
    assert len(scene.stub.world.faults.called("chat.update")) == 2


async def test_an_event_that_comes_again_folds_nothing(scene: SlackStage) -> None:
    maya = (await scene.person(MAYA)).hand
    await types(scene, maya, "hello")
    await scene.stub.events.again()
    await all_done(scene)
    assert homes(maya) == [True]
    assert not scene.stub.world.faults.called("chat.update")


async def test_what_stood_beside_an_earlier_home_goes_with_it(scene: SlackStage) -> None:
    maya = (await scene.person(MAYA)).hand
    await types(scene, maya, "qwertyuiop")
    team = maya.user.team.id
    for number in (1, 2):
        first = Message(text=f"First {number}", buttons=(GO_ON,), home="first")
        beside = Message(text=f"Beside {number}", buttons=(GO_ON,), home="beside")
        she = Asker(workspace=team, team=team, user=maya.user.id)
        await scene.slack.replying.say(she, NOBODY, [first, beside])
        await all_done(scene)
    words = "\n".join(said(maya.messages))
    assert [one in words for one in ("First 1", "Beside 1", "First 2", "Beside 2")] == [
        False,
        False,
        True,
        True,
    ]
    assert words.count(FOLDED) == 1


async def test_a_home_in_a_thread_folds_none_of_the_chat(scene: SlackStage) -> None:
    maya = (await scene.person(MAYA)).hand
    await types(scene, maya, "hello")
    post = next(one for one in maya.messages if one.by_bot)
    await maya.types("hello", thread=post)
    await all_done(scene)
    assert homes(maya) == [True, True]


async def test_nobody_waits_for_a_fold(scene: SlackStage, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (asker, "SECONDS"),
        (replying, "PATIENCE"),
    ):  # a slow machine is waited for
        monkeypatch.setattr(module, name, 3600.0)
    maya = (await scene.person(MAYA)).hand
    await types(scene, maya, "hello")
    let_go = scene.stub.world.holds("chat.update")
    await maya.types("hello")
    assert maya.heard.ok
    assert homes(maya) == [True, True]
    let_go.set()
    await all_done(scene)
    assert homes(maya) == [False, True]


async def test_a_home_that_slack_does_not_change_stays_and_the_newer_is_there(
    scene: SlackStage,
) -> None:
    maya = (await scene.person(MAYA)).hand
    await types(scene, maya, "hello")
    scene.stub.world.fails("chat.update", error="edit_window_closed")
    with capture_logs() as logs:
        await types(scene, maya, "hello")
    assert homes(maya) == [True, True]
    assert [one["why"] for one in logs if one["event"] == "a home is not folded"] == [
        "edit_window_closed"
    ]
