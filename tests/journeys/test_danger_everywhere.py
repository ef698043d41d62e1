"""Wherever one can type, words of danger are answered in the writer's own chat, and a form with them is taken (R13.5)."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.slack.corner import in_channel, slack_corner
from tests.slack.hand import Hand
from tests.slack.player import SlackPlayer
from tests.slack.stage import SlackStage
from tests.support.pairs import pair
from tests.support.stage import IDA, MAYA, PRIYA
from tests.teams.corner import teams_corner
from tests.teams.player import TeamsPlayer
from tests.teams.stage import TeamsStage

CRY = "I want to kill myself"
UNSURE = "I'm going to end it"  # it may be the partnership
URGENT = "tel:116123"


@asynccontextmanager
async def at_work(platform: str, folder: Path) -> AsyncIterator[SlackStage | TeamsStage]:
    """The town on a platform."""
    database = Database(f"sqlite:///{folder}/danger.db")
    if platform == "slack":
        corner: AbstractAsyncContextManager[SlackStage | TeamsStage] = slack_corner(database)
    else:
        corner = teams_corner(database)
    async with corner as scene:
        yield scene
    await database.close()


def alarms(player: SlackPlayer | TeamsPlayer) -> int:
    """How many messages in somebody's own chat name the line that is open day and night, as a link."""
    if isinstance(player, SlackPlayer):
        return sum(URGENT in str(one.blocks) for one in player.posts)
    return sum(URGENT in str(one.body) for one in player.posts)


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_in_a_chat_and_in_a_form(platform: str, tmp_path: Path) -> None:
    async with at_work(platform, tmp_path) as scene:
        maya = await scene.person(MAYA)
        await maya.says(CRY)
        await scene.settled()
        assert alarms(maya) == 1
        await maya.says("ask a question")
        await maya.fills(text=f"What if {CRY}?")
        await maya.submits()
        await scene.settled()
        assert alarms(maya) == 2
        assert maya.wrong is None  # the form was taken


async def test_whoever_raises_a_concern_about_words_of_danger_is_told_who_can_help(
    tmp_path: Path,
) -> None:
    async with at_work("slack", tmp_path) as scene:
        assert isinstance(scene, SlackStage)
        await pair(scene.stage, MAYA, PRIYA)
        maya = await scene.person(MAYA)
        room = in_channel(scene, maya.hand)
        other = Hand(
            scene.stub,
            scene.town.teams["fellside"].add_user("Otto Reed", "otto@fellside.example.org"),
        )
        room.members.add(other.user.id)
        post = await other.types(CRY, where=room)
        await maya.hand.shortcut_on(post, "raise_concern")
        await scene.settled()
        assert alarms(maya) == 1


@pytest.mark.parametrize("words", [CRY, UNSURE])
async def test_after_the_command_in_a_channel_the_writer_alone_reads_it_there_and_keeps_it_in_their_chat(
    words: str, tmp_path: Path
) -> None:
    async with at_work("slack", tmp_path) as scene:
        assert isinstance(scene, SlackStage)
        maya = await scene.person(MAYA)
        room = in_channel(scene, maya.hand)
        other = Hand(
            scene.stub,
            scene.town.teams["fellside"].add_user("Otto Reed", "otto@fellside.example.org"),
        )
        room.members.add(other.user.id)
        await maya.hand.command(words, where=room)
        await scene.settled()
        assert other.sees_in(room) == []
        there = maya.hand.sees_in(room)
        assert {one.only_for for one in there} == {maya.hand.user.id}
        assert [URGENT in str(one.blocks) for one in there] == [
            True,
            *([False] if words == UNSURE else []),
        ]
        assert [URGENT in str(one.blocks) for one in maya.hand.messages] == [True]


async def test_in_a_teams_channel_the_others_read_no_more_than_that_it_was_answered(
    tmp_path: Path,
) -> None:
    async with at_work("teams", tmp_path) as scene:
        assert isinstance(scene, TeamsStage)
        ida = await scene.person(IDA)
        assert ida.group_hand is not None
        before = len(ida.group_hand.sees_in(scene.channel))
        for words in (CRY, UNSURE):
            await ida.group_hand.types(words, where=scene.channel)
            await scene.settled()
        new = ida.group_hand.sees_in(scene.channel)[before:]
        assert len(new) == 4  # the words, and that they were answered, twice
        assert not any(URGENT in str(one.body) or "999" in str(one.body) for one in new)
        assert alarms(ida) == 2


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("words", [CRY, UNSURE, "i took an overdose"])
async def test_in_a_form_in_the_chat(platform: str, words: str, tmp_path: Path) -> None:
    async with at_work(platform, tmp_path) as scene:
        maya = await scene.person(MAYA)
        await maya.says("I want a mentor")
        await maya.presses("Answer in the chat instead")
        await maya.says(words)
        await scene.settled()
        assert alarms(maya) == 1
        await maya.says("Maya Thorne")
        await scene.settled()
        assert "Question 2 of" in maya.screen


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_while_the_database_is_held(platform: str, tmp_path: Path) -> None:
    async with at_work(platform, tmp_path) as scene:
        maya = await scene.person(MAYA)
        await maya.says("hello")
        await scene.settled()
        async with scene.bot.database.write_lock:
            await maya.at.types(CRY)
            assert alarms(maya) == 1
        await scene.settled()
        assert alarms(maya) == 1


@pytest.mark.parametrize("words", [CRY, UNSURE])
async def test_on_a_page_of_a_long_form(words: str, tmp_path: Path) -> None:
    async with at_work("slack", tmp_path) as scene:
        maya = await scene.person(MAYA)
        await maya.says("I want a mentor")
        about = {
            "library": "fellside",
            "job_title": "Assistant",
            "level": "assistant",
            "experience_years": "2",
        }
        await maya.fills(name=words, email=MAYA, **about)
        assert isinstance(maya, SlackPlayer)
        await maya.hand.submits()
        await scene.settled()
        assert maya.wrong == {}
        assert "Step 2 of 3" in maya.screen
        assert alarms(maya) == 1


async def test_in_a_form_that_is_left_for_another_way(tmp_path: Path) -> None:
    async with at_work("slack", tmp_path) as scene:
        maya = await scene.person(MAYA)
        await maya.says("I want a mentor")
        await maya.fills(name=UNSURE)
        await maya.presses("Answer in the chat instead")
        await scene.settled()
        assert alarms(maya) == 1
