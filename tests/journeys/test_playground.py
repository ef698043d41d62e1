"""The playground as a newcomer meets it: the command, the page, the clock, Ctrl-C, and the next start."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.support.browser import SECONDS, WCAG, chromium, launched, settled

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
PICTURES = Path(os.environ.get("MENTORING_PICTURES", ROOT / "tests" / "screenshots"))


@asynccontextmanager
async def playground(folder: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """The command, running on a free port with a data folder; gives its address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bot", "run", "--playground"]
    environment = os.environ | {"MENTORING_DATA_DIR": str(folder), "MENTORING_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _says(process: asyncio.subprocess.Process, text: str) -> str:
    """What the terminal says up to a text."""
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(120):
        while text not in said:
            line = await process.stdout.readline()
            assert line, f"the bot ended before it said {text!r}:\n{said}"
            said += line.decode()
    return said


async def _pick(page: Page, address: str, name: str) -> None:
    await page.goto(address)
    await page.get_by_role("link", name=name).first.click()
    await expect(page.locator("body")).to_have_attribute("data-live", "open", timeout=SECONDS)


async def _picture(page: Page, name: str) -> None:
    await page.screenshot(path=PICTURES / f"{name}.png")


async def test_a_newcomer_plays_stops_and_goes_on(tmp_path: Path) -> None:
    chromium()
    async with launched() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        async with playground(tmp_path) as (address, process):
            said = await _says(process, "Stop with Ctrl-C")
            assert address in said
            assert "Try first" in said
            await _pick(page, address, "Leyla")
            found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
            assert found.violations_count == 0, found.generate_report()
            await page.locator("#home").click()
            await settled(page)
            await expect(page.locator('[data-pane="chat"]')).to_contain_text(
                "Yetunde", timeout=SECONDS
            )
            await _picture(page, "playground")
            before = await page.locator("#clock time").first.text_content()
            await page.get_by_role("button", name="Forward a week").click()
            await settled(page)
            after = await page.locator("#clock time").first.text_content()
            assert before != after
            process.send_signal(signal.SIGINT)
            await _says(process, "Everything is kept")
            assert await process.wait() == 0
        async with playground(tmp_path) as (address, process):
            said = await _says(process, "Stop with Ctrl-C")
            assert "Preparing" not in said
            await _pick(page, address, "Leyla")
            day = (after or "").split()[:4]
            await expect(page.locator("#clock time").first).to_contain_text(
                " ".join(day), timeout=SECONDS
            )
            await page.locator(".tools summary").click()
            await page.get_by_role("button", name="Start again").click()
            await page.get_by_role("button", name="Keep it as it is").click()
            await page.get_by_role("button", name="Start again").click()
            await page.locator("#again").get_by_role("button", name="Start again").click()
            await _says(process, "The playground begins again.")
            await _says(process, "Stop with Ctrl-C")
            await expect(page.get_by_role("heading", level=1)).to_have_text(
                "A mentoring scheme to try", timeout=SECONDS
            )
            await _pick(page, address, "Leyla")
            assert (await page.locator("#clock time").first.text_content() or "").split()[:4] != day
            await expect(page.locator('[data-pane="chat"]')).not_to_contain_text("More")
            process.send_signal(signal.SIGINT)
            assert await process.wait() == 0
