"""Signals to open pages: something changed, fetch it. Server-sent events, so that a page updates by itself (R12.3)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import web

KEEP_ALIVE_SECONDS = 15.0
GATHER_SECONDS = 0.04


class Listener:
    """One open page, of whoever's `room` it shows. Signals that come close together become one."""

    def __init__(self, room: str = "") -> None:
        self.room = room
        self._topics: set[str] = set()
        self._bell = asyncio.Event()
        self._ended = False

    def note(self, topic: str) -> None:
        """Something changed."""
        self._topics.add(topic)
        self._bell.set()

    def end(self) -> None:
        """No more will come."""
        self._ended = True
        self._bell.set()

    async def topics(self, patience: float) -> frozenset[str] | None:
        """What changed since the last call, once something did; nothing after `patience` seconds; None at the end."""
        try:
            await asyncio.wait_for(self._bell.wait(), patience)
        except TimeoutError:
            return frozenset()
        if not self._ended:
            await asyncio.sleep(GATHER_SECONDS)
        if self._ended:
            return None
        self._bell.clear()
        gathered = frozenset(self._topics)
        self._topics = set()
        return gathered


class Hub:
    """Rings every open page. A topic is a room ("person:5", "group:aln") or "clock"."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self._closed = False

    def ring(self, topic: str) -> None:
        """Tell every open page that something changed."""
        for listener in self.listeners:
            listener.note(topic)

    def is_open(self, room: str) -> bool:
        """Whether somebody has a page with this room ("person:5") in view just now, in this process."""
        return any(listener.room == room for listener in self.listeners)

    @contextmanager
    def listening(self, room: str = "") -> Iterator[Listener]:
        """A listener for as long as the block runs."""
        listener = Listener(room)
        if self._closed:
            listener.end()
        self.listeners.add(listener)
        try:
            yield listener
        finally:
            self.listeners.discard(listener)

    def close(self) -> None:
        """End every stream, so that stopping does not wait for open pages."""
        self._closed = True
        for listener in self.listeners:
            listener.end()


async def stream(
    request: web.Request, hub: Hub, names: Callable[[str], str], room: str = ""
) -> web.StreamResponse:
    """Answer with signals until the page or the bot goes. `names` says what a topic is called on this page, of `room`."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    )
    with hub.listening(room) as listener:
        try:
            await response.prepare(request)
            await response.write(b"retry: 2000\nevent: ready\ndata: \n\n")
            while (topics := await listener.topics(KEEP_ALIVE_SECONDS)) is not None:
                changed = " ".join(sorted({name for topic in topics if (name := names(topic))}))
                await response.write(
                    f"event: changed\ndata: {changed}\n\n".encode()
                    if changed
                    else b": still here\n\n"
                )
        except ConnectionResetError:
            pass  # the tab was closed; a write is how one learns of it
    return response
