"""A pair apart: the mentee in Teams, as the Group is, and the mentor on the web, who signs in by mail (R11.5, R12.6)."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from bot.web.app import make_app
from bot.web.channel import WebChannel
from bot.web.live import Hub
from storage.engine.database import Database
from tests.journeys.acts import ACTS
from tests.journeys.story import Person
from tests.mail.stage import with_mail
from tests.support.browser import chromium, launched
from tests.support.stage import PRIYA
from tests.support.web_stage import WebStage
from tests.teams.stage import TeamsStage, teams_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("ids_that_count"),
]


@dataclass
class OneOnTheWeb:
    """Priya has no Teams and signs in on the web; everybody else is in Teams."""

    teams: TeamsStage
    web: WebStage

    async def person(self, email: str) -> Person:
        """A person where they are."""
        return await (self.web if email == PRIYA else self.teams).person(email)

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.teams.forward(days)

    async def group_sees(self, text: str) -> None:
        """The Group's channel shows a text."""
        await self.teams.group_sees(text)

    async def group_does_not_see(self, text: str) -> None:
        """The Group's channel does not show a text."""
        await self.teams.group_does_not_see(text)


async def test_a_mentee_in_teams_and_a_mentor_on_the_web_are_a_pair_like_any_other(
    tmp_path: Path,
) -> None:
    chromium()
    database = Database(f"sqlite:///{tmp_path}/mixed.db")
    async with teams_stage(database, without=(PRIYA,)) as teams:
        hub = Hub()
        teams.bot.channels.append(WebChannel(teams.bot, hub, playground=False))
        runner = web.AppRunner(make_app(teams.bot, hub), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            async with with_mail(teams.stage) as box, launched() as browser:
                options = {"viewport": {"width": 1280, "height": 900}}
                on_the_web = WebStage(teams.stage, address, browser, box, options)
                await ACTS["a round"].play(OneOnTheWeb(teams, on_the_web))
                # She has her page open all the time, so nothing else is mailed to her.
                assert all("/sign-in/link/" in mail.text for mail in box.of(PRIYA))
        finally:
            await runner.cleanup()
    await database.close()
