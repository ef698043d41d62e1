"""What people see works in dark and light, at 320 px, at 200 % zoom and by keyboard alone, with no finding of axe."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest
from playwright.async_api import expect

from storage.engine.database import Database
from tests.journeys import story
from tests.support import pairs
from tests.support.browser import BrowserPlayer, browser_stage, chromium, settled
from tests.support.stage import ALEX, IDA, MAYA, MENTEE_ANSWERS, NOAH, PRIYA, ROBIN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("ids_that_count"),
]


class Screen(NamedTuple):
    """What somebody sees a page on: a window of so many CSS pixels, in light or in dark colours."""

    width: int
    height: int
    scheme: Literal["light", "dark"]


WIDE_LIGHT = Screen(1280, 900, "light")
WIDE_DARK = Screen(1280, 900, "dark")
NARROW_LIGHT = Screen(320, 640, "light")
NARROW_DARK = Screen(320, 640, "dark")
# A window of 1280 px at 200 % zoom has half as many CSS pixels, each twice as large.
ZOOMED = Screen(640, 450, "light")
LARGE_PIXELS = 2
# The stories are played where there is least room: in the wide they are played elsewhere (test_web).
PLAYED: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


def a_database(tmp_path: Path) -> Database:
    chromium()
    return Database(f"sqlite:///{tmp_path}/access.db")


async def _fine(player: BrowserPlayer, *screens: Screen) -> None:
    """On each of some screens: no finding of axe, and nothing to scroll sideways for. The first is gone on with."""
    for screen in (*screens[1:], screens[0]):
        await player.looks(*screen)
        await player.accessible()
        wider = await player.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"the page is {wider} px wider than the window of {screen}"
        in_window = "(() => { const d = document.querySelector('dialog[open]'); return d ? d.scrollWidth - d.clientWidth : 0 })()"
        assert await player.page.evaluate(in_window) <= 0, (
            f"the window's content is wider than the window on {screen}"
        )


async def test_every_kind_of_screen_has_no_finding_and_no_sideways_scrolling(
    tmp_path: Path,
) -> None:
    screens = NARROW_LIGHT, NARROW_DARK, ZOOMED, WIDE_DARK, WIDE_LIGHT
    async with browser_stage(
        a_database(tmp_path), device_scale_factor=LARGE_PIXELS, **PLAYED
    ) as scene:
        maya = await scene.person(MAYA)
        await _fine(maya, *screens)
        await maya.says("hello")
        await _fine(maya, *screens)
        await maya.says("where is the moon")
        await maya.sees("not sure")
        await _fine(maya, *screens)
        await maya.says("help")
        await _fine(maya, *screens)
        await maya.says("I want a mentor")
        await _fine(maya, *screens)
        await maya.submits()
        await maya.sees("another look")
        await _fine(maya, *screens)
        await maya.fills(**MENTEE_ANSWERS)
        await maya.submits()
        await maya.sees("Application received")
        await _fine(maya, *screens)


async def test_what_members_and_mentees_decide_on_has_no_finding(tmp_path: Path) -> None:
    screens = NARROW_DARK, WIDE_LIGHT
    async with browser_stage(
        a_database(tmp_path), viewport={"width": 1280, "height": 900}
    ) as scene:
        await story.register_of_two(scene)
        maya, ida, robin = [await scene.person(email) for email in (MAYA, IDA, ROBIN)]
        await story.applies(maya, "mentee", MENTEE_ANSWERS)
        for player in (maya, ida, robin):
            await player.looks(*screens[0])
        await ida.page.goto(f"{ida.page.url}#group")
        await ida.presses_in_channel("Open", card="A-3")
        await _fine(ida, *screens)
        await ida.presses("Eligible")
        await _fine(ida, *screens)
        await ida.fills(mentors=["1", "2"], criteria=["b", "h"])
        await ida.submits()
        await ida.closes()
        await _fine(ida, *screens)
        await robin.says("what is waiting for the group")
        await _fine(robin, *screens)
        await robin.presses("Open", card="A-3")
        await robin.presses("Agree to these")
        await robin.fills(criteria=["b", "e"])
        await robin.submits()
        await maya.presses("Read profiles")
        await _fine(maya, *screens)


async def _windows(player: BrowserPlayer, screens: Sequence[Screen], *phrases: str) -> None:
    """Each window that a phrase opens is fine on each screen."""
    for phrase in phrases:
        await player.says(phrase)
        await expect(player.window).to_be_visible()
        await _fine(player, *screens)


async def test_what_a_pair_opens_in_its_months_has_no_finding(tmp_path: Path) -> None:
    screens = NARROW_LIGHT, WIDE_DARK
    async with browser_stage(a_database(tmp_path), **PLAYED) as scene:
        await pairs.pair(scene.stage, MAYA, PRIYA)
        maya = await scene.person(MAYA)
        await _windows(maya, screens, "our agreement")
        await maya.submits()
        await _fine(maya, *screens)
        await maya.says("our goals")
        await maya.presses("Add a goal")
        await _fine(maya, *screens)
        await maya.submits()
        await _fine(maya, *screens)
        await maya.says("plan our next meeting")
        await _fine(maya, *screens)
        await maya.fills(day="2027-01-18", hour="14:00")
        await maya.submits()
        await maya.presses("Prepare")
        await _fine(maya, *screens)
        await maya.says("my hours")
        await maya.presses("Add time")
        await maya.fills(minutes="45")
        await maya.submits()
        await _windows(
            maya,
            screens,
            "my hours",
            "write a reflection",
            "extend our partnership",
            "pause our partnership",
        )
        await _windows(
            maya, screens, "end my partnership", "show me my data", "I have a new job", "help"
        )


async def test_a_form_in_the_chat_and_what_is_raised_and_run_has_no_finding(
    tmp_path: Path,
) -> None:
    screens = NARROW_DARK, WIDE_LIGHT
    async with browser_stage(a_database(tmp_path), **PLAYED) as scene:
        noah, alex = await scene.person(NOAH), await scene.person(ALEX)
        await noah.says("I would like a mentor please")
        await noah.presses("Answer in the chat instead")
        for keep in ("Keep: Noah Quill", "Keep: Noah", f"Keep: {NOAH}"):
            await noah.presses(keep)
        await _fine(noah, *screens)
        await noah.presses("Write it in private")
        await _fine(noah, *screens)
        await noah.closes()
        for said in ("skip", "harbour", "Librarian"):
            await noah.says(said)
        await _fine(noah, *screens)
        await noah.presses("What I said")
        await _fine(noah, *screens)
        await noah.says("leave for now")
        await noah.says("I want to make a complaint")
        await _fine(noah, *screens)
        await noah.fills(about=await noah.option("Ida Moss"), text="She laughed.")
        await noah.submits()
        await _fine(noah, *screens)
        await alex.presses("Open", card="C-")
        await _fine(alex, *screens)
        await _windows(alex, screens, "roster", "somebody phones")
        await alex.fills(who=NOAH)
        await alex.submits()
        await alex.presses("This one")
        await _fine(alex, *screens)


async def test_one_can_apply_with_the_keyboard_alone(tmp_path: Path) -> None:
    async with browser_stage(
        a_database(tmp_path), viewport={"width": 1280, "height": 900}
    ) as scene:
        maya = await scene.person(MAYA)
        page = maya.page
        await _tab_to(maya, "#say-text")
        await page.keyboard.type("I want a mentor")
        await page.keyboard.press("Enter")
        await settled(page)
        await expect(maya.window).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(maya.window).to_have_count(0)
        await expect(page.locator("#say-text")).to_be_focused()

        await page.keyboard.type("apply as mentee")
        await page.keyboard.press("Enter")
        await settled(page)
        for key, typed in (
            ("job_title", "Library assistant"),
            ("experience_years", "4"),
            ("manager_name", "Lena Marsh"),
            ("goals", "I would like to lead teaching sessions."),
        ):
            await _tab_to(maya, f"#field-{key}")
            await page.keyboard.type(typed)
        await _tab_to(maya, "#field-level")
        await page.keyboard.press("ArrowDown")
        await _tab_to(maya, "#field-areas")
        await page.keyboard.press("Space")
        await _tab_to(maya, "#field-consent")
        await page.keyboard.press("Space")
        await _tab_to(maya, "dialog#window form button[type=submit]:not([form])")
        await page.keyboard.press("Enter")
        await settled(page)
        await maya.sees("Application received")


async def _tab_to(player: BrowserPlayer, selector: str) -> None:
    """Press Tab until the control has the focus, which must be visible, as a person without a mouse does."""
    for _ in range(150):
        if await player.page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
        await player.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} can't be reached with the keyboard")


async def test_a_page_brings_itself_up_to_date(tmp_path: Path) -> None:
    async with browser_stage(
        a_database(tmp_path), viewport={"width": 1280, "height": 900}
    ) as scene:
        maya, ida = await scene.person(MAYA), await scene.person(IDA)
        await expect(ida.page.locator("body")).to_have_attribute("data-live", "open")
        await story.applies(maya, "mentee", MENTEE_ANSWERS)
        await expect(ida.group_pane).to_contain_text("A-1, mentee application")
