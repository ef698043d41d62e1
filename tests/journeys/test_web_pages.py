"""The pages of real people in real Chromium: signing in, one's own page, and all of it without a script."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from storage.engine.database import Database
from storage.web import sessions
from tests.support.browser import AXE, SECONDS, chromium, settled
from tests.support.stage import MAYA, ROBIN
from tests.support.web_stage import here, web_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("ids_that_count"),
]
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}
# As wide as a page of 1280 that is enlarged to 400 %, in the dark.
ENLARGED: dict[str, Any] = {"viewport": {"width": 320, "height": 256}, "color_scheme": "dark"}


async def fine(page: Page) -> None:
    """A page is accessible, and as wide as its window."""
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert await page.evaluate(wide), f"{page.url} scrolls sideways"


@pytest.mark.parametrize("options", [NARROW, ENLARGED])
async def test_every_page_of_signing_in_can_be_read_where_there_is_little_room(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db"), **options) as scene:
        page = await scene.page()
        await page.goto(f"{scene.address}/sign-in")
        await fine(page)
        await page.get_by_label("Your e-mail address").fill("nobody")
        await page.get_by_role("button", name="Send me a mail").click()
        await expect(page.get_by_role("alert").first).to_contain_text("e-mail address such as")
        await fine(page)
        await scene.asks(page, MAYA)
        await fine(page)
        await page.get_by_label("The code").fill("BBBBBB")
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("alert").first).to_contain_text("not the code")
        await fine(page)
        await page.goto(f"{scene.address}/sign-in/link/{'x' * 43}")
        await fine(page)
        robin = await scene.person(ROBIN)
        await robin.says("home")
        await fine(robin.page)
        await robin.page.goto(f"{scene.address}/sign-out")
        await fine(robin.page)
        await robin.page.get_by_role("button", name="Sign out").click()
        await expect(robin.page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


async def test_signing_in_needs_a_keyboard_alone(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db"), **NARROW) as scene:
        page = await scene.page()
        await scene.asks(page, MAYA)
        code = await page.get_by_label("The code").count()
        assert code == 1
        for _ in range(3):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.name === 'short.code'"):
                break
        mail = scene.box.last(MAYA).text
        await page.keyboard.type(
            mail[mail.index("code on the page") :].split(":")[1].split("\n")[0]
        )
        await page.keyboard.press("Enter")
        await here(page)


async def test_all_is_read_and_sent_without_a_script(tmp_path: Path) -> None:
    chromium()
    options: dict[str, Any] = {
        "java_script_enabled": False,
        "viewport": {"width": 640, "height": 700},
    }
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db"), **options) as scene:
        page = await scene.page()
        await scene.asks(page, MAYA)
        text = scene.box.last(MAYA).text
        path = text[text.index("/sign-in/link/") :].split()[0]
        await page.goto(f"{scene.address}{path}")
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await page.get_by_role("button", name="Home").click()
        await page.get_by_role("button", name="Find a mentor").click()
        await page.get_by_label("Your job title").fill("Library assistant")
        await page.get_by_role("button", name="Send application").click()
        await expect(page.get_by_role("alert")).to_contain_text("Some answers need another look")
        await expect(page.get_by_label("Your job title")).to_have_value("Library assistant")
        await page.get_by_role("link", name="Back to the chat").click()
        await page.get_by_label("Message to the bot").fill("thanks")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator("#chat")).to_contain_text("thanks")


async def test_a_page_whose_session_was_ended_says_so_and_keeps_what_was_typed(
    tmp_path: Path,
) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db"), **NARROW) as scene:
        maya = await scene.person(MAYA)
        await maya.says("home")
        async with scene.bot.work() as work:
            await sessions.end_all(work)
        await maya.page.locator("#say-text").fill("my next meeting is soon")
        await maya.page.locator("#say-text").press("Enter")
        await settled(maya.page)
        notice = maya.page.locator("#say-error")
        await expect(notice).to_contain_text("not signed in any more", timeout=SECONDS)
        await expect(maya.page.locator("#say-text")).to_have_value("my next meeting is soon")
        other = await maya.page.context.new_page()
        await scene.asks(other, MAYA)
        await scene.types_code(other, MAYA)
        await maya.page.locator("#say-text").press("Enter")
        await expect(maya.page.locator('[data-pane="chat"]')).to_contain_text(
            "my next meeting is soon"
        )
