"""What has begun is brought to its end, also while the process is being stopped."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` whole. Whoever is cancelled meanwhile is so once it has ended.

    A migration that is broken off in the middle tidies up over a transaction that is no more, and reports that instead of
    the stop. What was delivered and not noted would be delivered again at the next start.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
