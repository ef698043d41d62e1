"""Brings a database to the newest schema, or to any other, with Alembic; and tells where it stands."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.database import Database, DatabaseProblem, expected_to_answer
from storage.engine.unbroken import to_its_end
from storage.tables import metadata

FOLDER = Path(__file__).parents[1] / "migrations"
TURN = 6_368_466  # any number that nobody else locks


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def newest() -> str:
    """The revision the code expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise LookupError("there are no migrations")
    return head


def knows(revision: str) -> bool:
    """Whether the code has a revision; not when a newer version of the bot made the database."""
    return any(
        script.revision == revision
        for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


async def current(database: Database) -> str | None:
    """The revision a database stands at; None when it is empty. Raises `DatabaseProblem` when it does not answer."""
    if database.file is not None and not database.file.exists():
        return None  # to connect would make it
    with expected_to_answer():
        async with database.reading.connect() as connection:
            return await connection.run_sync(
                lambda c: MigrationContext.configure(c).get_current_revision()
            )


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to a revision, in one transaction. Raises `DatabaseProblem` when that can't be done."""
    database.make_folder()
    await _run(database, lambda config: command.upgrade(config, revision))


async def downgrade(database: Database, revision: str) -> None:
    """Take the schema down to a revision ("base" removes every table)."""
    await _run(database, lambda config: command.downgrade(config, revision))


async def _run(database: Database, what: Callable[[Config], None]) -> None:
    def on(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        what(config)

    try:
        with expected_to_answer():
            async with database.writing.execution_options(migrates=True).begin() as connection:
                if not database.is_sqlite:
                    await _take_turn(connection)
                await to_its_end(connection.run_sync(on))
    except CommandError:
        raise DatabaseProblem(
            "The database was made by a newer version of the bot than this one. Start that version instead."
        ) from None
    finally:
        await (
            database.close()
        )  # or an SQLite connection that does not look at references would be used again


async def _take_turn(connection: AsyncConnection) -> None:
    # Replicas that start together take turns; a migration may take longer than what somebody waits for an answer.
    await connection.execute(text("SET LOCAL lock_timeout = '60s'"))
    await connection.execute(text(f"SELECT pg_advisory_xact_lock({TURN})"))


async def differences(database: Database) -> list[str]:
    """What the tables in the code have that the migrated database has not, and the other way round."""

    def on(connection: Connection) -> list[str]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, metadata)]

    async with database.reading.connect() as connection:
        return await connection.run_sync(on)
