"""A migrated database of either kind for each test, copied from one that was migrated once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset
from scheme.ids import PersonId
from storage import people
from storage.engine import migrate
from storage.engine.database import Database
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)  # a Monday morning

_MADE: dict[str, Path] = {}  # the copy to start from


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrate.upgrade(database)
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The address of a new database that has its tables: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        if "sqlite" not in _MADE:
            _MADE["sqlite"] = tmp_path_factory.mktemp("made") / "made.db"
            asyncio.run(_migrate(f"sqlite:///{_MADE['sqlite']}"))
        shutil.copy(_MADE["sqlite"], tmp_path / "test.db")
        return f"sqlite:///{tmp_path}/test.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def migrated(migrated_url: str) -> AsyncIterator[Database]:
    """A new database that has its tables."""
    one = Database(migrated_url)
    yield one
    await one.close()


@pytest.fixture(scope="session")
def definition() -> Definition:
    """A scheme: the ALN preset."""
    return load(preset("aln"))


@pytest.fixture
async def cast(migrated: Database, definition: Definition) -> list[PersonId]:
    """Six people who are known to the database, by id."""
    names = ("Maya Thorne", "Noah Quill", "Priya Nair", "Tom Birch", "Esther Lowe", "Ida Moss")
    async with Work(migrated, {definition.key: definition}, NOW) as work:
        known = [
            await people.add(work, one, f"{one.split()[0]}@moor.example.org", "Europe/London")
            for one in names
        ]
    return [person.id for person in known]
