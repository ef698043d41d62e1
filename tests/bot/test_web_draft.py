"""Forms that are kept as they are typed: over the wire, and in a real browser, where they also become a conversation."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect
from sqlalchemy import select

from handlers.desk.encoding import encoded
from handlers.kit.ui import Action
from scheme.ids import PersonId
from storage import tables
from storage.engine.database import Database
from tests.support.browser import BrowserStage, browser_stage
from tests.support.stage import MAYA
from tests.web.page import FILLED, Page
from tests.web.tab import Tab

pytestmark = pytest.mark.usefixtures("ids_that_count")

FORM = [
    ("action", "show.send"),
    ("subject", ""),
    ("scheme", ""),
    ("title", "Apply as a mentee"),
    ("private", ""),
    ("inbound", "0123456789abcdef"),
]
OPENER = ("opener", encoded(Action(name="show.form", scheme="valley")))


async def kept(page: Page) -> list[dict[str, object]]:
    """The answers of every draft."""
    async with page.show.bot.work(writes=False) as work:
        rows = (await work.session.execute(select(tables.drafts))).all()
    return [one.answers | one.carries for one in rows]


async def test_what_is_typed_is_kept_and_laid_over_the_form_when_it_opens_again(page: Page) -> None:
    filled = [pair for pair in FILLED if pair[0] != "short.name"]
    status, _ = await page.post("/draft?as=1", *FORM, OPENER, *filled, ("short.name", "Zebra"))
    assert status == 200
    status, opened = await page.press("show.form")
    assert 'value="Zebra"' in opened["window"]
    assert "To run a budget." in opened["window"]
    assert "as you left it on Monday 7 December 2026" in opened["window"]
    _, other = await page.press("show.form", person=PersonId(2))
    assert "Zebra" not in other["window"]


async def test_kept_twice_is_one_draft_and_sending_it_leaves_none(page: Page) -> None:
    for name in ("Zebra", "Maya Thorne"):
        filled = [pair for pair in FILLED if pair[0] != "short.name"]
        await page.post("/draft?as=1", *FORM, OPENER, *filled, ("short.name", name))
    [draft] = await kept(page)
    assert (draft["name"], draft["revision"]) == ("Maya Thorne", "3")
    status, _ = await page.post("/submit?as=1", *FORM, OPENER, *FILLED)
    assert status == 200
    assert await kept(page) == []


@pytest.mark.parametrize(
    "opener",
    [
        "",
        "nonsense",
        encoded(Action(name="nothing.here", scheme="valley")),
        encoded(Action(name="show.form")),
    ],
)
async def test_a_form_that_says_not_what_opened_it_is_not_kept(page: Page, opener: str) -> None:
    status, _ = await page.post("/draft?as=1", *FORM, ("opener", opener), *FILLED)
    assert status in (400, 422)
    assert await kept(page) == []


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_a_window_closed_half_way_is_kept_without_a_question_and_opens_as_it_was(
    tab: Tab,
) -> None:
    opener = await tab.opens_the_form()
    await tab.window.get_by_label("What you hope to reach").fill("Words that took an hour.")
    await tab.page.keyboard.press("Escape")
    await expect(tab.window).to_be_hidden()
    await expect(tab.page.locator("#kept")).to_have_text("Kept. You can go on another day.")
    await expect(opener).to_be_focused()
    await tab.opens_the_form()
    await expect(tab.window).to_contain_text("This is as you left it")
    await expect(tab.window.get_by_label("What you hope to reach")).to_have_value(
        "Words that took an hour."
    )


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_typed_is_kept_while_one_types_and_when_the_page_goes(tab: Tab) -> None:
    await tab.opens_the_form()
    async with tab.page.expect_request("**/draft*"):
        await tab.window.get_by_label("What you hope to reach").fill("Kept while typing.")
    await tab.window.get_by_label("Your name").fill("Kept on the way")
    await tab.page.reload()
    await tab.page.locator("body[data-live=open]:not([data-busy])").wait_for()
    await tab.opens_the_form()
    await expect(tab.window.get_by_label("What you hope to reach")).to_have_value(
        "Kept while typing."
    )
    await expect(tab.window.get_by_label("Your name")).to_have_value("Kept on the way")


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_that_it_is_kept_is_seen_beside_the_title_until_one_types_on(tab: Tab) -> None:
    await tab.opens_the_form()
    mark = tab.window.locator("#window-kept")
    await expect(mark).to_have_text("")
    await tab.window.get_by_label("Your name").fill("Kept")
    await expect(mark).to_have_text("Kept")
    await tab.page.route("**/draft*", lambda route: route.abort())
    await tab.window.get_by_label("Your name").fill("Not so")
    await expect(mark).to_have_text("Not kept yet")


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_the_list_of_parts_leads_to_each(tab: Tab) -> None:
    await tab.opens_the_form()
    await tab.window.get_by_role("link", name="When").click()
    await expect(tab.window.locator("#section-3")).to_be_focused()
    await expect(tab.window.locator("#section-3")).to_be_in_viewport()


@pytest_asyncio.fixture
async def scene(tmp_path: Path) -> AsyncIterator[BrowserStage]:
    """The bot with its cast, in a browser."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with browser_stage(database, viewport={"width": 1280, "height": 800}) as one:
        yield one


