"""What an answer waits for a moment and no longer, because the platform waits for the answer."""

import asyncio
from collections.abc import Coroutine
from math import inf
from time import monotonic
from typing import Any, TypeVar

import structlog

from bot.app import place_of
from storage.engine.turns import answering_within

log = structlog.get_logger("bot")

T = TypeVar("T")


class Patience:
    """How long a platform still waits for the answer to what it has sent."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds

    def left(self, most: float = inf) -> float:
        """The seconds that are left, of these `most`."""
        return max(0.0, min(most, self._until - monotonic()))


class Background:
    """Does things beside an answer; `stop` finishes what is under way."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds that an answer waits, unless it is said otherwise."""
        self._patience = patience
        self._under_way: set[asyncio.Task[Any]] = set()

    def beside(self, what: Coroutine[Any, Any, T], within: float | None = None) -> asyncio.Task[T]:
        """Begin something that goes on whether an answer waits for it or not.

        `within`: seconds that it waits for the database, where it is no good any more after them.
        """
        with answering_within(within):
            task = asyncio.ensure_future(what)
        self._under_way.add(task)
        task.add_done_callback(self._done)
        return task

    async def has(self, task: asyncio.Task[Any], patience: float) -> bool:
        """Whether something that was begun is done in time."""
        await asyncio.wait({task}, timeout=patience)
        return task.done()

    async def in_time(self, what: Coroutine[Any, Any, Any], patience: float) -> bool:
        """Do something: True when it is done in time, and then whatever it raised is raised. Else it goes on by itself."""
        task = self.beside(what)
        if await self.has(task, patience):
            await task
            return True
        task.add_done_callback(self._late)
        return False

    async def in_background(
        self, what: Coroutine[Any, Any, Any], patience: float | None = None
    ) -> None:
        """Do something for which an answer waits a moment and no longer."""
        try:
            await self.in_time(what, self._patience if patience is None else patience)
        except Exception as fault:
            self._note(fault)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waits for it has it; nobody need

    def _late(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._note(fault)

    def _note(self, fault: BaseException) -> None:
        log.error("not done after an answer", error=self.reason(fault), at=place_of(fault))

    def reason(self, fault: BaseException) -> str:
        """The platform's own word for what went wrong, where there is one, else the kind of error; never its text."""
        return str(getattr(fault, "reason", type(fault).__name__))

    async def stop(self) -> None:
        """Finish what is under way."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._patience)
