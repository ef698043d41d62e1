"""Whoever sends half a request holds up nobody: heads and bodies have their time, and connections are counted (R13.6)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.web import doors
from bot.web.doors import Doors, body_in_time
from tests.web.page import Page
from tests.web.showcase import MAYA

PATIENCE = 30.0  # seconds that a test waits for what comes at once
HALF = b"POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\ntext="


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment is enough to see that a time has an end."""
    monkeypatch.setattr(doors, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(doors, "BODY_SECONDS", 0.05)


async def _reads(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def _shuts_its_eyes(_request: web.Request) -> web.Response:
    return web.Response(text="well")


@asynccontextmanager
async def listening(most: int | None = None) -> AsyncIterator[tuple[Doors, int]]:
    """A small application behind its doors, and its port."""
    guard = Doors(most)
    app = web.Application(middlewares=[guard.watch, body_in_time])
    app.router.add_post("/say", _reads)
    app.router.add_get("/healthz", _shuts_its_eyes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    port = socket.create_server(("127.0.0.1", 0))
    await guard.opened(runner, port)
    try:
        yield guard, port.getsockname()[1]
    finally:
        guard.shut()
        await runner.cleanup()


async def answer(port: int, sent: bytes) -> bytes:
    """What comes back until the other side closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(sent)
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    "sent", [b"", b"GET /heal", b"POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Le"]
)
async def test_a_connection_that_says_nothing_whole_is_ended(sent: bytes) -> None:
    async with listening() as (guard, port):
        assert await answer(port, sent) == b""
        assert guard.open == {}


async def test_half_a_body_is_answered_and_its_connection_ended() -> None:
    async with listening() as (_, port):
        assert (await answer(port, HALF)).startswith(b"HTTP/1.1 408 ")


async def test_what_is_whole_is_answered_on_a_connection_that_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with listening() as (guard, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):
                writer.write(
                    b"POST /say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
                )
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200 ")
                assert await reader.readexactly(1) == b"5"
        assert len(guard.open) == 1
        writer.close()


async def test_where_there_is_no_room_whoever_sends_half_a_request_gives_way_and_it_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doors, "HEAD_SECONDS", 600.0)
    monkeypatch.setattr(doors, "BODY_SECONDS", 600.0)
    with capture_logs() as logged:
        async with listening(8) as (guard, port):
            held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(40)]
            for number, (_, writer) in enumerate(held):
                writer.write(HALF if number % 2 else HALF[:20])
            ready = await answer(
                port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            assert ready.startswith(b"HTTP/1.1 200 ")
            assert len(guard.open) <= 8
            for _, writer in held:
                writer.close()
    assert [line["event"] for line in logged] == ["too many connections"]


@pytest.mark.parametrize("path", ["/say", "/press", "/submit", "/draft", "/clock"])
async def test_every_path_of_the_web_channel_waits_for_a_body_no_longer_than_that(
    page: Page, path: str
) -> None:
    url = page.client.make_url("")
    lines = (
        f"POST {path}?as={MAYA} HTTP/1.1", f"Host: {url.host}:{url.port}", "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded", "Content-Length: 1000", "Connection: close", "", "text=",
    )  # fmt: skip
    told = await answer(int(url.port or 0), "\r\n".join(lines).encode())
    assert told.startswith(b"HTTP/1.1 408 ")
    assert b"did not arrive in time" in told
