"""What a browser asks of the web application and gets, without a browser."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from scheme.ids import PersonId
from storage.platforms import chats
from tests.web.showcase import MAYA, Showcase, showcase

GROUP = "group:valley"
FILLED = [
    ("carried.revision", "3"),
    ("short.name", "Maya Thorne"),
    ("short.email", "m.thorne@fellside.example.org"),
    ("short.video", ""),
    ("choice.contact", "me"),
    ("choice.organisation", "org2"),
    ("number.years", "4"),
    ("choices.areas", ""),
    ("choices.areas", "teaching"),
    ("choices.areas", "leading"),
    ("long.goals", "To run a budget."),
    ("tick.consent", ""),
    ("tick.consent", "on"),
]
Client = TestClient[Any, Any]


class Page:
    """A browser's way of asking, as somebody."""

    def __init__(self, show: Showcase, client: Client) -> None:
        self.show = show
        self.client = client

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.client.get(path, headers=headers)

    async def text(self, path: str) -> str:
        return await (await self.get(path)).text()

    async def post(self, path: str, *pairs: tuple[str, str], **headers: str) -> tuple[int, Any]:
        origin = {"Sec-Fetch-Site": "same-origin"} if not headers else {}
        response = await self.client.post(path, data=list(pairs), headers=origin | headers)
        return response.status, await response.json()

    async def press(
        self, action: str, *pairs: tuple[str, str], person: PersonId = MAYA
    ) -> tuple[int, Any]:
        return await self.post(f"/press?as={person}", ("action", action), *pairs)

    async def lines(self, room: str = f"person:{MAYA}") -> list[str]:
        async with self.show.bot.work(writes=False) as work:
            return [
                one.said or json.loads(one.body or "{}")["text"]
                for one in await chats.lines(work, room)
            ]


@asynccontextmanager
async def opened(folder: Path, *, playground: bool = True, **set_to: str) -> AsyncIterator[Page]:
    async with (
        showcase(folder, playground=playground, **set_to) as show,
        TestClient(TestServer(show.app)) as client,
    ):
        yield Page(show, client)
