"""What was deleted or emptied is in none of SQLite's files any more, once the log was emptied (R11.4)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from scheme.definition.definition import Definition
from scheme.ids import PersonId
from storage.engine.checkpoint import empty_log
from storage.engine.database import Database
from storage.platforms import chats
from storage.work import Busy, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
MANY = 40  # rows, so that what goes lies between what stays, on pages that are moved and split

only_sqlite = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


async def _say(database: Database, definition: Definition, person: PersonId) -> list[str]:
    """Many words of somebody; what stands for each in the file."""
    async with Work(database, {definition.key: definition}, NOW) as work:
        for number in range(MANY):
            await chats.say(work, f"person:{person}", person, f"{number} quokkas " * (number + 1))
    async with database.reading.connect() as connection:
        return list(
            (await connection.execute(text("SELECT said FROM chats ORDER BY id"))).scalars()
        )


async def _run(database: Database, statement: str) -> None:
    async with Work(database, {}, NOW) as work:
        await work.session.execute(text(statement))


def _found(folder: Path, sealed: list[str]) -> list[str]:
    files = sorted(folder.glob("test.db*"))
    assert {one.name for one in files} == {"test.db", "test.db-shm", "test.db-wal"}
    # A few letters from the middle: of what was deleted, the ends may be overwritten and the rest be left.
    return [
        one for one in sealed if any(one[40:70].encode() in file.read_bytes() for file in files)
    ]


@only_sqlite
@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM chats WHERE id % 2 = 0", "UPDATE chats SET said = NULL WHERE id % 2 = 0"],
)
async def test_what_was_deleted_or_emptied_is_in_no_file_once_the_log_was_emptied(
    migrated: Database, definition: Definition, cast: list[PersonId], tmp_path: Path, statement: str
) -> None:
    sealed = await _say(migrated, definition, cast[0])
    await empty_log(migrated)
    gone, kept = sealed[1::2], sealed[::2]
    await _run(migrated, "UPDATE chats SET room = 'elsewhere'")
    await _run(migrated, statement)
    assert set(_found(tmp_path, gone)) == set(gone), "the log still had it"
    assert await empty_log(migrated)
    assert _found(tmp_path, gone) == []
    assert _found(tmp_path, kept) == kept
    await _run(migrated, "UPDATE chats SET room = 'back'")


@only_sqlite
async def test_whoever_reads_is_not_disturbed_and_the_log_is_emptied_when_they_have_finished(
    migrated: Database, definition: Definition, cast: list[PersonId], tmp_path: Path
) -> None:
    sealed = await _say(migrated, definition, cast[0])
    async with Work(migrated, {}, NOW, writes=False) as reader:
        assert await reader.session.scalar(text("SELECT count(*) FROM chats")) == MANY
        await _run(migrated, "DELETE FROM chats")
        assert not await empty_log(migrated)
        assert await reader.session.scalar(text("SELECT count(*) FROM chats")) == MANY
    assert await empty_log(migrated)
    assert _found(tmp_path, sealed) == []


@only_sqlite
async def test_an_empty_log_costs_no_turn_and_one_that_does_not_come_is_told_as_busy(
    migrated: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _run(migrated, "UPDATE people SET name = name")
    assert await empty_log(migrated)
    monkeypatch.setattr(migrated.turns, "patience", 0.0)
    async with migrated.write_lock:
        assert await empty_log(migrated)
    await migrated.writing.dispose()
    await migrated.reading.dispose()
    monkeypatch.setattr(migrated.turns, "patience", 8.0)
    async with Work(migrated, {}, NOW) as work:
        await work.session.execute(text("INSERT INTO notes (key, value) VALUES ('a', 'b')"))
    monkeypatch.setattr(migrated.turns, "patience", 0.0)
    async with migrated.write_lock:
        with pytest.raises(Busy):
            await empty_log(migrated)
    assert not migrated.write_lock.locked()


@pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)
async def test_postgresql_has_no_log_of_ours(migrated: Database) -> None:
    assert await empty_log(migrated)
