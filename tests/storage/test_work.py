"""A unit of work is kept whole or not at all, waits a bounded time, and tells in words why it could not be kept."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, text, update

from scheme.definition.definition import Definition
from scheme.people import Person
from scheme.refusal import Refusal
from storage import outbox, people
from storage.engine.database import Database
from storage.engine.turns import Ticket
from storage.tables import outbox as outbox_table
from storage.tables import people as people_table
from storage.work import Busy, Clash, Fault, Work, WritesInReading

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
BOUND = 20.0  # seconds that a test waits for what comes at once
SECRET = "What I would never tell anybody"

only_sqlite = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


def somebody(email: str = "maya@fellside.example.org") -> Person:
    return Person(name="Maya Thorne", email=email, since=NOW)


async def _count(database: Database) -> int:
    async with database.reading.connect() as connection:
        return (
            await connection.execute(select(func.count()).select_from(people_table))
        ).scalar_one()


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Callable[[], Work]:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


async def test_everything_is_kept_once_the_block_ends_well(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async with begin() as work:
        await work.add(somebody())
        await outbox.post(work, "person:1", "{}")
        assert await _count(migrated) == 0
        assert not migrated.posted.is_set()
    assert await _count(migrated) == 1
    assert migrated.posted.is_set()


@pytest.mark.parametrize(
    "no", [Refusal("No place is left."), RuntimeError("broken"), asyncio.CancelledError()]
)
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


async def _adds(work: Work) -> None:
    await work.add(somebody())


async def _changes(work: Work) -> None:
    found = await people.by_email(work, "maya@fellside.example.org")
    assert found is not None
    found.name = "Maya Quill"


async def _updates(work: Work) -> None:
    await work.session.execute(update(people_table).values(name="Maya Quill"))


async def _deletes(work: Work) -> None:
    await work.session.execute(delete(people_table))


async def _posts(work: Work) -> None:
    await outbox.post(work, "person:1", "{}")


@pytest.mark.parametrize("change", [_adds, _changes, _updates, _deletes, _posts])
async def test_a_work_that_only_reads_can_change_nothing_and_says_so_loudly(
    migrated: Database, begin: Callable[[], Work], change: Callable[[Work], Awaitable[None]]
) -> None:
    async with begin() as work:
        await work.add(somebody())
    migrated.posted.clear()

    async def reads() -> None:
        async with Work(migrated, {}, NOW, writes=False) as work:
            await change(work)

    with pytest.raises(WritesInReading):
        await reads()
    async with migrated.reading.connect() as connection:
        assert (await connection.execute(select(people_table.c.name))).scalars().all() == [
            "Maya Thorne"
        ]
        assert (await connection.execute(select(outbox_table))).all() == []
    assert not migrated.posted.is_set()


async def test_what_is_read_is_of_one_moment_and_keeps_nobody_from_writing(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async with Work(migrated, {}, NOW, writes=False) as reading:
        assert await people.by_email(reading, "maya@fellside.example.org") is None
        async with begin() as work:
            await work.add(somebody())
        assert await people.by_email(reading, "maya@fellside.example.org") is None
    assert await _count(migrated) == 1


@pytest.mark.parametrize("writes", [True, False])
async def test_what_is_noted_is_written_when_the_block_has_ended_also_of_what_only_reads(
    migrated: Database, *, writes: bool
) -> None:
    async with Work(migrated, {}, NOW, writes=writes) as work:
        await work.note(_adds)
        await work.note(_posts)
        assert await _count(migrated) == 0
    assert await _count(migrated) == 1
    assert migrated.posted.is_set()


@pytest.mark.parametrize("writes", [True, False])
async def test_nothing_is_noted_of_what_was_broken_off(migrated: Database, *, writes: bool) -> None:
    async def breaks_off() -> None:
        async with Work(migrated, {}, NOW, writes=writes) as work:
            await work.note(_adds)
            raise Refusal("No.")

    with pytest.raises(Refusal, match="No"):
        await breaks_off()
    assert await _count(migrated) == 0


async def test_what_can_not_be_noted_is_told_and_what_was_read_goes_to_nobody(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async with begin() as work:
        await work.add(somebody())

    async def reads() -> str:
        async with Work(migrated, {}, NOW, writes=False) as work:
            await work.note(_adds)
            return SECRET

    with pytest.raises(Clash):
        await reads()
    assert await _count(migrated) == 1


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


async def test_a_clash_found_at_the_commit_wakes_nobody(
    migrated: Database, begin: Callable[[], Work]
) -> None:
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
            await work.session.execute(
                text("INSERT INTO chats (said) VALUES (:said)"), {"said": SECRET}
            )

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
    migrated.turns.patience = 0.3

    async def once() -> None:
        with pytest.raises(Busy, match="try again"):
            async with begin() as work:
                await work.add(somebody())

    other = sqlite3.connect(str(migrated.file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await asyncio.gather(*(once() for _ in range(6)))
    other.rollback()
    migrated.turns.patience = 30
    async with begin() as work:
        assert await people.by_email(work, "maya@fellside.example.org") is None
        with pytest.raises(
            sqlite3.OperationalError, match="locked"
        ):  # nor is who has begun overtaken
            other.execute("PRAGMA busy_timeout = 0").connection.execute("BEGIN IMMEDIATE")
        await work.add(somebody())
    other.close()
    assert await _count(migrated) == 1


@only_sqlite
async def test_another_process_that_writes_for_a_while_refuses_nobody(
    migrated: Database, begin: Callable[[], Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated.turns.patience = 30
    tried = asyncio.Event()
    another_ends = migrated.turns.another_ends

    async def told(turn: Ticket) -> bool:
        tried.set()
        return await another_ends(turn)

    monkeypatch.setattr(migrated.turns, "another_ends", told)
    other = sqlite3.connect(str(migrated.file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def writes() -> None:
        async with begin() as work:
            await work.add(somebody())

    task = asyncio.create_task(writes())
    await tried.wait()  # SQLite's own patience is at its end
    other.rollback()
    await task
    other.close()
    assert await _count(migrated) == 1


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
async def test_a_close_that_fails_leaves_no_lock_behind(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async def fails() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        async with begin() as work:
            work.session.close = fails  # type: ignore[method-assign]
    assert not migrated.write_lock.locked()


async def test_what_was_asked_once_is_asked_again_when_something_was_changed(
    begin: Callable[[], Work],
) -> None:
    asked = []

    async def ask() -> int:
        asked.append(1)
        return (
            await work.session.execute(select(func.count()).select_from(people_table))
        ).scalar_one()

    async with begin() as work:
        assert [await work.once("people", ask), await work.once("people", ask)] == [0, 0]
        assert len(asked) == 1
        person = await work.add(somebody())
        assert await work.once("people", ask) == 1
        person.name = "Maya Reed"  # not sent to the database yet
        await work.once("people", ask)
        assert len(asked) == 3
        await work.session.execute(delete(people_table))
        assert await work.once("people", ask) == 0
        work.ask_again()
        await work.once("people", ask)
        assert len(asked) == 5
