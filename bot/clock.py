"""The business clock: real time, which only the playground moves forward. Leases and sessions use the real one."""

from datetime import UTC, datetime, timedelta

from storage import ledger
from storage.work import Work

OFFSET = "clock.offset"


class Clock:
    """Now, as the scheme sees it."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The scheme's present moment (UTC)."""
        return datetime.now(UTC) + self.offset

    def set(self, moment: datetime) -> None:
        """Make it `moment` now."""
        self.offset = moment - datetime.now(UTC)

    async def load(self, work: Work) -> None:
        """Go on where an earlier run had moved it to."""
        kept = await ledger.note(work, OFFSET)
        if kept:
            self.offset = timedelta(seconds=float(kept))

    async def keep(self, work: Work) -> None:
        """Remember where it was moved to."""
        await ledger.set_note(work, OFFSET, str(self.offset.total_seconds()))
