"""Counts large schemes once a day, so that nobody waits for it who opens a page of figures (R10.1)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from storage.engine.database import Database
from storage.figures import equality
from storage.figures.kept import counted, keep
from storage.work import Work

log = structlog.get_logger("figures")

APART = timedelta(days=1)


class Figuring:
    """Counts in a reading, which holds nobody up, and keeps what it came to in a short writing."""

    def __init__(
        self, database: Database, definitions: Mapping[str, Definition], clock: Clock
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._clock = clock
        self._counted_at: datetime | None = None

    async def look(self) -> None:
        """Count, where a day has gone by since the last time; at the first look as well."""
        now = self._clock.now()
        if self._counted_at is not None and now < self._counted_at + APART:
            return
        async with Work(self._database, self._definitions, now, writes=False) as work:
            found = await counted(work)
        await self._give_out(now)
        if found:
            async with Work(self._database, self._definitions, now) as work:
                await keep(work, found)
            log.info("counted", schemes=len(found))
        self._counted_at = now

    async def _give_out(self, now: datetime) -> None:
        """Once a year is over, what the equality form came to in it is given out, as far as that tells of nobody."""
        for definition in self._definitions.values():
            if not definition.equality.questions:
                continue
            today = local_day(now, definition.zone)
            async with Work(self._database, self._definitions, now, writes=False) as work:
                is_due = await equality.is_due(work, definition, today)
            if is_due:
                async with Work(self._database, self._definitions, now) as work:
                    await equality.give_out(work, definition, today)
                log.info("equality_given_out", scheme=definition.key)
