"""Whether the bot can do its work: each part is asked, and says what is wrong with it in a few plain words."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger("ready")

Look = Callable[
    [], Awaitable[str]
]  # what is wrong, "" when nothing is; it may raise whatever a driver raises

SECONDS = 2.0  # that one part may take


class Readiness:
    """The parts that are asked. However many ask at once, each part is looked at once for all of them."""

    def __init__(self) -> None:
        self._looks: dict[str, Look] = {}
        self._looking: asyncio.Task[dict[str, str]] | None = None

    def ask(self, name: str, look: Look) -> None:
        """From now on, ask a part as well."""
        self._looks[name] = look

    async def findings(self) -> dict[str, str]:
        """What is wrong, by the name of the part; empty when all is well. Never an exception's own text."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> dict[str, str]:
        looks = dict(self._looks)
        said = await asyncio.gather(*(_told_of(name, look) for name, look in looks.items()))
        return {name: wrong for name, wrong in zip(looks, said, strict=True) if wrong}


async def _told_of(name: str, look: Look) -> str:
    try:
        async with asyncio.timeout(SECONDS):
            return await look()
    except Exception as error:  # whatever a driver raises, it means the same
        log.warning("part does not answer", part=name, error=type(error).__name__)
        return "does not answer"
