"""The schema goes up, down and up again on both databases, and is then what the tables in the code say."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.util import await_only

from scheme.people import Person
from storage import people
from storage.engine import migrate
from storage.engine.database import Database, DatabaseProblem
from storage.tables import metadata
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)

# How each database writes down its indexes: with the conditions, which Alembic does not compare.
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
}


async def _tables(database: Database) -> set[str]:
    async with database.reading.connect() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names()))


async def _indexes(database: Database) -> set[tuple[str, ...]]:
    async with database.reading.connect() as connection:
        rows = await connection.execute(text(INDEXES[database.url.get_backend_name()]))
        return {tuple("".join(part.split()).lower() for part in row) for row in rows.all()}


async def test_an_empty_database_gets_exactly_the_tables_of_the_code(database: Database) -> None:
    assert await migrate.current(database) is None
    await migrate.upgrade(database)
    assert await migrate.current(database) == migrate.newest()
    assert await _tables(database) == {*metadata.tables, "alembic_version"}
    assert await migrate.differences(database) == []


async def test_a_column_that_no_migration_makes_is_noticed(migrated: Database) -> None:
    async with migrated.writing.begin() as connection:
        await connection.execute(text("ALTER TABLE concerns DROP COLUMN reply"))
    assert any("reply" in one for one in await migrate.differences(migrated))


async def test_constraints_that_hold_for_some_rows_are_migrated_as_the_code_has_them(
    database: Database,
) -> None:
    await migrate.upgrade(database)
    made = await _indexes(database)
    await migrate.downgrade(database, "base")
    async with database.writing.begin() as connection:
        await connection.run_sync(metadata.create_all)
    assert any("one_open_application" in index[0] and "where" in index[1] for index in made)
    assert made == await _indexes(database)


async def test_every_migration_can_be_undone_and_done_again(database: Database) -> None:
    await migrate.upgrade(database)
    await migrate.downgrade(database, "base")
    assert await _tables(database) == {"alembic_version"}
    steps = [one.revision for one in ScriptDirectory(str(migrate.FOLDER)).walk_revisions()]
    for revision in reversed(steps):
        await migrate.upgrade(database, revision)
        assert await migrate.current(database) == revision
    assert await migrate.differences(database) == []


async def test_what_was_kept_stays_when_the_schema_is_brought_up_to_date(
    migrated: Database,
) -> None:
    async with Work(migrated, {}, NOW) as work:
        await work.add(
            Person(name="Maya Thorne", email="maya.thorne@fellside.example.org", since=NOW)
        )
    await migrate.upgrade(migrated)
    async with Work(migrated, {}, NOW, writes=False) as work:
        found = await people.by_email(work, "maya.thorne@fellside.example.org")
    assert found is not None
    assert (found.name, found.since) == ("Maya Thorne", NOW)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_replicas_that_start_together_migrate_once(
    database: Database, database_url: str
) -> None:
    other = Database(database_url)
    try:
        await asyncio.gather(migrate.upgrade(database), migrate.upgrade(other))
        assert await migrate.current(other) == migrate.newest()
    finally:
        await other.close()


async def test_a_database_of_a_newer_version_is_refused_in_words(migrated: Database) -> None:
    async with migrated.writing.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    assert not migrate.knows("later")
    with pytest.raises(DatabaseProblem, match="newer version"):
        await migrate.upgrade(migrated)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "not a database address"),
        ("mysql://library:opensesame@127.0.0.1/x", "names mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://library:opensesame@127.0.0.1:1/x", "does not answer"),
        (f"sqlite:///{__file__}/folder/mentoring.db", "can't be made"),
        (f"sqlite:///{__file__}", "does not answer"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_in_words_and_without_the_password(
    url: str, words: str
) -> None:
    with pytest.raises(DatabaseProblem, match=words) as told:
        await migrate.upgrade(Database(url))
    assert "opensesame" not in str(told.value)


def test_an_address_as_hosts_give_it_out_is_understood() -> None:
    url = Database(
        "postgres://library:opensesame@db.example.org/x?sslmode=require&application_name=bot"
    ).url
    assert url.drivername == "postgresql+asyncpg"
    assert dict(url.query) == {"ssl": "require", "application_name": "bot"}


async def test_asking_where_a_database_stands_makes_no_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/mentoring.db")
    assert await migrate.current(database) is None
    assert database.file is not None
    assert not database.file.parent.exists()


async def test_a_migration_is_brought_to_its_end_before_the_process_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    ended = []

    def slow(_config: object, revision: str) -> None:
        begun.set()
        await_only(may_end.wait())
        ended.append(revision)

    database = Database(f"sqlite:///{tmp_path}/test.db")
    await migrate.upgrade(database)
    monkeypatch.setattr(command, "downgrade", slow)
    going = asyncio.ensure_future(migrate.downgrade(database, "base"))
    await begun.wait()
    going.cancel()
    await asyncio.wait([going], timeout=0.01)
    assert not ended
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await going
    assert ended == ["base"]
