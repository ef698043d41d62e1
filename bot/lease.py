"""Which of several processes does a thing just now: one does, the others stand by, and take over within seconds.

The holder counts up a note; whoever stands by takes it for dead once the count has stood still for long. Everybody
measures that by a clock of their own which only ever runs forward, so that no wrong time of day breaks a lease.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from secrets import token_hex
from time import monotonic

from storage import ledger
from storage.engine.database import Database
from storage.work import Busy, Clash, Fault, Work

BEAT = 2.0  # seconds between two counts
HELD = 6.0  # that a holder relies on its last count
DEAD = 8.0  # without a count after which others take over: later than the holder itself has stopped
FREE = "free"


class Lease:
    """One process's side of a lease."""

    def __init__(
        self,
        database: Database,
        name: str,
        take_over: Callable[[Work], Awaitable[None]],
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        """`take_over` puts right what another holder may have left behind."""
        self._database = database
        self._key = f"lease.{name}"
        self._take_over = take_over
        self._seconds = seconds
        self._me = token_hex(8)
        self._count = 0
        self._counted_at = -HELD
        self._seen: str | None = None
        self._seen_at = 0.0

    @property
    def holds(self) -> bool:
        """Whether nobody else can have taken over meanwhile."""
        return self._seconds() - self._counted_at < HELD

    async def take(self) -> bool:
        """Take it or keep it; False while somebody else has it. Raises `Busy` or `Fault`."""
        started = self._seconds()
        async with self._work() as work:
            found = await ledger.note(work, self._key)
            holder, _, state = (found or "").partition(" ")
            if found and holder != self._me and state != FREE and not self._is_dead(found):
                return False
            self._count += 1
            if not await ledger.swap_note(work, self._key, found, f"{self._me} {self._count}"):
                return False
            if found and holder != self._me:
                await self._take_over(work)
        self._counted_at = started
        return True

    async def keep(self) -> bool:
        """Count where it is time; whether it is still held."""
        if self._seconds() - self._counted_at < BEAT:
            return True
        try:
            return await self.take()
        except (Busy, Clash, Fault):
            return self.holds

    async def release(self) -> None:
        """Let others have it at once, where it is still held."""
        mine = f"{self._me} {self._count}"
        self._counted_at = -HELD
        async with self._work() as work:
            await ledger.swap_note(work, self._key, mine, f"{self._me} {FREE}")

    def _is_dead(self, found: str) -> bool:
        if found != self._seen:
            self._seen = found
            self._seen_at = self._seconds()
        return self._seconds() - self._seen_at >= DEAD

    def _work(self) -> Work:
        return Work(self._database, {}, datetime.now(UTC))
