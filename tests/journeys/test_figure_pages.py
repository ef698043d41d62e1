"""The pages of figures in a real browser: in light and dark, on a phone, in print, with no finding of axe."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from storage.engine.database import Database
from tests.support.browser import AXE, chromium
from tests.support.pairs import pair
from tests.support.stage import IDA, MAYA
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


async def test_a_member_writes_their_part_on_the_page_and_saves_the_report(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        page = (await scene.person(IDA)).page
        await page.set_viewport_size({"width": 320, "height": 640})
        await page.goto(f"{scene.address}/report/aln")
        await page.get_by_role("button", name="Write my part").press("Enter")
        await fine(page)
        await page.get_by_label("What do you recommend").fill("More <b>drop-ins</b>.")
        await page.get_by_label("Roughly how many hours").fill("9999")
        await page.get_by_role("button", name="Keep it").press("Enter")
        await expect(page.get_by_role("alert").first).to_be_visible()
        wishes = page.get_by_label("What do you recommend")
        await expect(wishes).to_have_value("More <b>drop-ins</b>.")
        await page.get_by_label("Roughly how many hours").fill("12")
        await page.get_by_role("button", name="Keep it").press("Enter")
        await expect(page.get_by_text("More <b>drop-ins</b>.")).to_be_visible()
        await expect(page.get_by_text("12 hours, said by 1 member.")).to_be_visible()
        await fine(page)
        await page.get_by_role("link", name="Make the report").press("Enter")
        await fine(page)
        async with page.expect_download() as begun:
            await page.get_by_role("link", name="Save it as PDF").press("Enter")
        assert (await (await begun.value).path()).read_bytes().startswith(b"%PDF")
        maya = (await scene.person(MAYA)).page
        came = await maya.goto(f"{scene.address}/report/aln")
        assert came is not None
        assert came.status == 403
