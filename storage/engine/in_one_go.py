"""SQLite's driver, with a statement and its rows in one go between the two threads.

aiosqlite keeps each connection in a thread of its own, so that the event loop never waits for the file. Each call crosses
over and back, and a statement takes four: a cursor, the statement, its rows, the end of the cursor. To cross costs more
than most statements do. Here they are one call, and a statement with very many rows gives out the rest when asked.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import aiosqlite
from aiosqlite.context import contextmanager

AT_ONCE = 200  # rows that come along with the statement

T = TypeVar("T")


class Cursor(aiosqlite.Cursor):
    """A cursor that has the first rows when its statement has run, and is closed by then when these are all."""

    def __init__(self, connection: "SqliteConnection") -> None:
        # The real cursor is made where it is used, in the connection's thread, which is before anybody asks for it.
        self._conn = connection
        self.iter_chunk_size = AT_ONCE
        self._rows: Sequence[Any] = ()
        self._ended = True

    async def execute(self, sql: str, parameters: Any = ()) -> "Cursor":
        """Run a statement and take its first rows."""
        await self._run(lambda cursor: cursor.execute(sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Any) -> "Cursor":
        """Run a statement with each of several sets of values."""
        await self._run(lambda cursor: cursor.executemany(sql, parameters))
        return self

    async def fetchone(self) -> Any:
        """The next row; None behind the last."""
        return next(iter(await self.fetchmany(1)), None)

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """The next rows, `size` at most; none behind the last."""
        wanted = size or AT_ONCE
        found, self._rows = self._rows[:wanted], self._rows[wanted:]
        missing = wanted - len(found)
        if missing and not self._ended:
            found = [*found, *await self._cross(self._cursor.fetchmany, missing)]
        return found

    async def fetchall(self) -> Sequence[Any]:
        """All the rows that are left."""
        found, self._rows = self._rows, ()
        if not self._ended:
            found = [*found, *await self._cross(self._cursor.fetchall)]
        return found

    async def close(self) -> None:
        """Give out nothing more."""
        self._rows = ()
        if not self._ended:
            self._ended = True
            await self._cross(lambda: self._cursor.close())

    async def _run(self, statement: Callable[[sqlite3.Cursor], object]) -> None:
        await self.close()
        self._ended = False  # so that it is closed also where nobody waits for its rows any more
        self._rows = await self._cross(self._in_thread, statement)
        self._ended = len(self._rows) < AT_ONCE

    async def _cross(self, call: Callable[..., T], *given: object) -> T:
        """Have something done in the connection's thread."""
        done: T = await self._conn._execute(call, *given)  # type: ignore[no-untyped-call]
        return done

    def _in_thread(self, statement: Callable[[sqlite3.Cursor], object]) -> list[Any]:
        cursor = self._cursor = self._conn._conn.cursor()
        statement(cursor)
        rows = cursor.fetchmany(AT_ONCE)
        if len(rows) < AT_ONCE:
            cursor.close()
        return rows


class SqliteConnection(aiosqlite.Connection):
    """A connection whose statements bring their rows along."""

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """A cursor, for which nothing is done before it has a statement."""
        return Cursor(self)


def connect(address: str, **named: Any) -> SqliteConnection:
    """A connection to an SQLite file, as `aiosqlite.connect` makes it; takes what `sqlite3.connect` does."""
    connection = SqliteConnection(lambda: sqlite3.connect(address, **named), AT_ONCE)
    connection._thread.daemon = True  # as SQLAlchemy has it: a process that ends waits for none
    return connection
