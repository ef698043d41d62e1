"""What delivery notes in the database: what comes together is written in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from storage.engine.unbroken import to_its_end
from storage.work import Work

Writing = Callable[[Work], Awaitable[None]]

MOST = 16  # changes in one transaction: whoever acts meanwhile waits for it


class Notes:
    """Writes changes, few transactions for many, as each costs a turn at the disk."""

    def __init__(self, work: Callable[[], Work]) -> None:
        self._work = work
        self._changes: list[tuple[Writing, asyncio.Future[None]]] = []
        self._writing = asyncio.Lock()

    async def write(self, change: Writing) -> None:
        """Write a change, with those that others want written. Raises what the transaction raises."""
        written = asyncio.get_running_loop().create_future()
        self._changes.append((change, written))
        async with self._writing:
            while not written.done():
                changes = self._changes[:MOST]
                self._changes = self._changes[MOST:]
                await to_its_end(self._together(changes))
        await written

    async def _together(self, changes: Sequence[tuple[Writing, asyncio.Future[None]]]) -> None:
        fault: Exception | None = None
        try:
            async with self._work() as work:
                for change, _ in changes:
                    await change(work)
        except Exception as error:
            fault = error
        for _, written in changes:
            if written.cancelled():
                continue
            if fault is None:
                written.set_result(None)
            else:
                written.set_exception(fault)
