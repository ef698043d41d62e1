"""The browser as a channel of the tests: the same stories, played by people at headless Chromium."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, FilePayload, Locator, Page, async_playwright, expect
from sqlalchemy import select

from bot.app import Bot
from bot.web.app import make_app
from bot.web.cast import CastMember
from bot.web.channel import WebChannel
from bot.web.live import Hub
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.people import Person
from storage import people
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.stage import ROBIN, set_stage

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What is well is not told of: that would be most of what the browser hands over.
AXE = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
SECONDS = 10_000


def chromium() -> str:
    """Where Chromium is. Without it these tests are skipped, and say so; where they are required, they fail."""
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        words = "Chromium is not installed, so nothing was tried in a browser."
        if os.environ.get("MENTORING_BROWSER_REQUIRED"):
            pytest.fail(words)
        pytest.skip(words)
    return path


# How a browser says that its people read dates as the scheme's own region does.
# What fades has no contrast yet: no page is looked at half way.
HERE: dict[str, Any] = {"locale": "en-GB", "reduced_motion": "reduce"}


class BrowserStage:
    """A bot served on loopback, and people with a page each."""

    def __init__(
        self, stage: Stage, address: str, browser: Browser, options: dict[str, Any]
    ) -> None:
        self.stage = stage
        self.bot = stage.bot
        self.address = address
        self.browser = browser
        self.options = options
        self.players: dict[str, BrowserPlayer] = {}

    async def person(self, email: str) -> "BrowserPlayer":
        """A person by address, at their page."""
        if email not in self.players:
            async with self.bot.work(writes=False) as work:
                found = await people.by_email(work, email)
            assert found is not None, f"nobody has the address {email}"
            # Each at a computer of their own: one browser keeps at most six connections to a host, streams included.
            page = await (await self.browser.new_context(**(HERE | self.options))).new_page()
            page.set_default_timeout(SECONDS)
            await page.goto(f"{self.address}/?as={found.id}")
            self.players[email] = BrowserPlayer(self, page, found.name)
        return self.players[email]

    async def forward(self, days: int) -> None:
        """Move the clock with the playground's own buttons, where they do; else as they would."""
        page = (await self.anybody()).page
        weeks, rest = divmod(days, 7)
        for label, times in (("Forward a week", weeks), ("Forward a day", rest)):
            for _ in range(times):
                await page.bring_to_front()
                await page.get_by_role("button", name=label).click()
                await settled(page)

    async def anybody(self) -> "BrowserPlayer":
        """Whoever came first."""
        return next(iter(self.players.values()))

    async def member(self) -> "BrowserPlayer":
        """Whoever came first of those who read the Group's channel; else its chair."""
        for player in self.players.values():
            if await player.group_pane.count():
                return player
        return await self.person(ROBIN)

    async def group_sees(self, text: str) -> None:
        """The Group's channel shows a text."""
        await expect((await self.member()).group_pane).to_contain_text(text, timeout=SECONDS)

    async def group_does_not_see(self, text: str) -> None:
        """The Group's channel does not show a text."""
        await self.bot.delivery.drain()
        await expect((await self.member()).group_pane).not_to_contain_text(text)


def _buttons(within: Page | Locator, label: str) -> Locator:
    """The buttons with a label, also those that stand folded away in a menu."""
    return within.get_by_role("button", name=label, exact=True, include_hidden=True)


async def settled(page: Page) -> None:
    """Wait until the page has nothing under way."""
    await page.locator("body[data-busy]").wait_for(state="detached")


