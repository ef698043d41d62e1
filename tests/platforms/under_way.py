"""What a stand-in does beside: events that follow by themselves, as from a real platform."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class UnderWay:
    """What is begun and not waited for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def later(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Do something beside; `settled` waits for it."""
        task = asyncio.ensure_future(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is under way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)
