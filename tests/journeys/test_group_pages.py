"""The register, its days, it in short, events and what helps, in a real browser and held to axe (R3.1, R9.1)."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from storage.engine.database import Database
from tests.support.browser import AXE, chromium
from tests.support.learning import TALK, every_event, sign_up_of, with_events
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import application_of, applies
from tests.support.stage import IDA, MAYA, PRIYA
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


async def fine_in_both(page: Page, *addresses: str) -> None:
    """Pages are there and fine: light on a desk, dark on a phone. The phone stays in the hand."""
    for width, scheme in ((1280, "light"), (320, "dark")):
        await page.set_viewport_size({"width": width, "height": 640})
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for address in addresses:
            came = await page.goto(address)
            assert came is not None
            assert came.status == 200, address
            await fine(page)


async def test_the_group_reads_the_register_day_by_day_and_in_short(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await applies(scene.stage, MAYA, "mentee")
        await applies(scene.stage, PRIYA, "mentor")
        number = (await application_of(scene.stage, MAYA)).id
        page = (await scene.person(IDA)).page
        register, digest = f"{scene.address}/register/aln", f"{scene.address}/digest/aln"
        await fine_in_both(
            page,
            register,
            f"{register}?list=waiting",
            f"{register}?files=all",
            f"{register}/{number}",
            digest,
            f"{digest}?files=all",
        )
        await page.goto(register)
        await page.get_by_label("List").select_option("waiting")
        await page.get_by_role("button", name="Look").press("Enter")
        await page.get_by_role("link", name="Maya").press("Enter")
        await expect(page.get_by_role("table", name="Day by day")).to_be_visible()
        await page.goto(digest)
        await page.get_by_role("button", name="Send to the Group").press("Enter")
        await expect(page.get_by_role("alert")).to_be_visible()
        await fine(page)


async def test_an_event_is_signed_up_for_by_keyboard_on_a_phone(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await applies(scene.stage, PRIYA, "mentor")
        await with_events(scene.stage, TALK | {"guests": "mentors"})
        await pass_by(scene.stage, 1)
        mine = await sign_up_of(scene.stage, PRIYA)
        assert mine is not None
        page = (await scene.person(PRIYA)).page
        events = f"{scene.address}/events/aln"
        await fine_in_both(page, f"{events}/{mine.id}", f"{scene.address}/resources/aln", events)
        await page.get_by_role("link", name="Mentor training").press("Enter")
        await page.get_by_role("button", name="I'll come").press("Enter")
        await expect(page.get_by_text("You have a place").first).to_be_visible()
        await expect(page.get_by_role("link", name="Join here")).to_be_visible()
        await fine(page)
        [event] = await every_event(scene.stage)
        group = (await scene.person(IDA)).page
        await fine_in_both(group, f"{events}/host/{event.id}")
