"""The web of real people as a channel of the tests: everybody signs in by a mail, in a browser of their own, and plays."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, Page, expect

from bot.app import Bot
from bot.web.app import make_app
from bot.web.channel import WebChannel
from bot.web.live import Hub
from scheme.definition.definition import Definition
from storage import people
from storage.engine.database import Database
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.browser import HERE, SECONDS, BrowserPlayer, BrowserStage, launched, settled
from tests.support.dialogue import Stage
from tests.support.stage import set_stage
from tests.web.visitor import CODE, LINK


class WebStage(BrowserStage):
    """A bot of real people, served on loopback, with a real mail server."""

    def __init__(
        self, stage: Stage, address: str, browser: Browser, box: Mailbox, options: dict[str, Any]
    ) -> None:
        super().__init__(stage, address, browser, options)
        self.box = box

    async def page(self) -> Page:
        """A browser that has never been here."""
        page = await (await self.browser.new_context(**(HERE | self.options))).new_page()
        page.set_default_timeout(SECONDS)
        return page

    async def person(self, email: str) -> BrowserPlayer:
        """A person by address, who has signed in: one after another by the code and by the link of their mail."""
        if email not in self.players:
            async with self.bot.work(writes=False) as work:
                found = await people.by_email(work, email)
            assert found is not None, f"nobody has the address {email}"
            page = await self.page()
            await self.asks(page, email)
            if len(self.players) % 2:
                await self.opens_link(page, email)
            else:
                await self.types_code(page, email)
            self.players[email] = BrowserPlayer(self, page, found.name)
        return self.players[email]

    async def asks(self, page: Page, email: str) -> None:
        """Type an address, and wait for the mail."""
        before = len(self.box.of(email))
        await page.goto(f"{self.address}/sign-in")
        await page.get_by_label("Your e-mail address").fill(email)
        await page.get_by_role("button", name="Send me a mail").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Look at your mail")
        await self.bot.delivery.drain()
        async with asyncio.timeout(SECONDS / 1000):
            while len(self.box.of(email)) == before:
                self.box.arrived.clear()
                await self.box.arrived.wait()

    async def types_code(self, page: Page, email: str) -> None:
        """Type the code of the last mail."""
        found = CODE.search(self.box.last(email).text)
        assert found is not None
        await page.get_by_label("The code").fill(found[0])
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await here(page)

    async def opens_link(self, page: Page, email: str) -> None:
        """Open the link of the last mail, and press its button."""
        found = LINK.search(self.box.last(email).text)
        assert found is not None
        await page.goto(f"{self.address}{found[0]}")
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await here(page)

    async def forward(self, days: int) -> None:
        """Time passes."""
        await self.bot.advance(self.bot.clock.now() + timedelta(days=days))
        for player in self.players.values():
            await settled(player.page)


async def here(page: Page) -> None:
    """Wait until somebody's own page is there, and hears of news."""
    await expect(page.locator("body")).to_have_attribute("data-live", "open", timeout=SECONDS)


@asynccontextmanager
async def served(bot: Bot, hub: Hub) -> AsyncIterator[str]:
    """The bot, listening on a free port of loopback; gives its address."""
    runner = web.AppRunner(make_app(bot, hub), access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await bot.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await bot.stop()


@asynccontextmanager
async def web_stage(
    database: Database, definition: Definition | None = None, **options: Any
) -> AsyncIterator[WebStage]:
    """The stage of `stage.set_stage`, on the web alone."""
    scene = await set_stage(database, definition)
    bot, hub = scene.bot, Hub()
    bot.channels[:] = [WebChannel(bot, hub, playground=False)]
    async with (
        with_mail(scene) as box,
        served(bot, hub) as address,
        launched() as browser,
    ):
        yield WebStage(scene, address, browser, box, options)
