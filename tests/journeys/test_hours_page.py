"""The page of one's own hours in a real browser: time added, corrected and deleted there; on a phone, by axe (R6.5)."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from storage.engine.database import Database
from tests.support.browser import AXE, chromium
from tests.support.pairs import pair
from tests.support.rounds import logged
from tests.support.stage import IDA, MAYA, NOAH, PRIYA
from tests.support.web_stage import web_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("ids_that_count"),
]


async def fine(page: Page) -> None:
    """A page is accessible, and no wider than its window."""
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert await page.evaluate(wide), f"{page.url} scrolls sideways"


async def test_time_is_added_corrected_deleted_and_saved_there_by_keyboard_on_a_phone(
    tmp_path: Path,
) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await pair(scene.stage, MAYA, PRIYA)
        page = (await scene.person(MAYA)).page
        await page.set_viewport_size({"width": 320, "height": 640})
        here = f"{scene.address}/hours/aln"
        await page.goto(here)
        await expect(page.get_by_text("No time is noted yet.")).to_be_visible()
        await fine(page)
        await page.get_by_role("button", name="Add time").press("Enter")
        await fine(page)
        await page.get_by_label("For how long?").fill("0")
        await page.get_by_role("button", name="Save").press("Enter")
        await expect(page.get_by_role("alert").first).to_be_visible()
        await page.get_by_label("For how long?").fill("45")
        await page.get_by_role("button", name="Save").press("Enter")
        await expect(page.get_by_text("Noted for you alone: 45 min")).to_be_visible()
        row = page.get_by_role("row", name="45 min, preparation, with Priya Nair")
        await expect(row).to_be_visible()
        await expect(page.get_by_role("row", name="January 0 min 45 min")).to_be_visible()
        await fine(page)
        await row.get_by_role("button", name="Change").press("Enter")
        await page.get_by_label("For how long?").fill("50")
        await page.get_by_role("button", name="Save").press("Enter")
        await expect(page.get_by_text("Kept: 50 min")).to_be_visible()
        await page.get_by_role("link", name="Save my hours").press("Enter")
        await expect(page.get_by_role("heading", name="Save my hours, 2027")).to_be_visible()
        await fine(page)
        async with page.expect_download() as begun:
            await page.get_by_role("link", name="Save the record as PDF").press("Enter")
        assert (await (await begun.value).path()).read_bytes().startswith(b"%PDF")
        await page.goto(here)
        await page.get_by_role("button", name="Delete").press("Enter")
        await expect(page.get_by_text("goes for good")).to_be_visible()
        await page.get_by_role("button", name="Delete").press("Enter")
        await expect(page.get_by_text("Deleted: 50 min")).to_be_visible()
        await expect(page.get_by_text("No time is noted yet.")).to_be_visible()
        await page.emulate_media(color_scheme="dark")
        await fine(page)


async def test_nobody_reads_another_s_and_each_opening_is_one_line_of_the_audit_log(
    tmp_path: Path,
) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await pair(scene.stage, MAYA, PRIYA)
        maya = (await scene.person(MAYA)).page
        await maya.goto(f"{scene.address}/hours/aln")
        await maya.get_by_role("button", name="Add time").click()
        await maya.get_by_label("For how long?").fill("45")
        await maya.get_by_role("button", name="Save").click()
        await expect(maya.get_by_text("Noted for you alone: 45 min")).to_be_visible()
        for email in (PRIYA, IDA):
            other = (await scene.person(email)).page
            await other.goto(f"{scene.address}/hours/aln")
            await expect(other.get_by_text("No time is noted yet.")).to_be_visible()
        opened = [line[2] for line in await logged(scene.stage)].count("hours.show")
        assert opened == 4  # two of hers, and one each
        came = await maya.goto(f"{scene.address}/hours/nowhere")
        assert came is not None
        assert came.status == 404


async def test_who_has_two_mentees_says_for_which_the_time_was(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await pair(scene.stage, MAYA, PRIYA)
        await pair(scene.stage, NOAH, PRIYA)
        page = (await scene.person(PRIYA)).page
        await page.goto(f"{scene.address}/hours/aln")
        await page.get_by_role("button", name="Add time").click()
        await expect(page.get_by_text("Which partnership was it for?")).to_be_visible()
        await fine(page)
        await page.get_by_role("button", name="Noah Quill").click()
        await page.get_by_label("For how long?").fill("30")
        await page.get_by_role("button", name="Save").click()
        await expect(
            page.get_by_role("row", name="30 min, preparation, with Noah Quill")
        ).to_be_visible()
