"""A statement and its rows cross to SQLite's thread once, very many rows come all the same, and nothing is left open."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import in_one_go
from storage.engine.database import Database
from storage.engine.in_one_go import AT_ONCE

NUMBERS = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {most}) "
    "SELECT n FROM numbers"
)
BOUND = 20.0  # seconds that a test waits for what comes at once


def numbers(most: int) -> str:
    """A statement that gives the numbers from 1 to `most`."""
    return NUMBERS.format(most=most)


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[AsyncConnection]:
    """A connection to a new file, on which a transaction has begun."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    async with database.writing.connect() as one:
        await one.execute(text("CREATE TABLE things (n INTEGER)"))
        yield one
    await database.close()


@pytest.fixture
async def driver(tmp_path: Path) -> AsyncIterator[in_one_go.SqliteConnection]:
    """The driver's own connection."""
    one = await in_one_go.connect(f"file:{tmp_path}/test.db", uri=True)
    assert isinstance(one, in_one_go.SqliteConnection)
    yield one
    await one.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1",
        "INSERT INTO things VALUES (1), (2)",
        "INSERT INTO things VALUES (1) RETURNING n",
        "UPDATE things SET n = 2",
        numbers(AT_ONCE - 1),
    ],
)
async def test_a_statement_crosses_to_the_thread_once(
    connection: AsyncConnection, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossed: list[object] = []
    cross = in_one_go.SqliteConnection._execute

    async def counted(own: in_one_go.SqliteConnection, call: object, *given: object) -> object:
        crossed.append(call)
        return await cross(own, call, *given)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(in_one_go.SqliteConnection, "_execute", counted)
    await connection.execute(text(statement))
    assert len(crossed) == 1


@pytest.mark.parametrize("most", [1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
async def test_however_many_rows_there_are_they_come_in_their_order(
    connection: AsyncConnection, most: int
) -> None:
    wanted = list(range(1, most + 1))
    statement = text(numbers(most))
    assert list((await connection.execute(statement)).scalars()) == wanted
    assert [row[0] async for row in await connection.stream(statement)] == wanted
    streamed = await connection.stream(statement.execution_options(yield_per=70))
    assert [row[0] async for rows in streamed.partitions() for row in rows] == wanted
    streamed = await connection.stream(statement)
    first = await streamed.fetchone()
    assert first is not None
    assert [first[0], *(await streamed.scalars().all())] == wanted


async def test_of_none_there_is_none_and_what_was_changed_is_counted(
    connection: AsyncConnection,
) -> None:
    assert (await connection.execute(text("SELECT n FROM things"))).all() == []
    assert await (await connection.stream(text("SELECT n FROM things"))).fetchone() is None
    added = text("INSERT INTO things VALUES (:n)")
    await connection.execute(added, [{"n": n} for n in (1, 2, 3)])
    assert (await connection.execute(text("UPDATE things SET n = n + 1"))).rowcount == 3
    found = await connection.execute(text("SELECT n FROM things"))
    assert found.keys() == ["n"]
    assert list(found.scalars()) == [2, 3, 4]


async def test_whoever_stops_half_way_or_gives_up_leaves_no_statement_open(
    driver: in_one_go.SqliteConnection,
) -> None:
    for begun in (True, False):
        cursor = in_one_go.Cursor(driver)
        if begun:
            await cursor.execute(numbers(2 * AT_ONCE))
            assert list(await cursor.fetchmany(2)) == [(1,), (2,)]
        else:
            await _given_up(driver, cursor)
        await cursor.close()
        assert list(await cursor.fetchall()) == []
        with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
            await driver._execute(cursor._cursor.fetchone)  # type: ignore[no-untyped-call]


async def _given_up(driver: in_one_go.SqliteConnection, cursor: in_one_go.Cursor) -> None:
    """Cancel a statement while it runs, before its first row."""
    loop, runs, goes_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def hold() -> int:
        loop.call_soon_threadsafe(runs.set)
        goes_on.wait(BOUND)
        return 1

    await driver.create_function("hold", 0, hold)
    statement = asyncio.create_task(cursor.execute(f"{numbers(2 * AT_ONCE)} WHERE hold() = 1"))
    async with asyncio.timeout(BOUND):
        await runs.wait()
    statement.cancel()
    with pytest.raises(asyncio.CancelledError):
        await statement
    goes_on.set()
