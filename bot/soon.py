"""What an answer waits for a moment and no longer, because the platform waits for the answer."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.app import place_of
from storage.turns import answering_within

log = structlog.get_logger("bot")


class Soon:
    """Does things beside an answer; `stop` finishes what is under way."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds that an answer waits, unless it is said otherwise."""
        self._patience = patience
        self._under_way: set[asyncio.Task[Any]] = set()

    async def soon(self, what: Coroutine[Any, Any, Any], patience: float | None = None) -> None:
        """Do something for which an answer waits a moment and no longer."""
        with answering_within(None):  # it goes on when the answer is given
            task = asyncio.ensure_future(what)
        self._under_way.add(task)
        task.add_done_callback(self._done)
        await asyncio.wait({task}, timeout=self._patience if patience is None else patience)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("not done after an answer", error=type(fault).__name__, at=place_of(fault))

    async def stop(self) -> None:
        """Finish what is under way."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._patience)