class BrowserPlayer:
    """A person at their page: reads, presses, types."""

    def __init__(self, stage: BrowserStage, page: Page, name: str) -> None:
        self.stage = stage
        self.page = page
        self.name = name

    @property
    def chat_pane(self) -> Locator:
        """Their chat."""
        return self.page.locator('[data-pane="chat"]')

    @property
    def group_pane(self) -> Locator:
        """The Group's channel with what is pinned above it, as their page shows it."""
        return self.page.locator("#group")

    @property
    def window(self) -> Locator:
        """The open window."""
        return self.page.locator("dialog#window[open]")

    async def _screen(self) -> Locator:
        await self.page.bring_to_front()
        await self.stage.bot.delivery.drain()
        await settled(self.page)
        return self.window if await self.window.count() else self.page.locator("#chat")

    async def says(self, text: str) -> None:
        """Type something into the chat."""
        await self.closes()
        await self.page.locator("#say-text").fill(text)
        await self.page.locator("#say-text").press("Enter")
        await settled(self.page)

    async def presses(self, label: str, *, card: str = "") -> None:
        """Press a button: in the open window, else the latest one in the chat."""
        screen = await self._screen()
        if not await self.window.count():
            screen = self.chat_pane
        places = screen.locator("[data-card], article") if card else screen
        within = places.filter(has_text=card).last if card else screen
        buttons = _buttons(within, label)
        await expect(buttons.first).to_be_attached(timeout=SECONDS)
        await self._press(buttons.first if await self.window.count() else buttons.last)

    async def presses_in_channel(self, label: str, *, card: str = "") -> None:
        """Press a button in the Group's channel."""
        await self.closes()
        if (
            not await self.group_pane.count()
        ):  # who has joined since sees the channel when they next come
            await self.page.reload()
        article = (
            self.group_pane.locator("article")
            .filter(has_text=card)
            .filter(has=_buttons(self.page, label))
        )
        await self._press(_buttons(article.last, label))

    async def _press(self, button: Locator) -> None:
        if not await button.is_visible():  # it stands in a menu, which is unfolded first
            await button.locator("xpath=ancestor::details[1]/summary").click()
        await button.click()
        await settled(self.page)

    async def fills(self, **answers: Answer) -> None:
        """Fill in fields of the open form, with the browser's own controls."""
        for key, answer in answers.items():
            await self._fill(self.window.locator(f'[data-field="{key}"]'), answer)

    async def _fill(self, field: Locator, answer: Answer) -> None:
        select = field.locator("select")
        if isinstance(answer, list):
            for key in answer:
                await field.locator(f'input[value="{key}"]').check()
        elif isinstance(answer, bool):
            await field.locator("input[type=checkbox]").set_checked(answer)
        elif await select.count():
            await select.select_option(str(answer))
        elif await field.locator("input[type=radio]").count():
            await field.locator(f'input[type=radio][value="{answer}"]').check()
        else:
            await field.locator("textarea, input:not([type=hidden])").fill(str(answer))

    async def hands_in(self, **chosen: tuple[str, bytes]) -> None:
        """Choose files, each a name and what is in it, for fields of the open form."""
        for key, (name, data) in chosen.items():
            control = self.window.locator(f'[data-field="{key}"] input[type=file]')
            file: FilePayload = {
                "name": name,
                "mimeType": "application/octet-stream",
                "buffer": data,
            }
            await control.set_input_files(
                file, timeout=3 * SECONDS
            )  # megabytes take a while on a busy machine
            await settled(self.page)

    async def saves(self, label: str) -> bytes:
        """What is in a file that the open window shows."""
        async with self.page.expect_download() as saving:
            await self.window.get_by_role("link", name=label).click()
        path = await (await saving.value).path()
        return await asyncio.to_thread(path.read_bytes)

    async def holds(self, **answers: str) -> None:
        """The open form has these answers in it, before anything is typed."""
        for key, answer in answers.items():
            field = self.window.locator(f'[data-field="{key}"]')
            radios = field.locator("input[type=radio]")
            if await radios.count():
                await expect(field.locator(f'input[type=radio][value="{answer}"]')).to_be_checked(
                    timeout=SECONDS
                )
            else:
                await expect(
                    field.locator("select, textarea, input:not([type=hidden])")
                ).to_have_value(answer, timeout=SECONDS)

    async def option(self, label: str) -> str:
        """The key of the option whose label starts so, in the open form."""
        of_select = self.window.locator("option").filter(has_text=label)
        if await of_select.count():
            return await of_select.first.get_attribute("value") or ""
        mark = await self.window.locator("label").filter(has_text=label).first.get_attribute("for")
        return await self.window.locator(f"#{mark}").get_attribute("value") or ""

    async def submits(self) -> None:
        """Press the form's button."""
        await self._press(self.window.locator("form button[type=submit]:not([form])"))

    async def closes(self) -> None:
        """Close the window, when one is open."""
        await self.page.bring_to_front()
        if await self.window.count():
            await self.window.get_by_role("button", name="Close").first.click()
            await settled(self.page)

    async def leaves(self) -> None:
        """Close a form half-way: the page has what was typed kept, and says so."""
        await self.closes()
        await expect(self.page.locator("#kept")).to_contain_text("Kept", timeout=SECONDS)

    async def sees(self, *texts: str) -> None:
        """They can read these texts."""
        for text in texts:
            await expect(await self._screen()).to_contain_text(text, timeout=SECONDS)

    async def does_not_see(self, text: str) -> None:
        """They cannot read a text."""
        await expect(await self._screen()).not_to_contain_text(text)

    async def picture(self, file: Path, *, full: bool = False) -> None:
        """Take a screenshot."""
        await self.page.bring_to_front()
        file.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=file, full_page=full)

    async def looks(self, width: int, height: int, scheme: Literal["light", "dark"]) -> None:
        """See the page in a window of so many CSS pixels, in light or in dark colours."""
        await self.page.bring_to_front()
        await self.page.emulate_media(color_scheme=scheme)
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.wait_for_function("width => innerWidth === width", arg=width)

    async def accessible(self) -> None:
        """No finding of axe, for WCAG 2.2 AA, on what they see."""
        await self.page.bring_to_front()
        # What still fades in has no contrast yet. A promise of its end is not kept where it is taken away meanwhile.
        await self.page.wait_for_function("() => document.getAnimations().length === 0", polling=50)
        found: Any = await Axe().run(self.page, options=AXE)
        assert found.violations_count == 0, f"{self.name}: {found.generate_report()}"


@asynccontextmanager
async def served(bot: Bot, hub: Hub) -> AsyncIterator[str]:
    """The bot, listening on a free port of loopback, in which one can be everybody; gives its address."""

    async def everybody() -> list[CastMember]:
        async with bot.work(writes=False) as work:
            known = (await work.session.scalars(select(Person).order_by("id"))).all()
            groups = [await people.group(work, key) for key in bot.definitions]
        group = {member.person_id for members in groups for member in members}
        return [
            CastMember(
                person_id=person.id,
                name=person.name,
                blurb="",
                section="Everybody",
                reads_group=person.id in group,
            )
            for person in known
        ]

    runner = web.AppRunner(make_app(bot, hub, cast=everybody), access_log=None, shutdown_timeout=1)
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
async def launched() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def browser_stage(
    database: Database, definition: Definition | None = None, **options: Any
) -> AsyncIterator[BrowserStage]:
    """The stage of `stage.set_stage`, played in a browser."""
    scene = await set_stage(database, definition)
    bot, hub = scene.bot, Hub()
    bot.channels[:] = [WebChannel(bot, hub, playground=True)]
    async with served(bot, hub) as address, launched() as browser:
        yield BrowserStage(scene, address, browser, options)
