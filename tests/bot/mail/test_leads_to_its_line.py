"""What a mail is about is opened where it stands on the web, and not only at the end of the chat."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from handlers.kit.buttons import HOME
from handlers.kit.post import tell
from handlers.kit.ui import Message
from storage import people
from storage.engine.database import Database
from tests.support.browser import SECONDS, chromium
from tests.support.stage import MAYA
from tests.support.web_stage import web_stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}}


async def test_a_mail_leads_to_the_line_that_it_is_about(tmp_path: Path) -> None:
    chromium()
    async with web_stage(Database(f"sqlite:///{tmp_path}/web.db"), **NARROW) as scene:
        maya = await scene.person(MAYA)
        scene.bot.is_reading = lambda person_id: False  # whoever has the page open has no mail
        async with scene.bot.work() as work:
            known = await people.by_email(work, MAYA)
            assert known is not None
            for number in range(20):
                await tell(
                    work, known.id, Message(text=f"The news of day {number}.", buttons=(HOME,))
                )
        await scene.bot.delivery.drain()  # the chat, and then the mails of what was put there
        await scene.bot.delivery.drain()
        mail = next(mail for mail in scene.box.of(MAYA) if "The news of day 3." in mail.text)
        found = re.search(r"/#letter-\d+", mail.text)
        assert found is not None
        page = maya.page
        await page.goto(f"{scene.address}{found[0]}")
        line = page.locator("article", has_text="The news of day 3.")
        await expect(line).to_be_in_viewport(timeout=SECONDS)
        await expect(line).to_be_focused(timeout=SECONDS)
        await expect(page.locator("article", has_text="day 19.")).not_to_be_in_viewport()
