"""Processes that start together on one PostgreSQL take turns: each brings tables, roster and plans up to date by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

import structlog
from sqlalchemy import text

from storage.engine.database import Database, DatabaseProblem, expected_to_answer

log = structlog.get_logger("start")

TURN = 6_368_467  # any number that nobody else locks
PATIENCE = 600.0  # seconds: to bring the plans of a large scheme in line takes minutes
AGAIN = 0.5


@asynccontextmanager
async def in_turn(
    database: Database, seconds: Callable[[], float] = monotonic
) -> AsyncIterator[None]:
    """While no other process starts. Raises `DatabaseProblem` when another takes longer than `PATIENCE`.

    Nothing is waited for on SQLite, which is one process's own.
    """
    if database.is_sqlite:
        yield
        return
    with expected_to_answer():
        connection = await database.reading.connect()
    try:
        until = seconds() + PATIENCE
        told = False
        while not await connection.scalar(text(f"SELECT pg_try_advisory_lock({TURN})")):
            await (
                connection.rollback()
            )  # or the server ends it as one that sits idle within a transaction
            if seconds() > until:
                raise DatabaseProblem(
                    "Another process of the bot has been starting on this database for ten minutes. Look whether it hangs, "
                    "stop it, and start again."
                )
            if not told:
                log.warning("waiting", reason="another process is starting")
                told = True
            await asyncio.sleep(AGAIN)
        await connection.rollback()
        yield
    finally:
        await connection.invalidate()  # ends the session, and with it the lock
        await connection.close()
