"""A unit of work is kept whole or not at all, waits a bounded time, and tells in words why it could not be kept."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import pytest
from sqlalchemy import func, select, text

from scheme.definition import Definition
from scheme.people import Person
from scheme.refusal import Refusal
from storage import outbox, people
from storage.database import Database
from storage.tables import outbox as outbox_table
from storage.tables import people as people_table
from storage.work import Busy, Clash, Fault, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
BOUND = 2.5  # seconds; a platform waits three
SECRET = "What I would never tell anybody"

only_sqlite = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


def somebody(email: str = "maya@fellside.example.org") -> Person:
    return Person("Maya Thorne", email, NOW)


async def _count(database: Database) -> int:
    async with database.reading.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(people_table))).scalar_one()


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Callable[[], Work]:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


async def test_everything_is_kept_once_the_block_ends_well(migrated: Database, begin: Callable[[], Work]) -> None:
    async with begin() as work:
        await work.add(somebody())
        await outbox.post(work, "person:1", "{}")
        assert await _count(migrated) == 0
        assert not migrated.posted.is_set()
    assert await _count(migrated) == 1
    assert migrated.posted.is_set()


@pytest.mark.parametrize("no", [Refusal("No place is left."), RuntimeError("broken"), asyncio.CancelledError()])
async def test_nothing_is_kept_and_nobody_woken_when_it_raises(
    migrated: Database, begin: Callable[[], Work], no: BaseException
) -> None:
    async def breaks_off() -> None:
        async with begin() as work:
            await work.add(somebody())
            await outbox.post(work, "person:1", "{}")
            raise no

    with pytest.raises(type(no)):
        await breaks_off()
    assert await _count(migrated) == 0
    assert not migrated.posted.is_set()
    async with migrated.reading.connect() as connection:
        assert (await connection.execute(select(outbox_table))).all() == []


async def test_a_work_that_only_reads_keeps_nothing(migrated: Database) -> None:
    async with Work(migrated, {}, NOW, writes=False) as work:
        work.session.add(somebody())
        await work.session.flush()
    assert await _count(migrated) == 0


async def test_a_constraint_that_says_no_is_a_clash_and_undoes_the_rest(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async def two(first: str, second: str) -> None:
        async with begin() as work:
            await work.add(somebody(first))
            await work.add(somebody(second))

    with pytest.raises(Clash, match="Somebody else"):
        await two("noah@fellside.example.org", "noah@fellside.example.org")
    assert await _count(migrated) == 0
    await two("maya@fellside.example.org", "tom@fellside.example.org")
    with pytest.raises(Clash):
        await two("noah@fellside.example.org", "maya@fellside.example.org")
    assert await _count(migrated) == 2


async def test_a_clash_found_at_the_commit_wakes_nobody(migrated: Database, begin: Callable[[], Work]) -> None:
    async def posts() -> None:
        async with begin() as work:
            await outbox.post(work, "person:1", "{}")
            work.session.add(somebody())

    await posts()
    migrated.posted.clear()
    with pytest.raises(Clash):
        await posts()
    assert not migrated.posted.is_set()


async def test_a_fault_of_the_database_is_told_without_what_was_written(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async with migrated.writing.begin() as connection:
        await connection.execute(text("DROP TABLE chats"))

    async def says() -> None:
        async with begin() as work:
            await work.add(somebody())
            await work.session.execute(text("INSERT INTO chats (said) VALUES (:said)"), {"said": SECRET})

    with pytest.raises(Fault, match="could not be saved") as told:
        await says()
    assert SECRET not in f"{told.value} {told.value.__cause__}"
    assert await _count(migrated) == 0


async def test_a_server_that_is_gone_is_a_fault() -> None:
    database = Database("postgresql://library@127.0.0.1:1/mentoring")
    with pytest.raises(Fault):
        async with Work(database, {}, NOW) as work:
            await people.by_email(work, "maya@fellside.example.org")


@only_sqlite
async def test_another_process_that_writes_is_waited_for_a_bounded_time_however_many_wait(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async def once(after: float) -> float:
        await asyncio.sleep(after)  # so that the turn comes late, and then the file has to be waited for as well
        start = perf_counter()
        with pytest.raises(Busy, match="try again"):
            async with begin() as work:
                await work.add(somebody())
        return perf_counter() - start

    other = sqlite3.connect(str(migrated.file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited = await asyncio.gather(*(once(number * 0.4) for _ in range(2) for number in range(3)))
    other.rollback()
    assert max(waited) < BOUND
    async with begin() as work:
        assert await people.by_email(work, "maya@fellside.example.org") is None
        with pytest.raises(sqlite3.OperationalError, match="locked"):  # nor is who has begun overtaken
            other.execute("PRAGMA busy_timeout = 0").connection.execute("BEGIN IMMEDIATE")
        await work.add(somebody())
    other.close()
    assert await _count(migrated) == 1


async def test_a_full_house_is_busy_too(migrated: Database) -> None:
    async def stays(goes: asyncio.Event) -> float:
        start = perf_counter()
        try:
            async with Work(migrated, {}, NOW, writes=False) as work:
                await people.by_email(work, "maya@fellside.example.org")
                await goes.wait()
        except Busy:
            goes.set()
        return perf_counter() - start

    goes = asyncio.Event()
    assert max(await asyncio.gather(*(stays(goes) for _ in range(20)))) < BOUND
    assert goes.is_set()


async def test_whoever_gives_up_in_the_middle_is_cleared_away_first(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    inside, cleared = asyncio.Event(), asyncio.Event()

    async def hangs() -> None:
        async with begin() as work:
            await work.add(somebody())
            close = work.session.close

            async def slowly() -> None:
                await asyncio.sleep(0.05)
                await close()
                cleared.set()

            work.session.close = slowly  # type: ignore[method-assign]
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hangs())
    await inside.wait()
    task.cancel()
    await asyncio.sleep(0.01)
    task.cancel()  # while it is cleared away
    await asyncio.wait({task})
    async with begin() as work:
        await work.add(somebody())
    assert cleared.is_set()
    assert await _count(migrated) == 1


@only_sqlite
async def test_whoever_is_stopped_at_the_moment_the_turn_comes_stops(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async def waits() -> None:
        async with begin():
            await asyncio.sleep(60)

    await migrated.write_lock.acquire()
    task = asyncio.create_task(waits())
    await asyncio.sleep(0.01)
    migrated.write_lock.release()
    task.cancel()
    await asyncio.wait({task}, timeout=BOUND)
    assert task.cancelled()
    assert not migrated.write_lock.locked()


@only_sqlite
async def test_a_close_that_fails_leaves_no_lock_behind(migrated: Database, begin: Callable[[], Work]) -> None:
    async def fails() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        async with begin() as work:
            work.session.close = fails  # type: ignore[method-assign]
    assert not migrated.write_lock.locked()
