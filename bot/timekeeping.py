"""Whether this machine's time of day can be right: held against a count of seconds that nobody can set.

A clock that jumps would send what is due in a year, or hold back what is due today. While the bot runs, the count tells how
much time has passed. At a start there is the moment that was noted last, with the machine's own count since it was switched
on where it has one: a bot that was off makes up for it by itself, a clock that contradicts them waits for somebody's word.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from handlers.accounts.operating import tell_of_clock
from scheme.definition.definition import Definition
from storage import ledger, outbox
from storage.engine.database import Database
from storage.work import Work

log = structlog.get_logger("clock")

SEEN = "clock.seen"
JUMP = timedelta(days=1)
STEP = timedelta(minutes=1)  # back: what the clock ahead has put off is tried at once
MOST_OFF = timedelta(days=60)  # that a bot is believed to have been switched off
NOTED = timedelta(minutes=1)
BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class ClockReading:
    """The time of day, and the machine's own seconds; `boot` names since when they count, "" where that is not known."""

    wall: datetime
    seconds: float
    boot: str = ""

    @property
    def text(self) -> str:
        """As it is noted."""
        return f"{self.wall.isoformat()} {self.seconds} {self.boot}"

    @classmethod
    def of(cls, text: str) -> "ClockReading":
        """As it was noted."""
        wall, _, rest = text.partition(" ")
        seconds, _, boot = rest.partition(" ")
        return cls(datetime.fromisoformat(wall), float(seconds), boot)

    def ahead_of(self, earlier: "ClockReading") -> timedelta | None:
        """By how much the time of day has run ahead of the seconds (behind: negative); None when they do not compare."""
        if not self.boot or self.boot != earlier.boot:
            return None
        return (self.wall - earlier.wall) - timedelta(seconds=self.seconds - earlier.seconds)


def read() -> ClockReading:
    """Now. Linux counts on while a machine sleeps, and tells one start of it from the next."""
    if BOOT.exists():
        return ClockReading(
            datetime.now(UTC),
            time.clock_gettime(time.CLOCK_BOOTTIME),
            BOOT.read_text("ascii").strip(),
        )
    return ClockReading(datetime.now(UTC), time.monotonic())


def doubt(noted: ClockReading, now: ClockReading) -> timedelta | None:
    """By how much a clock is off at a start, as far as the last note tells; None when it can be right."""
    ahead = now.ahead_of(noted)
    if ahead is not None:
        if abs(ahead) > JUMP:
            return ahead
        return None
    passed = now.wall - noted.wall
    if passed < -JUMP or passed > MOST_OFF:
        return passed
    return None


class Timekeeper:
    """Looks at the clock, and remembers the last reading that was believed."""

    def __init__(
        self,
        database: Database,
        definitions: Mapping[str, Definition],
        now: Callable[[], ClockReading] = read,
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._read = now
        self._trusted: ClockReading | None = None
        self._noted: ClockReading | None = None
        self._doubted: ClockReading | None = None  # the last note, once the clock is not believed
        self._off: timedelta | None = None

    async def doubts(self) -> str:
        """What is wrong with the clock, for /readyz."""
        if self._off is None:
            return ""
        if self._off > timedelta():
            way = "ahead"
        else:
            way = "behind"
        days = abs(self._off) / timedelta(days=1)
        return f"{days:.1f} days {way}; put it right, or say: mentoring-bot clock confirm"

    async def look(self) -> bool:
        """Look at the clock; whether it is believed. A jump, and its end, are logged and told to the administrators."""
        now = self._read()
        noted = await self._note_now()
        off = self._how_far_off(now, noted)
        if off is not None:
            await self._disbelieve(off, noted)
            return False
        if self._off is not None:
            await self._believe_again(now)
        elif self._went_back(now, noted):
            await self._rescue()
        moved = self._trusted is None or abs(self._drift(now)) > STEP
        self._trusted = now
        if moved or self._noted is None or now.wall - self._noted.wall >= NOTED:
            await self._note(now)
        return True

    def _how_far_off(self, now: ClockReading, noted: ClockReading | None) -> timedelta | None:
        if (
            self._off is not None
            and noted is not None
            and noted != self._doubted
            and abs(now.wall - noted.wall) < JUMP
        ):
            return None  # somebody has said so, or the clock agrees with that of another process
        if self._trusted is None:
            if noted is not None:
                return doubt(noted, now)
            return None
        drift = self._drift(now)
        if abs(drift) > JUMP:
            return drift
        return None

    def _drift(self, now: ClockReading) -> timedelta:
        earlier = self._trusted or now
        return (now.wall - earlier.wall) - timedelta(seconds=now.seconds - earlier.seconds)

    def _went_back(self, now: ClockReading, noted: ClockReading | None) -> bool:
        if self._trusted is not None:
            return self._drift(now) < -STEP
        return noted is not None and now.wall < noted.wall - STEP

    async def _disbelieve(self, off: timedelta, noted: ClockReading | None) -> None:
        is_news = self._off is None
        self._off = off
        if not is_news:
            return
        self._doubted = noted
        log.error(
            "the clock jumped, so nothing that is due is done",
            days=round(off / timedelta(days=1), 1),
        )
        async with self._work() as work:
            await tell_of_clock(work, right=False)

    async def _believe_again(self, now: ClockReading) -> None:
        log.warning("the clock is believed again", now=now.wall.isoformat())
        self._off = None
        await self._rescue()
        async with self._work() as work:
            await tell_of_clock(work, right=True)

    async def _rescue(self) -> None:
        """What a clock that ran ahead has put off is tried now."""
        async with self._work() as work:
            await outbox.clock_went_back(work)

    async def _note_now(self) -> ClockReading | None:
        async with Work(self._database, {}, datetime.now(UTC), writes=False) as work:
            kept = await ledger.note(work, SEEN)
        if kept:
            return ClockReading.of(kept)
        return None

    async def _note(self, now: ClockReading) -> None:
        async with self._work() as work:
            await ledger.set_note(work, SEEN, now.text)
        self._noted = now

    def _work(self) -> Work:
        return Work(self._database, self._definitions, datetime.now(UTC))


async def confirm(work: Work, now: ClockReading) -> None:
    """Somebody says that the clock is right as it is."""
    await ledger.set_note(work, SEEN, now.text)
