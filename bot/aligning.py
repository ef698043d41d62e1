"""Plans brought in line after a start, where the rules or a scheme file are not those of the last one (R1.1).

It is done in the background, page by page, each in a unit of work of its own that notes how far it came: the first answer
does not wait for it, a process that is killed is gone on from there, and several processes share the pages. Until it is
done nothing is issued because its time has come, as that could be by rules that hold no longer; whatever fell due
meanwhile is issued then.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.clock import Clock
from scheme.definition.definition import Definition
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import ledger, plans
from storage.engine.database import Database
from storage.work import Busy, Clash, Work

log = structlog.get_logger("plans")

ALIGNED = "plans"  # the note of what all plans are in line with
PLACE = "plans.place"  # the note of how far that has come
AGAIN = 0.5  # seconds after which it is tried once more, where the database was held


@dataclass(frozen=True)
class _Place:
    """How far plans are in line with the rules of a `mark`; `since`: when that began, before which nothing is caught up."""

    mark: str
    since: datetime
    after: Subject = NOTHING_IN_PARTICULAR

    @classmethod
    def read(cls, text: str) -> "_Place":
        mark, since, after = text.split("|")
        return cls(mark, datetime.fromisoformat(since), Subject.read(after))

    @property
    def text(self) -> str:
        return f"{self.mark}|{self.since.isoformat()}|{self.after}"


class Aligning:
    """Whether plans have to be brought in line, and how that is done."""

    def __init__(
        self, database: Database, definitions: Mapping[str, Definition], clock: Clock
    ) -> None:
        self.is_due = False
        self._database = database
        self._definitions = definitions
        self._clock = clock

    async def look(self, work: Work, *, is_new: bool) -> None:
        """See whether it is to be done; in a new database there is nothing that could be out of line."""
        mark = self._mark
        if is_new:
            await ledger.set_note(work, ALIGNED, mark)
        self.is_due = await ledger.note(work, ALIGNED) != mark

    async def run(self) -> None:
        """Do it, if it is to be done, with a turn for everybody else after each page."""
        while self.is_due:
            try:
                await self._page()
            except (Busy, Clash):
                await asyncio.sleep(AGAIN)
            except (
                Exception
            ) as error:  # nothing would be issued any more; the next page may go well
                log.error("plans are not in line", error=type(error).__name__)
                await asyncio.sleep(AGAIN)
            await asyncio.sleep(0)

    async def _page(self) -> None:
        mark = self._mark
        now = self._clock.now()
        async with Work(self._database, self._definitions, now) as work:
            if await ledger.note(work, ALIGNED) == mark:
                self.is_due = False
                return
            kept = await ledger.note(work, PLACE)
            place = _Place.read(kept) if kept else _Place(mark, now)
            if place.mark != mark:  # begun by other rules, and never ended
                place = _Place(mark, now)
            # The note is taken first, so that no other process does the same page.
            if not await ledger.swap_note(work, PLACE, kept, place.text):
                return
            after = await plans.realign(
                work.session, self._definitions, place.since, after=place.after
            )
            if after:
                await ledger.set_note(work, PLACE, replace(place, after=after).text)
                return
            await ledger.drop_note(work, PLACE)
            await ledger.set_note(work, ALIGNED, mark)
        self.is_due = False

    @property
    def _mark(self) -> str:
        return plans.mark_of(self._definitions)
