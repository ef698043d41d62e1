"""What is taken away and comes back: the bot in a workspace, a person, the Group's channel. Nothing is lost by it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys.story import applies
from tests.slack.player import SlackPlayer
from tests.slack.reading import read_post
from tests.slack.stage import SlackStage, install, slack_stage
from tests.support import pairs
from tests.support.stage import ALEX, MAYA, MENTEE_ANSWERS, PRIYA, ROBIN

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("ids_that_count")]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """Everybody in Slack."""
    database = Database(f"sqlite:///{tmp_path}/gone.db")
    async with slack_stage(database) as one:
        yield one
    await database.close()


def times(player: SlackPlayer, text: str) -> int:
    """In how many messages somebody has a text."""
    return sum(text in read_post(one) for one in player.posts)


async def test_what_waited_while_the_bot_was_removed_from_a_workspace_comes_once_it_is_back(
    scene: SlackStage,
) -> None:
    await pairs.pair(scene.stage, MAYA, PRIYA, days_ago=0)
    maya, priya, alex = (
        await scene.person(MAYA),
        await scene.person(PRIYA),
        await scene.person(ALEX),
    )
    await maya.says("hello")
    fellside = maya.hand.user.team
    await scene.stub.events.uninstalled(fellside)
    await alex.sees("I was removed from Fells libraries")
    await priya.does_not_see("I was removed")
    await scene.forward(50)
    await priya.sees("Quiet weeks")
    await maya.does_not_see("Quiet weeks")
    await install(scene.slack, fellside)
    await scene.slack.changes.returned(fellside.id)
    await maya.sees("Quiet weeks")
    await scene.forward(1)
    assert times(maya, "Quiet weeks") == times(priya, "Quiet weeks") == 1
    await alex.sees("I am back in Fells libraries")
    await alex.does_not_see("I was removed")


async def test_a_mentor_whose_account_was_closed_is_missed_and_nothing_for_them_is_lost(
    scene: SlackStage,
) -> None:
    await pairs.pair(scene.stage, MAYA, PRIYA, days_ago=0)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await priya.says("hello")
    await scene.stub.events.changed(priya.hand.user, deleted=True)
    await scene.group_sees("A message to somebody in P-1 could not be delivered")
    await scene.forward(50)
    await maya.sees("Quiet weeks")
    assert times(priya, "Quiet weeks") == 0
    await scene.stub.events.changed(priya.hand.user, deleted=False)
    await scene.settled()
    assert times(priya, "Quiet weeks") == 1


async def test_while_the_groups_channel_is_archived_its_members_have_the_cards_themselves(
    scene: SlackStage,
) -> None:
    robin, alex = await scene.person(ROBIN), await scene.person(ALEX)
    await scene.stub.events.archived(scene.channel, scene.town.of_group[ROBIN])
    await robin.sees("I can't post in the channel of the Oversight Group")
    await applies(await scene.person(MAYA), "mentee", MENTEE_ANSWERS)
    await scene.group_does_not_see("A-1")
    for member in (robin, alex):
        await member.sees("A-1")
    await scene.stub.events.archived(scene.channel, scene.town.of_group[ROBIN], back=True)
    await scene.group_sees("A-1")
    await robin.sees("The channel of the Oversight Group works again")
    assert (
        sum("A-1" in read_post(one) for one in scene.channel.posts.values() if not one.pinned) == 1
    )
