"""Signals to open pages, and what the web channel reaches."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientResponse

from bot.web import live
from handlers.kit.ui import Message
from tests.web.page import GROUP, Page
from tests.web.showcase import MAYA, TOM, showcase


async def next_event(response: ClientResponse) -> str:
    """The next event of a stream, without comments."""
    while True:
        event = (await asyncio.wait_for(response.content.readuntil(b"\n\n"), 5)).decode()
        if not event.startswith(":"):
            return event.strip()


async def test_open_pages_are_told_which_pane_changed(page: Page) -> None:
    async with page.client.get(f"/events?as={MAYA}") as response:
        assert response.content_type == "text/event-stream"
        assert "event: ready" in await next_event(response)
        await page.show.post(MAYA, Message(text="Hello"))
        assert await next_event(response) == "event: changed\ndata: chat"
        await page.show.post(TOM, Message(text="Hello"))
        assert await next_event(response) == "event: changed\ndata: people"
        await page.post(f"/clock?as={MAYA}", ("to", "day"))
        assert await next_event(response) == "event: changed\ndata: clock"


async def test_signals_that_come_close_together_are_one(page: Page) -> None:
    async with page.client.get(f"/events?as={MAYA}") as response:
        await next_event(response)
        for topic in (f"person:{MAYA}", GROUP, f"person:{MAYA}", f"person:{TOM}", "clock"):
            page.show.hub.ring(topic)
        assert await next_event(response) == "event: changed\ndata: chat clock group pinned people"


async def test_a_quiet_stream_is_kept_alive_and_a_closed_tab_is_forgotten(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "KEEP_ALIVE_SECONDS", 0.05)
    response = await page.get(f"/events?as={MAYA}")
    await next_event(response)
    assert await response.content.readuntil(b"\n\n") == b": still here\n\n"
    assert len(page.show.hub.listeners) == 1
    response.close()
    for _ in range(100):
        if page.show.hub.listeners:
            await asyncio.sleep(0.02)
    assert not page.show.hub.listeners


async def test_stopping_ends_every_stream_at_once(page: Page) -> None:
    response = await page.get(f"/events?as={MAYA}")
    await next_event(response)
    page.show.hub.ring("clock")
    await asyncio.sleep(0.01)
    await asyncio.wait_for(page.show.app.shutdown(), 1)
    assert await asyncio.wait_for(response.content.read(), 1) == b""
    assert not page.show.hub.listeners
    late = await page.get(f"/events?as={MAYA}")
    assert b"ready" in await asyncio.wait_for(late.content.read(), 1)


async def test_the_web_channel_reaches_everybody_in_the_playground_and_nobody_without(
    tmp_path: Path,
) -> None:
    async with showcase(tmp_path) as show:
        [channel] = show.bot.channels
        assert await channel.reaches("person:5")
        assert await channel.reaches(GROUP)
        assert not await channel.reaches("pigeon:1")
