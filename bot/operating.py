"""What whoever looks after a running bot says to it on the command line: try that again; the clock is right."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot import serve, timekeeping
from bot.settings import Settings
from scheme.definition import Definition
from storage import migrate, plans
from storage.database import Database, DatabaseProblem
from storage.work import Work


async def given_up(settings: Settings) -> Sequence[tuple[str, str, datetime]]:
    """What was given up: the subject, the occasion, and when it was tried last. Raises `DatabaseProblem`."""
    async with _work(settings) as work:
        return await plans.given_up(work.session)


async def retry(settings: Settings) -> int:
    """Have all of it tried again; returns how much. Raises `DatabaseProblem`, and `KeyProblem` without the keys."""
    serve.open_keys(settings, playground=False)
    async with _work(settings, serve.schemes(settings)) as work:
        return await plans.take_up(work.session, work.definitions, work.now, by_hand=True)


async def confirm(settings: Settings) -> datetime:
    """Say that this machine's clock is right; returns what it shows. Raises `DatabaseProblem`."""
    now = timekeeping.read()
    async with _work(settings) as work:
        await timekeeping.confirm(work, now)
    return now.wall


@asynccontextmanager
async def _work(settings: Settings, definitions: Mapping[str, Definition] | None = None) -> AsyncIterator[Work]:
    database = Database(settings.database(playground=False))
    try:
        if await migrate.current(database) != migrate.newest():
            raise DatabaseProblem("The database is not at the newest schema. Run: mentoring-bot db upgrade")
        async with Work(database, definitions or {}, datetime.now(UTC)) as work:
            yield work
    finally:
        await database.close()
