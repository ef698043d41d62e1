"""A whole round on its page in a real browser: on a laptop and a phone, by keyboard, without a script, with no finding of axe."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from storage.engine.database import Database
from tests.support.browser import AXE, chromium
from tests.support.evening import Evening, gather_evening
from tests.support.rounds import definition_of
from tests.support.stage import IDA, ROBIN
from tests.support.web_stage import WebStage, web_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("ids_that_count"),
]


async def gathered(scene: WebStage, mentees: int, mentors: int) -> Evening:
    async with scene.bot.work() as work:
        return await gather_evening(work, definition_of(scene.stage), mentees, mentors)


async def fine(page: Page) -> None:
    """A page is accessible, and not wider than the window."""
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert await page.evaluate(wide), f"{page.url} scrolls sideways"


async def test_a_round_of_fifteen_is_read_on_a_laptop_and_on_a_phone_in_light_and_dark(
    tmp_path: Path,
) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await gathered(scene, 15, 20)
        page = (await scene.person(IDA)).page
        await page.goto(f"{scene.address}/evening/aln")
        await expect(page.locator("main")).to_contain_text("Nothing is made up yet")
        await fine(page)
        await page.get_by_role("button", name="Make it up").click()
        await expect(page.locator("main")).to_contain_text("15 of 15 mentees have a mentor in it")
        for width, height, colours in (
            (1280, 800, "light"),
            (1280, 800, "dark"),
            (320, 256, "dark"),
        ):
            await page.set_viewport_size({"width": width, "height": height})
            await page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
            await page.goto(f"{scene.address}/evening/aln")
            await fine(page)


async def test_two_hundred_who_wait_are_read_a_page_at_a_time(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        await gathered(scene, 200, 150)
        page = (await scene.person(IDA)).page
        await page.goto(f"{scene.address}/evening/aln")
        await page.get_by_role("button", name="Make it up").click()
        await expect(page.locator("main")).to_contain_text("of 200 mentees have a mentor in it")
        await expect(page.locator("main")).to_contain_text("1 to 40 of 200")
        await fine(page)
        await page.get_by_role("button", name="Agree to several").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Agree to several")
        await fine(page)


async def test_by_keyboard_alone_and_without_a_script_the_draft_is_made_up_and_agreed_to(
    tmp_path: Path,
) -> None:
    chromium()
    async with web_stage(
        Database(f"sqlite:///{tmp_path}/web.db"), viewport={"width": 640, "height": 700}
    ) as scene:
        there = await gathered(scene, 2, 3)
        page = (await scene.person(ROBIN)).page
        await page.route("**/*.js", lambda route: route.abort())
        await page.goto(f"{scene.address}/evening/aln")
        await presses(page, "Make it up")
        await expect(page.locator("main")).to_contain_text("2 of 2 mentees have a mentor in it")
        await presses(page, "Agree to several")
        await presses(page, "Agree to these")  # with nothing ticked: said beside the question
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Agree to several")
        await fine(page)
        for label in (there.mentees[0].applicant, "I looked at all nine"):
            box = page.get_by_role("checkbox", name=label)
            await box.focus()
            await page.keyboard.press("Space")
        await presses(page, "Agree to these")
        await expect(page.locator("main")).to_contain_text("selected already, 1 of 2 agreed")
        await fine(page)


async def presses(page: Page, name: str) -> None:
    """A button is reached by the tabulator alone, and pressed by Enter."""
    button = page.get_by_role("button", name=name, exact=True)
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await button.evaluate("button => button === document.activeElement"):
            await page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by keyboard")
