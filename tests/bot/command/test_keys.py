"""Keys rotate while the bot runs: every sealed entry of every table comes under the first key, and its words stay."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import Boolean, Column, Date, Integer, Table, event, insert, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from typer.testing import CliRunner

from bot import opening, serve
from bot.__main__ import app
from bot.app import Bot
from bot.command import check, keys
from bot.settings import Settings
from storage import ledger
from storage.engine import rotation
from storage.engine.columns import (
    OneNumberOf,
    OneOf,
    Sealed,
    SealedId,
    SealedIds,
    SealedJson,
    SealedOneOf,
    UtcDateTime,
)
from storage.engine.database import Database, DatabaseProblem
from storage.engine.encryption import KeyProblem, new_key, vault
from storage.engine.rotation import rotate, sealed_columns
from storage.tables import metadata
from storage.work import Busy, Work
from tests.support.tables import make_tables

OLD, NEW, LOST = new_key(), new_key(), new_key()
NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
WORDS = "The quokka is well."


@pytest.fixture(autouse=True)
def own_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of this run are back when the test is over."""
    monkeypatch.setattr(vault, "_fernet", None)
    vault.open([OLD])


def settings(folder: Path, *those: str) -> Settings:
    """Good settings with some keys."""
    return Settings.model_validate(
        {"data_dir": folder, "secret_keys": tuple(SecretStr(one) for one in those)}
    )


def value_of(column: Column[Any], number: int) -> Any:
    """Something that a column can hold, different for each number."""
    match column.type:
        case SealedId():
            return number
        case SealedIds():
            return frozenset({number})
        case Sealed():
            return WORDS
        case SealedJson():
            return {"goals": WORDS}
        case OneOf(words=words) | SealedOneOf(words=words):
            return next(iter(words))
        case OneNumberOf(numbers=numbers):
            return next(iter(numbers))
        case UtcDateTime():
            return NOW
        case Date():
            return date(2027, 1, 11)
        case Boolean():
            return False
        case Integer():
            return number
        case _:
            return f"{column.name}{number}"


def filled(table: Table, number: int) -> dict[str, Any]:
    """A row of a table with something in every column, whoever it refers to."""
    return {one.name: value_of(one, number) for one in table.columns}


async def fill(url: str, rows: int = 1, first: int = 1) -> None:
    """Rows in every table that has a sealed column, whatever they refer to."""
    database = Database(url)
    event.listen(database.writing.sync_engine, "connect", _without_foreign_keys)
    async with database.writing.begin() as connection:
        for table in {column.table for column in sealed_columns()}:
            await connection.execute(
                insert(table), [filled(table, number) for number in range(first, first + rows)]
            )
    await database.close()


