"""Pairs across platforms: one in Slack and one in Teams, the Group in a third place, and one who has neither (R11.5)."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys.acts import ACTS
from tests.journeys.story import Person
from tests.support.stage import ALEX, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, UMA
from tests.support.two_platforms import two_platforms
from tests.teams.stage import TeamsStage, teams_stage

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("ids_that_count")]

GROUP = (ROBIN, SAM, ALEX, IDA, UMA)
MENTORS = (PRIYA, TOM)
MENTEES = (MAYA, NOAH)
# Who is in Slack, whether the Group is, and what is played.
CASES = {
    "mentors in Slack, all others in Teams": (MENTORS, False, "a round"),
    "mentees and the Group in Slack, mentors in Teams": ((*MENTEES, *GROUP, JO), True, "a round"),
    "a pair apart signs, plans and meets": (MENTORS, False, "half a year together"),
    "a pair apart goes on, pauses and is surveyed": (
        MENTEES,
        False,
        "longer, paused, surveyed and over",
    ),
    "questions pass between platforms": ((MAYA, JO), False, "questions, issues and complaints"),
}


@pytest.mark.parametrize("case", CASES)
async def test_people_on_two_platforms_are_pairs_like_any_other(case: str, tmp_path: Path) -> None:
    in_slack, group_in_slack, act = CASES[case]
    database = Database(f"sqlite:///{tmp_path}/both.db")
    async with two_platforms(database, in_slack, group_in_slack=group_in_slack) as scene:
        await ACTS[act].begin(scene.slack.stage)
        await ACTS[act].play(scene)
        assert not any(one.posts for email, one in scene.teams.players.items() if email in in_slack)
        assert not any(
            one.posts for email, one in scene.slack.players.items() if email not in in_slack
        )
    await database.close()


@dataclass
class WithWeb:
    """Priya has no Teams: she is reached by the web channel's stand-in. Everybody else is in Teams."""

    teams: TeamsStage

    async def person(self, email: str) -> Person:
        """A person where they are."""
        return await (self.teams.stage if email == PRIYA else self.teams).person(email)

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.teams.forward(days)

    async def group_sees(self, text: str) -> None:
        """The Group's channel shows a text."""
        await self.teams.group_sees(text)

    async def group_does_not_see(self, text: str) -> None:
        """The Group's channel does not show a text."""
        await self.teams.group_does_not_see(text)


async def test_a_mentee_in_teams_and_a_mentor_with_neither_are_a_pair_like_any_other(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/web.db")
    async with teams_stage(database, without=(PRIYA,)) as teams:
        teams.bot.channels.append(teams.stage.channel)
        scene = WithWeb(teams)
        await ACTS["a round"].play(scene)
    await database.close()
