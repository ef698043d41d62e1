"""One press in a mail program, or on the page, stops the mail of the day; opening the page changes nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import Bot
from scheme.people import Person
from storage import matters
from storage.web import links
from tests.bot.test_web_site import Client
from tests.web.showcase import MAYA, showcase

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FROM_THE_PAGE = {"Sec-Fetch-Site": "same-origin"}
NOW = datetime.now(UTC)


@dataclass
class Scene:
    """The pages, and the bot behind them."""

    bot: Bot
    client: Client

    async def page(self, purpose: str = "stop", days: int = 1) -> str:
        """The path of a page that a mail leads to."""
        async with self.bot.work() as work:
            until = NOW + timedelta(days=days)
            token = await links.make(work, purpose, f"person:{MAYA}", now=NOW, until=until)
        return f"/stop/{token}"

    async def gets_them(self) -> bool:
        """Whether Maya gets the mail of the day."""
        async with self.bot.work() as work:
            return (await matters.locked(work, Person, MAYA)).unasked_mails


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """The pages, as they are served."""
    async with (
        showcase(tmp_path, playground=False) as shown,
        TestClient(TestServer(shown.app)) as client,
    ):
        yield Scene(shown.bot, client)


async def test_a_mail_program_stops_it_by_itself_and_as_often_as_it_likes(scene: Scene) -> None:
    page = await scene.page()
    for _ in range(2):  # which sends no cookie, no Origin and nothing else
        response = await scene.client.post(page, data=ONE_CLICK)
        assert response.status == 200
    assert not await scene.gets_them()


async def test_opening_the_page_changes_nothing(scene: Scene) -> None:
    page = await scene.page()
    response = await scene.client.get(page)
    assert "Stop these mails" in await response.text()
    assert response.headers["Referrer-Policy"] == "no-referrer"
    await scene.client.head(page)
    assert await scene.gets_them()


async def test_whoever_stopped_it_can_have_it_again(scene: Scene) -> None:
    page = await scene.page()
    stopped = await scene.client.post(page, data={"press": ""}, headers=FROM_THE_PAGE)
    assert "Answers to you" in await stopped.text()
    again = await scene.client.post(page, data={"press": "again"}, headers=FROM_THE_PAGE)
    assert "come again" in await again.text()
    assert await scene.gets_them()


async def test_a_link_for_something_else_one_that_is_late_and_one_nobody_made_stop_nothing(
    scene: Scene,
) -> None:
    for page in (await scene.page("signin"), await scene.page(days=-1), "/stop/nothing"):
        response = await scene.client.post(page, data=ONE_CLICK)
        assert response.status in (404, 422)
    assert await scene.gets_them()
