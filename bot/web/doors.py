"""Who is at the doors: how many connections there are, and how long each may take to say what it wants (R13.6).

aiohttp waits for the head and the body of a request as long as they take. Whoever sends half of one holds a file of the
process, and a few hundred of those are all that it may have.
"""

import asyncio
import resource
import socket

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.logs import Seldom

HEAD_SECONDS = 15.0  # from the first byte of a request, or from connecting, to the end of its head
BODY_SECONDS = 10.0  # for any body; a long one has a second more for each
BYTES_A_SECOND = 32 * 1024  # of what has come
KEPT_SECONDS = (
    75  # that a connection may stay without a request, a little longer than proxies keep theirs
)
OTHER_FILES = 256  # that the process needs: the database, what it asks of platforms, its own
FEWEST = 64

log = structlog.get_logger("web")


@web.middleware
async def body_in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    """On every path: a body that does not come in its time is a 408, for whoever reads it."""
    if request.content.is_eof():
        return await handler(request)
    watching = asyncio.create_task(_watch_body(request))
    try:
        return await handler(request)
    finally:
        watching.cancel()


async def _watch_body(request: web.Request) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not request.content.is_eof():
        left = began + BODY_SECONDS + request.content.total_bytes / BYTES_A_SECOND - loop.time()
        if left <= 0:
            request.content.set_exception(web.HTTPRequestTimeout())
            return
        await asyncio.sleep(left)


class Doors:
    """Every connection, the longest there first. Where there is room for no more, one that still sends gives way."""

    def __init__(self, most: int | None = None) -> None:
        self.most = most or _most()
        self.open: dict[object, Connection] = {}
        self._server: asyncio.Server | None = None
        self._crowded = Seldom(log.warning, "too many connections")

    async def opened(self, runner: web.AppRunner, port: socket.socket) -> None:
        """Listen, with a guard before every connection."""
        make = runner.server
        if make is None:
            raise RuntimeError("the runner is not set up")
        self._server = await asyncio.get_running_loop().create_server(
            lambda: Connection(self, make()), sock=port
        )

    def shut(self) -> None:
        """Take no more connections; those that are open end by themselves."""
        if self._server is not None:
            self._server.close()

    def take_in(self, new: "Connection") -> bool:
        """Whether there is room for one more, or it could be made."""
        if len(self.open) >= self.most:
            self._crowded.note()
            slow = next(
                (connection for connection in self.open.values() if not connection.is_served), None
            )
            if slow is None:
                return False
            slow.leave()
        self.open[new.inner] = new
        return True

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Tells a connection that the head of its request is there, and when it is answered."""
        connection = self.open.get(request.protocol)
        if connection is None:
            return await handler(request)
        connection.begins(request)
        try:
            return await handler(request)
        finally:
            connection.rests()


class Connection(asyncio.Protocol):
    """One connection: passes everything on to aiohttp's own protocol, and looks at the clock."""

    def __init__(self, doors: Doors, inner: asyncio.Protocol) -> None:
        self.inner = inner
        self._doors = doors
        self._transport: asyncio.BaseTransport | None = None
        self._request: web.Request | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_in = False

    @property
    def is_served(self) -> bool:
        """Whether its request is all there, and waits for us."""
        return self._request is not None and self._request.content.is_eof()

    def begins(self, request: web.Request) -> None:
        """The head of a request is there."""
        self._request = request
        self._calm()

    def rests(self) -> None:
        """The request is answered; another may come."""
        self._request = None

    def leave(self) -> None:
        """End it at once."""
        self._calm()
        self._doors.open.pop(self.inner, None)
        if isinstance(self._transport, asyncio.Transport):
            self._transport.abort()

    def _calm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expect_a_head(self) -> None:
        if self._timer is None and self._request is None:
            self._timer = asyncio.get_running_loop().call_later(HEAD_SECONDS, self.leave)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        if not self._doors.take_in(self):
            self.leave()
            return
        self._is_in = True
        self.inner.connection_made(transport)
        self._expect_a_head()

    def data_received(self, data: bytes) -> None:
        self._expect_a_head()
        self.inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self.inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._calm()
        self._doors.open.pop(self.inner, None)
        if self._is_in:
            self.inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        self.inner.resume_writing()


def _most() -> int:
    """As many connections as leave the process the files that it needs."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files != resource.RLIM_INFINITY:
        return max(FEWEST, files - OTHER_FILES)
    return 16 * 1024
