"""Whether the database keeps what is written: it is tried, as a database that answers may still take nothing."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

import structlog

from storage import ledger
from storage.engine.database import Database, code_of
from storage.engine.own_file import FileLost
from storage.engine.turns import answering_within
from storage.work import Busy, Fault, Work

log = structlog.get_logger("keeping")

LONG = 30.0  # seconds: to be held for a moment is no fault
SECONDS = 1.2  # for its turn: whoever asks has not much more patience
ROOM = 10_000_000  # bytes

HELD = "somebody else is writing to it, and has been for long"
LOST = "its file was removed or replaced; stop the bot, put the right file back, and start again"
NOT_WRITTEN = "nothing can be saved"
FULL = "the disk that it is on is full, or nearly"


class WriteProbe:
    """Looks at one database."""

    def __init__(self, database: Database, seconds: Callable[[], float] = monotonic) -> None:
        self._database = database
        self._seconds = seconds
        self._kept_at = seconds()

    async def look(self) -> str:
        """What is wrong, "" when it keeps what is written."""
        try:
            with answering_within(SECONDS):
                async with Work(self._database, {}, datetime.now(UTC)) as work:
                    await ledger.probe(work)
        except Busy:
            if self._seconds() - self._kept_at > LONG:
                return HELD
            return ""
        except Fault as fault:
            cause = fault.__cause__ or fault
            log.error("nothing can be saved", error=code_of(cause))
            if isinstance(cause, FileLost):
                return LOST
            return NOT_WRITTEN
        self._kept_at = self._seconds()
        file = self._database.file
        if file is not None and shutil.disk_usage(file.parent).free < ROOM:
            return FULL
        return ""
