"""Once a day, what was told and said long ago goes, a page at a time, so that nobody waits while it goes (R11.1)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from scheme import calendar
from scheme.definition.definition import Definition
from storage.clearing import clear_chats, clear_letters, clear_survey_words
from storage.engine.database import Database
from storage.work import Work

log = structlog.get_logger("clearing")

APART = timedelta(days=1)
PagesCleared = Callable[[Work, datetime, int], Awaitable[int | None]]


class Clearing:
    """Deletes by the days that the scheme files say; of letters, which are of no one scheme, by the longest of them."""

    def __init__(
        self, database: Database, definitions: Mapping[str, Definition], clock: Clock
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._clock = clock
        self._cleared_at: datetime | None = None

    async def look(self) -> None:
        """Clear, where a day has gone by since the last time; at the first look as well."""
        now = self._clock.now()
        if not self._definitions or (
            self._cleared_at is not None and now < self._cleared_at + APART
        ):
            return
        days = max(one.retention.letter_days for one in self._definitions.values())
        before = calendar.at(calendar.add_days(now.date(), -days), "UTC")
        for clear in (clear_letters, clear_chats):
            await self._page_by_page(clear, before, now)
        async with Work(self._database, self._definitions, now) as work:
            for definition in self._definitions.values():
                year = first_year_kept(definition, now)
                await clear_survey_words(work, definition.key, year)
        self._cleared_at = now
        log.info("cleared")

    async def _page_by_page(self, clear: PagesCleared, before: datetime, now: datetime) -> None:
        after: int | None = 0
        while after is not None:
            async with Work(self._database, self._definitions, now) as work:
                after = await clear(work, before, after)


def first_year_kept(definition: Definition, now: datetime) -> int:
    """The first year of which the words of surveys are still kept; their days count from the end of their year."""
    today = calendar.local_day(now, definition.zone)
    return calendar.add_days(today, -definition.retention.survey_days).year
