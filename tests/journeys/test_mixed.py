"""One bot, two channels: some people are in Slack, one or several workspaces of it, and others are not (R11.5)."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from handlers.kit.turn import Moment
from handlers.partnership.introduce import introduce
from scheme.ids import PartnershipId
from scheme.subject import Subject
from storage import matters, partnerships
from storage.engine.database import Database
from tests.journeys import story, together
from tests.journeys.story import Person
from tests.slack.stage import SlackStage, slack_stage
from tests.slack.world import Json
from tests.support import pairs
from tests.support.stage import MAYA, PRIYA

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("ids_that_count")]


@dataclass
class Mixed:
    """Priya has no Slack: she is reached by the other channel. Everybody else is in Slack."""

    slack: SlackStage

    async def person(self, email: str) -> Person:
        """A person where they are."""
        return await (self.slack.stage if email == PRIYA else self.slack).person(email)

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.slack.forward(days)

    async def group_sees(self, text: str) -> None:
        """The Group's channel shows a text."""
        await self.slack.group_sees(text)

    async def group_does_not_see(self, text: str) -> None:
        """The Group's channel does not show a text."""
        await self.slack.group_does_not_see(text)


def leads_to(given: object) -> list[str]:
    """The users that blocks lead to."""
    if isinstance(given, list):
        return [user for one in given for user in leads_to(one)]
    if not isinstance(given, dict):
        return []
    if given.get("type") == "user":
        return [str(given["user_id"])]
    return [user for one in given.values() for user in leads_to(one)]


async def introduction(scene: SlackStage) -> list[Json]:
    """What introduces Maya to her mentor."""
    maya = await scene.person(MAYA)
    return next(one.blocks for one in maya.posts if "Meet Priya" in str(one.blocks))


def without_slack(slack: SlackStage) -> Mixed:
    """Priya is in no workspace, and the bot has another channel for her."""
    town = slack.town
    del town.teams["harbour"].users[town.users.pop(PRIYA).id]
    slack.bot.channels.append(slack.stage.channel)
    return Mixed(slack)


async def test_an_agreement_is_signed_by_one_in_slack_and_one_elsewhere(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/signed.db")
    async with slack_stage(database) as slack:
        await pairs.pair(slack.stage, MAYA, PRIYA, days_ago=0)
        await together.agreed(without_slack(slack))
    await database.close()


async def test_a_mentee_in_slack_and_a_mentor_elsewhere_are_a_pair_like_any_other(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/mixed.db")
    async with slack_stage(database) as slack:
        scene = without_slack(slack)
        for one in (story.register_of_two, story.matched):
            await one(scene)
        assert leads_to(await introduction(slack)) == []
        await story.started(scene)
        maya = await slack.person(MAYA)
        maya.group_hand = await slack.invite(maya.hand.user)  # in two workspaces, and one person
        await maya.group_hand.types("hello")
        await maya.sees("In partnership with Priya Nair")
        await story.met_and_surveyed(scene)
        said = [one for one in maya.group_hand.messages if one.by_bot]
        assert said, "she is reached where she was seen last"
    await database.close()


async def test_an_introduction_leads_to_the_partner_where_the_two_share_a_workspace(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/shared.db")
    async with slack_stage(database) as scene:
        await pairs.pair(scene.stage, MAYA, PRIYA)
        for email in (MAYA, PRIYA):
            person = await scene.person(email)
            person.group_hand = await scene.invite(person.hand.user)
            await person.group_hand.types("hello")
        async with scene.bot.work() as work:
            pair = await partnerships.by_id(work, PartnershipId(1))
            await introduce(
                Moment(
                    definition=work.definitions[pair.scheme],
                    found=await matters.find(work, Subject.read("partnership:1"), pair.scheme),
                    now=work.now,
                    catalogue=scene.bot.desk.catalogue,
                ),
                work,
                pair,
            )
        await scene.settled()
        assert leads_to(await introduction(scene)) == [scene.town.of_group[PRIYA].id]
    await database.close()
