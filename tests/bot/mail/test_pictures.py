"""Five mails in a real browser, light and dark, wide and narrow: nothing runs out, and axe finds nothing."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from bot.mail.writing import written
from handlers.accounts.by_mail import of_the_day
from handlers.kit.ui import Button, Facts, Link, Message, When
from tests.bot.mail.test_writing import BASE, ENVELOPE, calendar_entry, part
from tests.support.browser import AXE
from tests.support.stage import START, scheme

FOLDER = os.environ.get("MENTORING_PICTURES")
KEPT = (("meeting", "light"), ("day", "dark"))
OPEN = Button(label="Open", action="home.show")
MAILS = {
    "sign-in": Message(
        heading="Your code for the ALN Mentoring Scheme",
        text="Your code is KLMNPQ. It works once, until 10:20. If you did not ask for it, do nothing.",
        parts=(Link("Sign in", f"{BASE}/sign-in/8kQ"),),
    ),
    "answer": Message(
        heading="Priya has accepted",
        text="Priya Nair would be glad to be your mentor.\n\nWrite to each other within a week, if you can.",
        parts=(
            Facts(
                (("Priya Nair", "priya.nair@harbour.example.org"), ("Telephone", "01632 960 014"))
            ),
        ),
        buttons=(OPEN,),
    ),
    "meeting": Message(
        heading="Next meeting",
        text="Priya planned your next meeting for Tuesday 19 January 2027, 14:00: 60 minutes, Teams.",
        parts=(
            When(label="When", at=START, text="Tuesday 19 January 2027, 14:00"),
            calendar_entry(0, "REQUEST"),
        ),
        buttons=(OPEN,),
    ),
    "manager": Message(
        heading="Maya Thorne asks for your approval",
        text="Maya Thorne would like to take part as a mentee. It takes about an hour and a half each month.",
        parts=(
            Link("Read it and answer", f"{BASE}/permission/9"),
            Link("About the scheme", "https://example.org/about"),
        ),
    ),
    "day": of_the_day(
        [
            Message(heading="Your meeting", text="It has been a while. Shall we note a meeting?"),
            Message(
                heading="Halfway survey", text="A few questions, open until Friday 22 January 2027."
            ),
            Message(heading="A-483-920-174", text="1 of 2 agreed."),
        ]
    ),
}


def page_of(name: str) -> str:
    """The HTML of a mail."""
    envelope = replace(ENVELOPE, stop=f"{BASE}/stop/x" if name == "day" else "")
    mail = written(MAILS[name], envelope, scheme())
    return part(mail, "html")


@pytest.mark.browser
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", MAILS)
@pytest.mark.asyncio(loop_scope="session")
async def test_a_mail_can_be_read_on_every_screen(
    browser: Browser, name: str, colours: Literal["light", "dark"]
) -> None:
    context = await browser.new_context(
        color_scheme=colours, viewport={"width": 660, "height": 700}
    )
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.set_content(page_of(name))
    for width in (660, 320):
        await page.set_viewport_size({"width": width, "height": 700})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    found: Any = await Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    assert [url for url in asked if not url.startswith("about:")] == []
    if FOLDER and (name, colours) in KEPT:
        await page.set_viewport_size({"width": 660, "height": 500})
        picture = await page.screenshot(full_page=True)
        await asyncio.to_thread(Path(FOLDER, f"mail-{name}-{colours}.png").write_bytes, picture)
    await context.close()
