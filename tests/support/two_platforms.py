"""One bot on two platforms: some people are in Slack, some in Teams, and the Group's channel is on either (R11.5)."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.pacing import Pacer
from bot.slack.app import Slack
from bot.teams.app import Teams
from scheme.definition.definition import Definition
from storage.engine.database import Database
from tests.journeys.story import Person
from tests.platforms.stage import SECONDS, UNPACED
from tests.slack.api import stubbed
from tests.slack.stage import SlackStage, Town, install, served
from tests.slack.stage import settings as slack_settings
from tests.slack.world import World as SlackWorld
from tests.support.stage import set_stage
from tests.teams.api import teams_stubbed
from tests.teams.stage import TeamsStage, TeamsTown, teams_served
from tests.teams.stage import settings as teams_settings
from tests.teams.world import World as TeamsWorld


@dataclass
class TwoPlatforms:
    """People where they are: those `in_slack` there, everybody else in Teams; the Group's channel is in `group`."""

    slack: SlackStage
    teams: TeamsStage
    in_slack: Collection[str]
    group: SlackStage | TeamsStage

    async def person(self, email: str) -> Person:
        """A person where they are."""
        return await (self.slack if email in self.in_slack else self.teams).person(email)

    async def settled(self) -> None:
        """Wait until everything that was said has arrived."""
        for one in (self.slack, self.teams, self.slack):
            await one.settled()

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.slack.forward(days)
        await self.settled()

    async def group_sees(self, text: str) -> None:
        """The Group's channel shows a text."""
        await self.settled()
        await self.group.group_sees(text)

    async def group_does_not_see(self, text: str) -> None:
        """The Group's channel does not show a text."""
        await self.settled()
        await self.group.group_does_not_see(text)


def _with_both(slack: Town, teams: TeamsTown) -> Definition:
    data = slack.scheme().model_dump()
    data["workspaces"] = [*data["workspaces"], *teams.scheme().model_dump()["workspaces"]]
    return Definition.model_validate(data)


@asynccontextmanager
async def two_platforms(
    database: Database, in_slack: Collection[str], *, group_in_slack: bool
) -> AsyncIterator[TwoPlatforms]:
    """The stage of `stage.set_stage`, played on both."""
    async with (
        stubbed(SlackWorld(patience=SECONDS)) as slack_stub,
        teams_stubbed(TeamsWorld(patience=SECONDS)) as teams_stub,
    ):
        slack_town, teams_town = Town(slack_stub.world), TeamsTown(teams_stub.world)
        stage = await set_stage(database, _with_both(slack_town, teams_town))
        slack = Slack(stage.bot, slack_settings(slack_stub, socket=False), Pacer(*UNPACED))
        teams = Teams(stage.bot, teams_settings(teams_stub), Pacer(*UNPACED))
        stage.bot.channels[:] = [slack.channel, teams.channel]
        async with (
            served(stage, slack_stub, slack, socket=False),
            teams_served(stage, teams_stub, teams),
        ):
            for team in slack_town.all_teams():
                await install(slack, team)
            in_slack_scene = SlackStage(stage, slack_stub, slack_town, slack, by_command=False)
            in_teams_scene = TeamsStage(stage, teams_stub, teams_town, teams)
            group = in_slack_scene if group_in_slack else in_teams_scene
            scene = TwoPlatforms(in_slack_scene, in_teams_scene, in_slack, group)
            await in_teams_scene.add_app(one for one in teams_town.users if one not in in_slack)
            await group.open_up()
            await scene.settled()
            yield scene
