"""Whether the bot can do its work is tried, and what is wrong is said part by part."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot import keeping
from bot.keeping import HELD, LONG, LOST, NOT_WRITTEN, WriteProbe
from bot.readiness import Readiness
from storage.engine import migrate
from storage.engine.database import Database


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Database]:
    """A database on a file of SQLite."""
    one = Database(f"sqlite:///{tmp_path}/test.db")
    await migrate.upgrade(one)
    yield one
    await one.close()


async def test_a_database_that_keeps_what_is_written_is_well(database: Database) -> None:
    await migrate.upgrade(database)
    assert await WriteProbe(database).look() == ""
    assert await WriteProbe(database).look() == ""


async def test_a_file_that_is_not_there_any_more_is_named(kept: Database) -> None:
    looker = WriteProbe(kept)
    assert await looker.look() == ""
    assert kept.file is not None
    kept.file.unlink()
    assert await looker.look() == LOST
    kept.file.touch()
    assert await looker.look() == LOST


async def test_a_disk_that_is_full_is_named(kept: Database) -> None:
    def no_more_pages(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        [(pages,)] = cursor.fetchall()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        cursor.close()

    looker = WriteProbe(kept)
    assert await looker.look() == ""
    await kept.close()
    with closing(connect(str(kept.file))) as other:
        other.execute("VACUUM")
    event.listen(kept.writing.sync_engine, "connect", no_more_pages)
    assert await looker.look() == NOT_WRITTEN


async def test_what_is_held_for_a_moment_is_well_and_for_long_is_not(
    kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SECONDS", 0.01)
    seconds = 100.0
    looker = WriteProbe(kept, lambda: seconds)
    async with kept.write_lock:
        assert await looker.look() == ""
        seconds += LONG + 1
        assert await looker.look() == HELD
    assert await looker.look() == ""


async def test_many_who_ask_at_once_are_one_look() -> None:
    looks = 0
    go_on = asyncio.Event()

    async def look() -> str:
        nonlocal looks
        looks += 1
        await go_on.wait()
        return "out of order"

    readiness = Readiness()
    readiness.ask("lift", look)
    askers = [asyncio.create_task(readiness.findings()) for _ in range(100)]
    await asyncio.sleep(0)
    askers[0].cancel()  # whoever hangs up does not spoil it for the others
    go_on.set()
    assert await asyncio.gather(*askers[1:]) == [{"lift": "out of order"}] * 99
    assert looks == 1
    assert await readiness.findings() == {"lift": "out of order"}
    assert looks == 2


async def test_a_part_that_fails_hides_no_other_and_its_own_words_are_not_told() -> None:
    async def broken() -> str:
        raise OSError("postgresql://user:password@host")

    async def well() -> str:
        return ""

    async def red() -> str:
        return "the token was revoked"

    readiness = Readiness()
    for name, look in (("database", broken), ("teams", well), ("slack", red)):
        readiness.ask(name, look)
    assert await readiness.findings() == {
        "database": "does not answer",
        "slack": "the token was revoked",
    }
