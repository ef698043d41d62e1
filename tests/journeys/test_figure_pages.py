"""The pages of figures in a real browser: in light and dark, on a phone, in print, with no finding of axe."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from storage.engine.database import Database
from tests.support.browser import AXE, chromium
from tests.support.pairs import pair
from tests.support.stage import IDA
from tests.support.web_stage import web_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("ids_that_count"),
]
PAGES = ("success", "now", "report")


async def fine(page: Page) -> None:
    """A page is accessible, and no wider than its window."""
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert await page.evaluate(wide), f"{page.url} scrolls sideways"


async def test_they_are_read_in_light_and_dark_on_a_phone_and_by_keyboard(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await pair(scene.stage, "a.mentee@moor.example.org", "a.mentor@tarn.example.org")
        page = (await scene.person(IDA)).page
        for width, dark in ((1280, False), (320, True)):
            await page.set_viewport_size({"width": width, "height": 640})
            await page.emulate_media(color_scheme="dark" if dark else "light")
            for name in PAGES:
                came = await page.goto(f"{scene.address}/{name}/aln")
                assert came is not None
                assert came.status == 200
                await fine(page)
        await page.goto(f"{scene.address}/now/aln")
        drawing = page.get_by_role("img", name="Mentees, from applying to concluding")
        await expect(drawing).to_be_visible()
        numbers = page.get_by_text("The numbers").first
        await numbers.focus()
        await page.keyboard.press("Enter")
        table = page.get_by_role("table").first
        await expect(table.get_by_role("row", name="Applied 1")).to_be_visible()
        await fine(page)
        await page.emulate_media(media="print")
        await expect(drawing).to_be_visible()
        await expect(page.get_by_text("The numbers").nth(1)).to_be_hidden()
