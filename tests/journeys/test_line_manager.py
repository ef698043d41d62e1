"""A line manager from the mail to a yes: through a real mail server, in Chromium, with the keyboard alone (R2.7)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

from bot.settings import Settings
from bot.web.app import make_app
from bot.web.live import Hub
from scheme.application.permission import PermissionState
from storage.engine.database import Database
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.browser import AXE, FLAGS, chromium
from tests.support.dialogue import Stage
from tests.support.managers import LENA, asking, permission_of
from tests.support.rounds import act, applies
from tests.support.stage import MAYA, set_stage

WRITTEN = ("lead teaching", "librarian post", "zebra", "Library assistant", MAYA)


@asynccontextmanager
async def manager(folder: Path, **options: Any) -> AsyncIterator[tuple[Stage, Mailbox, Page]]:
    """Maya has applied; Lena is at a browser with the mail open."""
    database = Database(f"sqlite:///{folder}/t.db")
    stage = await set_stage(database, asking())
    server = TestServer(make_app(stage.bot, Hub()))
    async with server, with_mail(stage) as box, async_playwright() as play:
        stage.bot.settings = Settings(base_url=f"http://127.0.0.1:{server.port}")
        await applies(stage, MAYA, "mentee", other="zebra", avoid="zebra", second_contact="zebra")
        browser = await play.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = await (await browser.new_context(locale="en-GB", **options)).new_page()
        await page.set_content(box.last(LENA).html)
        yield stage, box, page
        await browser.close()
    await database.close()


async def _is_accessible(page: Page) -> None:
    found = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
        {"viewport": {"width": 1300, "height": 900}, "java_script_enabled": False},
    ],
    ids=["a small dark screen", "no scripts"],
)
async def test_from_the_mail_to_a_yes(tmp_path: Path, options: dict[str, Any]) -> None:
    async with manager(tmp_path, **options) as (stage, box, page):
        await page.get_by_role("link", name="Read and answer").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "May Maya Thorne take part?"
        )
        assert (await permission_of(stage)).state == PermissionState.ASKED
        scripts = options.get("java_script_enabled", True)
        if scripts:
            await _is_accessible(page)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("button", name="Yes, I agree").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Say yes?")
        if scripts:
            await _is_accessible(page)
        await page.get_by_role("button", name="Yes, they may").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
        assert (await permission_of(stage)).state == PermissionState.APPROVED
        await page.reload()
        await expect(page.get_by_text("You have said yes already.")).to_be_visible()
        assert len(box.of(LENA)) == 1


async def test_the_answer_to_a_question_comes_by_mail_and_no_mail_holds_what_was_written(
    tmp_path: Path,
) -> None:
    async with manager(tmp_path) as (stage, box, page):
        await page.get_by_role("link", name="Read and answer").click()
        await page.get_by_role("button", name="Ask something first").click()
        await page.get_by_role("button", name="Send question").click()
        await expect(page.get_by_role("alert").first).to_be_visible()
        await _is_accessible(page)
        await page.get_by_label("Your question").fill("Is it in working hours?")
        await page.get_by_role("button", name="Send question").click()
        await expect(page.get_by_text("The answer comes to you by e-mail.")).to_be_visible()
        maya = await stage.person(MAYA)
        permission = await permission_of(stage)
        await act(
            maya, "permission.answered", f"permission:{permission.id}", answer="Yes, all of it."
        )
        first, answer = box.of(LENA)
        assert answer.subject == "Maya Thorne has answered your question"
        for mail in (first, answer):
            assert not [words for words in (*WRITTEN, "all of it") if words in mail.everything]
            assert mail.html.count("/permission/") == mail.text.count("/permission/") == 1
        await page.set_content(answer.html)
        await page.get_by_role("link", name="Read and answer").click()
        await expect(page.get_by_text("Yes, all of it.")).to_be_visible()
