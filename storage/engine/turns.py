"""Whose turn it is at the database: so many at once, the others in line, and for how long each of them waits."""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from heapq import heappop, heappush
from itertools import count
from math import inf
from time import monotonic
from types import TracebackType

BACKGROUND_SECONDS = 30.0  # half a lease of the outbox
SHORT_SECONDS = 0.3  # between two tries for a connection that the server has not got
STALLED_SECONDS = 0.1  # that a clock rings too late by, where the process had no time for it
GRACE_SECONDS = 0.3  # for whoever waited through that
GROWS_SECONDS = 10.0  # after which it is tried again whether the server has more


class Limit:
    """Until when a platform waits, on the clock of `monotonic`; None once it waits no more."""

    def __init__(self, seconds: float | None = None) -> None:
        self.until = None if seconds is None else monotonic() + seconds

    def lift(self) -> None:
        """The platform has its answer: what is still to be done may wait as long as anything."""
        self.until = None


_limit: ContextVar[Limit | None] = ContextVar("limit", default=None)
_in_background: ContextVar[bool] = ContextVar("in_background", default=False)


@contextmanager
def answering_within(seconds: float | None) -> Iterator[Limit]:
    """Around what a platform waits for: turns are waited for until then, however many are needed one after another.

    None: no platform waits for it any more.
    """
    limit = Limit(seconds)
    token = _limit.set(limit)
    try:
        yield limit
    finally:
        _limit.reset(token)


@contextmanager
def in_background() -> Iterator[None]:
    """Around what nobody waits for: it is patient, and takes no more than half of the places, so that people have theirs."""
    limit = _limit.set(None)
    background = _in_background.set(True)
    try:
        yield
    finally:
        _in_background.reset(background)
        _limit.reset(limit)


class Queue:
    """So many places, and who waits for one. The next is whoever can wait least long; of those alike, who came first.

    So what a platform needs at once goes before what may follow, which in its turn comes nearer to its own end, and is
    never overtaken for ever.
    """

    def __init__(self, places: int = 1) -> None:
        self._free = places
        self._numbers = count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    def locked(self) -> bool:
        """Whether whoever comes now has to wait."""
        return not self._free

    async def acquire(self, until: float = inf) -> None:
        """A place, once there is one, for somebody who can wait `until` then, on the clock of `monotonic`."""
        if self._free:
            self._free -= 1
            return
        given = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (until, next(self._numbers), given))
        try:
            await given
        except asyncio.CancelledError:
            if not given.cancelled():  # it was given to them in the moment they gave up
                self.release()
            raise

    def release(self) -> None:
        """Give a place to the next."""
        while self._waiting:
            *_, given = heappop(self._waiting)
            if not given.done():
                given.set_result(None)
                return
        self._free += 1

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class Ticket:
    """Somebody's place. `until` is how long they can wait, on the clock of `monotonic`."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.held: list[Queue] = []


class Turns:
    """Hands out `places`; whoever writes where there can be one writer takes `writer` in place of one.

    The first in line is the next (`Queue`). A server may have fewer connections than there are places: who then has a place and no
    connection takes over the next that another is done with, and the place of that one is kept back for a while.
    """

    def __init__(self, places: int, patience: float, writer: Queue | None) -> None:
        self.patience = patience
        self._writer = writer
        self._places = Queue(places)
        self._background = Queue(max(1, places // 2))
        self._short: deque[asyncio.Future[None]] = deque()

    async def take(self, *, writes: bool) -> Ticket:
        """A place, once there is one. Raises `TimeoutError`."""
        turn = Ticket(self._patient_until())
        lines = self._lines(writes=writes)
        until = max(turn.until, monotonic())
        try:
            try:
                await self._stand_in(lines, turn, until - monotonic())
            except TimeoutError:
                if monotonic() - until < STALLED_SECONDS:
                    raise
                # The whole process stood still, making a long list perhaps: nobody could be given what was free.
                await self._stand_in(lines, turn, GRACE_SECONDS)
        except BaseException:
            self.end(turn)
            raise
        return turn

    @staticmethod
    async def _stand_in(lines: Sequence[Queue], turn: Ticket, seconds: float) -> None:
        # Not wait_for: before Python 3.12 it may lose a cancellation, and who was stopped goes on for ever.
        async with asyncio.timeout(seconds):
            for line in lines[len(turn.held) :]:
                await line.acquire(turn.until)
                turn.held.append(line)

    def _patient_until(self) -> float:
        if _in_background.get():
            return monotonic() + max(BACKGROUND_SECONDS, self.patience)
        own = monotonic() + self.patience
        limit = _limit.get()
        if limit is None or limit.until is None:
            return own
        return min(own, limit.until)

    def _lines(self, *, writes: bool) -> Sequence[Queue]:
        if writes and self._writer:
            line = self._writer
        else:
            line = self._places
        if _in_background.get():
            return (self._background, line)
        return (line,)

    def end(self, turn: Ticket) -> None:
        """Give a place to the next."""
        while turn.held:
            line = turn.held.pop()
            if line is self._places and self._take_over():
                asyncio.get_running_loop().call_later(GROWS_SECONDS, line.release)
            else:
                line.release()

    def _take_over(self) -> bool:
        while self._short:
            first = self._short.popleft()
            if not first.done():
                first.set_result(None)
                return True
        return False

    async def another_ends(self, turn: Ticket) -> bool:
        """Until somebody's connection is free, or a moment has passed; False once there is no time left."""
        left = turn.until - monotonic()
        if left <= 0:
            return False
        first = asyncio.get_running_loop().create_future()
        self._short.append(first)
        with suppress(TimeoutError):
            async with asyncio.timeout(min(left, SHORT_SECONDS)):
                await first
        return True
