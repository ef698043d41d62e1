"""Nothing is acknowledged into a file of SQLite that is not there any more, and none comes back empty by itself."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest

from scheme.people import Person
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.own_file import FileLost
from storage.work import Fault, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


def somebody(name: str) -> Person:
    return Person(name=name, email=f"{name.lower()}@fellside.example.org", since=NOW)


async def join(database: Database, name: str) -> None:
    async with Work(database, {}, NOW) as work:
        await work.add(somebody(name))


def removed(file: Path) -> None:
    file.unlink()


def replaced_by_an_empty_one(file: Path) -> None:
    file.unlink()
    file.touch()


def replaced_by_a_copy(file: Path) -> None:
    copy = file.with_suffix(".copy")
    shutil.copy(file, copy)
    copy.replace(file)


def log_removed(file: Path) -> None:
    Path(f"{file}-wal").unlink()


def folder_moved_away(file: Path) -> None:
    file.parent.rename(file.parent.with_name("elsewhere"))


DAMAGES = (removed, replaced_by_an_empty_one, replaced_by_a_copy, log_removed, folder_moved_away)


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Database]:
    """A database in a folder of its own, in use."""
    one = Database(f"sqlite:///{tmp_path}/data with spaces/100% & a #.db")
    await migrate.upgrade(one)
    await join(one, "Maya")
    yield one
    await one.close()


@pytest.mark.parametrize("damage", DAMAGES)
async def test_what_cannot_be_kept_is_not_acknowledged(
    kept: Database, damage: Callable[[Path], None]
) -> None:
    assert kept.file is not None
    damage(kept.file)
    for number in range(20):  # through every connection of the pool, and new ones
        with pytest.raises(Fault) as told:
            await join(kept, f"Noah{number}")
        assert isinstance(told.value.__cause__, FileLost)
    await kept.close()
    with pytest.raises(Fault):
        await join(kept, "Ida")


@pytest.mark.parametrize("damage", DAMAGES)
async def test_what_was_lost_while_it_was_committed_is_not_acknowledged(
    kept: Database, damage: Callable[[Path], None]
) -> None:
    assert kept.file is not None
    file = kept.file

    async def meanwhile() -> None:
        async with Work(kept, {}, NOW) as work:
            await work.add(somebody("Noah"))
            damage(file)

    with pytest.raises(Fault):
        await meanwhile()


async def test_a_file_that_is_put_back_is_known_again(kept: Database) -> None:
    assert kept.file is not None
    away = kept.file.with_suffix(".away")
    kept.file.rename(away)
    with pytest.raises(Fault):
        await join(kept, "Noah")
    away.rename(kept.file)
    await join(kept, "Noah")


async def test_a_file_that_is_gone_is_not_made_anew_while_the_bot_runs(kept: Database) -> None:
    assert kept.file is not None
    await kept.close()
    kept.file.unlink()
    with pytest.raises(Fault):
        await join(kept, "Noah")
    assert not kept.file.exists()


async def test_a_log_that_sqlite_took_away_itself_is_no_loss(kept: Database) -> None:
    await kept.close()  # the last connection takes the log away; the next one makes another
    await join(kept, "Noah")
    with closing(connect(str(kept.file))) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    await join(kept, "Ida")