def _without_foreign_keys(connection: DBAPIConnection, _: object) -> None:
    connection.cursor().execute("PRAGMA foreign_keys=OFF")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with a row in every table that holds something sealed, all under the old key."""
    one = Database(f"sqlite:///{tmp_path}/mentoring.db")
    await make_tables(one)
    async with Work(one, {}, NOW) as work:
        await ledger.set_note(work, ledger.KEY_CHECK, vault.seal("open"))
    await fill(f"sqlite:///{tmp_path}/mentoring.db")
    yield one
    await one.close()


async def said(database: Database) -> list[object]:
    """What every sealed column of every table says."""
    async with Work(database, {}, NOW, writes=False) as work:
        return [
            one
            for column in sealed_columns()
            for one in (await work.session.scalars(select(column))).all()
        ]


async def test_every_sealed_column_of_every_table_is_resealed_and_says_the_same(
    database: Database,
) -> None:
    before = await said(database)
    assert len(before) == len(sealed_columns()) > 10
    vault.open([NEW, OLD])
    found = await rotate(database)
    assert (found.old, found.current, found.closed.total()) == (len(before), 0, 0)
    vault.open([NEW])
    assert await said(database) == before
    async with Work(database, {}, NOW, writes=False) as work:
        assert await opening.check_key(work)


def test_the_columns_are_those_the_tables_have_sealed() -> None:
    names = {f"{one.table.name}.{one.name}" for one in sealed_columns()}
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if type(column.type).__name__.startswith("Sealed")
    }
    assert names == sealed
    assert {"applications.answers", "concerns.text", "chats.said", "inbound.reply"} <= names


async def test_a_second_time_there_is_nothing_left_to_do(database: Database) -> None:
    vault.open([NEW, OLD])
    await rotate(database)
    again = await rotate(database)
    assert again.old == 0
    assert again.current == again.total == len(sealed_columns())


async def test_a_rotation_that_was_broken_off_is_finished_by_the_next(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    await fill(f"sqlite:///{tmp_path}/mentoring.db", 5, first=2)
    vault.open([NEW, OLD])

    def broken(done: int, total: int) -> None:
        assert total == 6 * len(sealed_columns())
        if done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotate(database, broken)
    half = await rotation.count(database)
    assert 0 < half.current < half.total
    assert half.old > 0
    done = await rotate(database)
    assert done.current == half.current
    vault.open([NEW])
    assert (await rotation.count(database)).old == 0


async def test_what_somebody_changes_meanwhile_is_not_overwritten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.open([NEW, OLD])
    reseal = rotation._reseal

    async def overtaken(where: Database, column: Column[Any], rows: Any) -> None:
        if column.table.name == "concerns" and column.name == "text":
            async with Work(where, {}, NOW) as work:
                await work.session.execute(column.table.update().values({column: "Fresh words."}))
        await reseal(where, column, rows)

    monkeypatch.setattr(rotation, "_reseal", overtaken)
    await rotate(database)
    async with Work(database, {}, NOW, writes=False) as work:
        texts = (await work.session.scalars(select(metadata.tables["concerns"].c.text))).all()
    assert texts == ["Fresh words."]


async def test_a_busy_database_is_waited_for_and_told_only_when_it_stays_so(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.open([NEW, OLD])
    hasty = Database(f"sqlite:///{tmp_path}/mentoring.db", patience=0.1)
    monkeypatch.setattr(rotation, "PATIENCE", 2)
    holder = sqlite3.connect(tmp_path / "mentoring.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        await rotate(hasty)
    monkeypatch.setattr(rotation, "PATIENCE", 20)
    was_busy, reseal = asyncio.Event(), rotation._reseal

    async def tried(*given: Any) -> None:
        try:
            await reseal(*given)
        except Busy:
            was_busy.set()
            raise

    monkeypatch.setattr(rotation, "_reseal", tried)
    going = asyncio.create_task(rotate(hasty))
    await was_busy.wait()
    assert not going.done()
    holder.execute("ROLLBACK")
    holder.close()
    assert (await going).old == len(sealed_columns())
    await hasty.close()


async def test_entries_that_no_key_opens_are_counted_and_left_as_they_are(
    database: Database,
) -> None:
    vault.open([LOST])
    async with Work(database, {}, NOW) as work:
        await work.session.execute(metadata.tables["concerns"].update().values(text=WORDS))
    vault.open([NEW, OLD])
    found = await rotate(database)
    assert dict(found.closed) == {"concerns.text": 1}
    told = keys.told(found)
    assert "1 entry can be opened by none" in told
    assert "concerns.text: 1" in told
    assert "may be taken out" not in told
    assert "quokka" not in told
    finding = check._sealed("database", await rotation.count(database))
    assert not finding.good
    assert "concerns.text: 1" in finding.cure
    vault.open([NEW, LOST])
    assert (await rotate(database)).closed.total() == 0


async def test_check_says_when_entries_are_still_under_an_older_key(
    database: Database, tmp_path: Path
) -> None:
    one = settings(tmp_path, NEW, OLD)
    finding = (await check.look(lambda: one))[-1]
    assert finding.good
    assert f"{len(sealed_columns()) + 1} entries under an older key" in finding.what
    assert "mentoring-bot keys rotate" in finding.cure
    found = await keys.rotate(one, Console(quiet=True), playground=False)
    assert "may be taken out of MENTORING_SECRET_KEYS" in keys.told(found)
    one = settings(tmp_path, NEW)
    assert "older" not in (await check.look(lambda: one))[-1].what


async def test_a_database_without_its_tables_is_not_rotated(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="db upgrade"):
        await keys.rotate(settings(tmp_path, NEW), Console(quiet=True), playground=False)
    with pytest.raises(KeyProblem, match="keys new"):
        await keys.rotate(settings(tmp_path), Console(quiet=True), playground=False)


async def test_the_first_start_says_that_the_key_must_be_kept_and_the_next_does_not(
    tmp_path: Path,
) -> None:
    one = settings(tmp_path, OLD)
    heard = []
    for _ in range(2):
        bot = Bot(
            settings=one,
            database=Database(one.database(playground=False)),
            definitions=opening.schemes(one, playground=True),
        )
        heard.append(await serve.prepare(bot, playground=False))
        await bot.stop()
    assert heard == [True, False]
    assert "Keep a copy of that key now" in serve.KEEP_THE_KEY


def test_keys_new_prints_a_key_and_rotate_says_how_many_entries_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(app, ["keys", "new"]).output.strip()
    vault.open([printed])
    environment = {"MENTORING_SECRET_KEYS": OLD, "MENTORING_DATA_DIR": str(tmp_path)}
    assert CliRunner().invoke(app, ["db", "upgrade"], env=environment).exit_code == 0
    vault.open([OLD])
    asyncio.run(fill(f"sqlite:///{tmp_path}/mentoring.db"))
    environment["MENTORING_SECRET_KEYS"] = f"{NEW},{OLD}"
    rotated = CliRunner().invoke(app, ["keys", "rotate"], env=environment)
    assert f"{len(sealed_columns())} entries sealed afresh" in rotated.output
    assert rotated.exit_code == 0
    environment["MENTORING_SECRET_KEYS"] = LOST
    lost = CliRunner().invoke(app, ["keys", "rotate"], env=environment)
    assert f"{len(sealed_columns())} entries can be opened by none" in lost.output
    assert lost.exit_code == 1
