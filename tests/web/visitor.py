"""A browser without scripts at the pages of a bot that real people use: it keeps cookies, and reads mail."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html import unescape
from typing import Any

from aiohttp import CookieJar, DummyCookieJar
from aiohttp.test_utils import BaseTestServer, TestClient, TestServer

from bot.web.app import make_app
from bot.web.channel import WebChannel
from bot.web.live import Hub
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.dialogue import Stage

CODE = re.compile(r"\b([A-Z]{3}) ([A-Z]{3})\b")
LINK = re.compile(r"/sign-in/link/[\w-]{43}")
HERE = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


class Visitor:
    """One browser: the page it shows, and how it got there."""

    def __init__(self, client: TestClient[Any, Any], box: Mailbox, stage: Stage) -> None:
        self.client = client
        self.box = box
        self.stage = stage
        self.status = 0
        self.text = ""  # of the page, as one reads its source, without escapes
        self.path = ""
        self.headers: Mapping[str, str] = {}
        self.languages = ""  # that the browser asks for

    async def opens(self, path: str, **headers: str) -> str:
        """Open a page; returns it."""
        sent = {"Accept": "text/html", "User-Agent": FIREFOX} | headers
        async with self.client.get(path, headers=sent) as response:
            return await self._shows(response)

    async def sends(
        self, path: str, values: Mapping[str, str] | None = None, headers: Mapping[str, str] = HERE
    ) -> str:
        """Send a form as a browser does by itself; returns the page it leads to."""
        sent = {"User-Agent": FIREFOX, "Accept-Language": self.languages} | dict(headers)
        async with self.client.post(path, data=dict(values or {}), headers=sent) as response:
            return await self._shows(response)

    async def _shows(self, response: Any) -> str:
        self.status, self.path = response.status, response.url.path
        self.headers = response.headers
        self.text = unescape(await response.text())
        return self.text

    async def asks(self, address: str) -> None:
        """Type an address, and have the mail."""
        await self.sends("/sign-in", {"short.address": address})
        await self.stage.bot.delivery.drain()

    def code(self, address: str) -> str:
        """The code in the last mail to an address."""
        found = CODE.search(self.box.last(address).text)
        assert found is not None
        return found[1] + found[2]

    def link(self, address: str) -> str:
        """The path of the link in the last mail to an address."""
        found = LINK.search(self.box.last(address).text)
        assert found is not None
        return found[0]

    async def types(self, address: str, code: str, button: str = "stay") -> str:
        """Type a code."""
        values = {"address": address, "short.code": code, "press": button}
        return await self.sends("/sign-in/code", values)

    async def signs_in(self, address: str) -> None:
        """Sign in by the code of a mail."""
        await self.asks(address)
        await self.types(address, self.code(address))
        assert self.path == "/"


class Visitors:
    """Browsers at one bot."""

    def __init__(self, server: BaseTestServer, box: Mailbox, stage: Stage) -> None:
        self._server = server
        self.box = box
        self.stage = stage
        self._open: list[TestClient[Any, Any]] = []

    async def one(self, *, keeps_cookies: bool = True) -> Visitor:
        """A new browser."""
        jar = CookieJar(unsafe=True) if keeps_cookies else DummyCookieJar()
        client: TestClient[Any, Any] = TestClient(self._server, cookie_jar=jar)
        self._open.append(client)
        return Visitor(client, self.box, self.stage)

    async def close(self) -> None:
        """Close them all."""
        for client in self._open:
            await client.session.close()


@asynccontextmanager
async def visited(stage: Stage) -> AsyncIterator[Visitors]:
    """The pages of a stage's bot, with mail."""
    hub = Hub()
    stage.bot.channels.remove(stage.channel)
    stage.bot.channels.append(WebChannel(stage.bot, hub, playground=False))
    async with with_mail(stage) as box, TestServer(make_app(stage.bot, hub)) as server:
        visitors = Visitors(server, box, stage)
        try:
            yield visitors
        finally:
            await visitors.close()