@pytest.mark.browser
@pytest.mark.timeout(240)
async def test_a_form_begun_in_a_window_is_finished_in_the_chat(scene: BrowserStage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor")
    await maya.fills(
        job_title="Library assistant",
        level="assistant",
        experience_years="4",
        manager_name="Lena Marsh",
    )
    await maya.closes()
    await expect(maya.page.locator("#kept")).to_be_visible()
    await maya.says("hello")
    await maya.presses("Continue")
    await maya.sees("This is as you left it")
    await maya.presses("Answer in the chat instead")
    await maya.sees("One question at a time", "Question 4 of 21")
    await maya.accessible()
    for word in ("skip", "3", "skip", "yes"):
        await maya.says(word)
    await maya.sees("What you would like to achieve with a mentor.")
    await maya.says("Zebra words, in confidence")
    await expect(maya.window).to_contain_text("Save answer")
    await expect(maya.window.locator("textarea")).to_have_value("Zebra words, in confidence")
    await maya.submits()
    await expect(maya.chat_pane).not_to_contain_text("Zebra words")
    await maya.says("teaching, users")
    await maya.presses("What I said")
    await maya.sees("Zebra words, in confidence")
    await maya.accessible()
    await maya.closes()
    for number in range(15, 21):
        await maya.sees(f"Question {number} of 21")
        await maya.presses("Skip")
    await maya.sees("Question 21 of 21")
    await maya.presses("Yes")
    await maya.sees("That was the last question")
    await maya.presses("Send application")
    await maya.sees("its reference is A-1")


@pytest.mark.parametrize("words", ["I want to kill myself", "I'm going to end it"])
async def test_words_of_danger_in_a_form_are_answered_in_the_chat_once_while_it_is_written_and_when_it_is_sent(
    page: Page, words: str
) -> None:
    filled = [pair for pair in FILLED if pair[0] != "long.goals"]
    for way in ("/draft?as=1", "/draft?as=1", "/submit?as=1"):
        status, _ = await page.post(way, *FORM, OPENER, *filled, ("long.goals", words))
        assert status == 200
        assert sum("phone 999" in one for one in await page.lines()) == 1


async def test_words_of_danger_are_answered_while_the_database_is_held(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.acts.AT_ONCE", 0)
    async with page.show.bot.database.write_lock:
        status, answer = await page.post("/say?as=1", ("text", "I want to kill myself"))
    assert status == 200
    assert "phone 999" in answer["window"]
    assert "tel:116123" in answer["window"]
