"""APScheduler's part: it ticks, and keeps no business state (no job store; what is due are rows)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.trace import traced
from storage.engine.turns import in_background
from storage.work import Busy

Job = Callable[[], Awaitable[object]]

PATIENCE = 5.0  # seconds that a tick has to finish in, at the end

log = structlog.get_logger("ticks")


class Ticks:
    """Calls coroutines at intervals until stopped. A tick that is still running is not started a second time."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: dict[str, asyncio.Task[None]] = {}

    def every(self, interval: timedelta, tick: Job, name: str) -> None:
        """Call `tick` every `interval`; ticks missed while asleep become one, however late. One that fails is logged."""

        async def once() -> None:
            # A task of its own, because APScheduler cancels at its end what it has started itself.
            if name not in self._running:
                self._running[name] = asyncio.create_task(_told_of(tick, name))
                self._running[name].add_done_callback(lambda _: self._running.pop(name))

        self._scheduler.add_job(
            once,
            "interval",
            seconds=interval.total_seconds(),
            id=name,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin, on the running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """End. A tick that is running is left to finish, for some seconds; then it is cancelled, and rolls back."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if running := set(self._running.values()):
            _, late = await asyncio.wait(running, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _told_of(tick: Job, name: str) -> None:
    with traced():
        try:
            with in_background():
                await tick()
        except Busy:
            log.warning("tick put off", tick=name, reason="database busy")
        except Exception as error:  # the next tick may go well; an exception's own words may hold what somebody wrote
            log.error("tick failed", tick=name, error=type(error).__name__)
