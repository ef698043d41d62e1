"""The board in a real browser: twenty by twenty without scrolling sideways, by keyboard alone, on a phone, with no finding of axe."""

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


async def gathered(scene: WebStage, mentees: int = 20, mentors: int = 20) -> Evening:
    async with scene.bot.work() as work:
        return await gather_evening(work, definition_of(scene.stage), mentees, mentors)


async def fine(page: Page) -> None:
    """A page is accessible, and neither it nor its grid is wider than the window."""
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    wide = "document.documentElement.scrollWidth <= window.innerWidth"
    assert await page.evaluate(wide), f"{page.url} scrolls sideways"
    box = page.locator(".grid-box")
    if await box.count():
        assert await box.evaluate("box => box.scrollWidth <= box.clientWidth"), "the grid scrolls"


async def test_twenty_by_twenty_and_a_pair_are_read_on_a_laptop_and_on_a_phone_in_light_and_dark(
    tmp_path: Path,
) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        there = await gathered(scene)
        page = (await scene.person(IDA)).page
        pair = f"/board/aln/{there.mentees[0].id}/{there.mentors[0].id}"
        other = f"{pair}?with={there.mentors[1].id}"
        for width, height, colours in (
            (1280, 800, "light"),
            (1280, 800, "dark"),
            (390, 844, "light"),
            (320, 256, "dark"),
        ):
            await page.set_viewport_size({"width": width, "height": height})
            await page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
            for path in ("/board/aln", pair, other):
                await page.goto(f"{scene.address}{path}")
                await fine(page)
        await page.goto(f"{scene.address}/board/aln")
        shown = page.locator(".grid tbody td:visible")
        assert await shown.count() == 20 * 3  # the best of each, on a phone
        await page.get_by_role("link", name=there.mentees[0].applicant, exact=True).click()
        await expect(shown).to_have_count(20)
        await fine(page)


async def test_a_pair_is_found_opened_and_proposed_by_keyboard_alone(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db")) as scene:
        there = await gathered(scene, 3, 4)
        page = (await scene.person(IDA)).page
        await page.goto(f"{scene.address}/board/aln")
        focused = "document.activeElement.closest('td') !== null"
        for _ in range(12):
            await page.keyboard.press("Tab")
            if await page.evaluate(focused):
                break
        place = "[...document.activeElement.closest('tr').cells].indexOf(document.activeElement.closest('td'))"
        row = "document.activeElement.closest('tr').rowIndex"
        assert (await page.evaluate(row), await page.evaluate(place)) == (1, 1)
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("ArrowDown")
        assert (await page.evaluate(row), await page.evaluate(place)) == (2, 2)
        await page.keyboard.press("Home")
        assert (await page.evaluate(row), await page.evaluate(place)) == (2, 1)
        await page.keyboard.press("End")
        assert (await page.evaluate(row), await page.evaluate(place)) == (2, 4)
        await page.keyboard.press("Tab")  # on to the next who waits
        assert await page.evaluate(row) == 3
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text(" for ")
        button = page.get_by_role("button", name="having looked at all nine")
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("1 of 2 agreed")
        assert there


async def test_without_a_script_a_form_opens_and_is_sent_and_a_refusal_stands_beside_its_question(
    tmp_path: Path,
) -> None:
    chromium()
    async with web_stage(
        Database(f"sqlite:///{tmp_path}/web.db"), viewport={"width": 640, "height": 700}
    ) as scene:
        there = await gathered(scene, 2, 3)
        page = (await scene.person(ROBIN)).page
        await page.route("**/*.js", lambda route: route.abort())
        await page.goto(f"{scene.address}/board/aln/{there.mentees[0].id}/{there.mentors[0].id}")
        await page.get_by_role("button", name="having looked at all nine").click()
        await page.get_by_role("button", name="Comment or disagree").click()
        await page.get_by_label("Your words to the other members").fill("Both know the archive.")
        await page.get_by_role("button", name="Add it").click()
        await expect(page.get_by_role("alert").first).to_contain_text("another look")
        words = page.get_by_label("Your words to the other members")
        await expect(words).to_have_value("Both know the archive.")
        await fine(page)
        await page.get_by_label("A comment").check()
        await page.get_by_role("button", name="Add it").click()
        await expect(page.get_by_role("alert")).to_contain_text("Noted on A-")
        await expect(page.locator("main")).to_contain_text("Both know the archive.")
