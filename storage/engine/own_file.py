"""The file of an SQLite database, known again: what is removed or replaced while the bot runs is never written to."""

from pathlib import Path
from typing import Any

WAL = "-wal"


class FileLost(OSError):
    """The database's file, or its write-ahead log, is not the one that was opened. Nothing can be kept there."""


class OwnFile:
    """Knows a file by its device and inode, from the first connection on.

    A file that is gone would still take every write and lose it at the end of the process; and one that was put in its
    place has nothing of what the open connections say is there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = Path(f"{path}{WAL}")
        self._known: tuple[int, int] | None = None
        self._log_lost = False

    @property
    def address(self) -> str:
        """How SQLite is told to open it: once it is known, one that was removed must not come back empty."""
        return f"{self.path.absolute().as_uri()}?mode={'rw' if self._known else 'rwc'}"

    def opened(self, held: dict[Any, Any]) -> None:
        """A connection was opened, and what it `held` is to be remembered: the log that it writes to."""
        here = _mark(self.path)
        self._known = self._known or here
        held[WAL] = _mark(self.log)

    def check(self, held: dict[Any, Any]) -> None:
        """Raises `FileLost` when the file or the log is not there, or is another one; for the log, ever after."""
        log = held.get(WAL)
        # A second log beside the one that connections still write to would spoil the file: only a new start mends that.
        self._log_lost = self._log_lost or (log is not None and _mark(self.log) != log)
        if self._log_lost or (self._known is not None and _mark(self.path) != self._known):
            raise FileLost("the database's file was removed or replaced")


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
