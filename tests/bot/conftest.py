"""The web application of the showcase: asked directly, and in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser

from handlers.kit.ui import Message
from tests.support.browser import launched
from tests.web.page import Page, opened
from tests.web.showcase import BUTTONS, MAYA, PARTS, showcase
from tests.web.tab import Served, Tab, open_tab


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """The playground."""
    async with opened(tmp_path) as one:
        yield one


@pytest.fixture
async def calm(tmp_path: Path) -> AsyncIterator[Page]:
    """A bot without the playground."""
    async with opened(tmp_path, playground=False) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all; each tab has a context of its own, as if on another computer."""
    async with launched() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def show(tmp_path: Path) -> AsyncIterator[Served]:
    """The playground, served, with its address; Maya has a message of every kind of part."""
    async with showcase(tmp_path) as one:
        await one.post(
            MAYA,
            Message(
                text="Good morning, Maya.", parts=PARTS, buttons=BUTTONS, heading="Where you stand"
            ),
        )
        server = TestServer(one.app)
        await server.start_server()
        carrier = asyncio.create_task(one.bot.delivery.run())
        yield one, str(server.make_url(""))
        carrier.cancel()
        await server.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser, show: Served) -> Tab:
    """Maya's tab."""
    return await open_tab(browser, show)
