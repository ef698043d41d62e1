"""Wherever one can type, words of danger are answered in the writer's own chat, and a form with them is taken (R13.5)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.slack.corner import in_channel, slack_corner
from tests.slack.hand import Hand
from tests.slack.player import SlackPlayer
from tests.slack.stage import SlackStage
from tests.support.pairs import pair
from tests.support.stage import MAYA, PRIYA
from tests.teams.player import TeamsPlayer
from tests.teams.stage import TeamsStage, teams_stage

CRY = "I want to kill myself"
URGENT = "tel:116123"


@asynccontextmanager
async def at_work(platform: str, folder: Path) -> AsyncIterator[SlackStage | TeamsStage]:
    """The town on a platform."""
    database = Database(f"sqlite:///{folder}/danger.db")
    corner = slack_corner(database) if platform == "slack" else teams_stage(database)
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


async def test_whoever_raises_a_concern_about_words_of_danger_is_told_who_can_help(tmp_path: Path) -> None:
    async with at_work("slack", tmp_path) as scene:
        assert isinstance(scene, SlackStage)
        await pair(scene.stage, MAYA, PRIYA)
        maya = await scene.person(MAYA)
        room = in_channel(scene, maya.hand)
        other = Hand(scene.stub, scene.town.teams["fellside"].add_user("Otto Reed", "otto@fellside.example.org"))
        room.members.add(other.user.id)
        post = await other.types(CRY, where=room)
        await maya.hand.shortcut_on(post, "raise_concern")
        await scene.settled()
        assert alarms(maya) == 1
