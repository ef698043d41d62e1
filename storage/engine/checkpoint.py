"""What was deleted leaves SQLite's write-ahead log too, so that nobody can bring it back from there (R11.4).

In the file itself it is overwritten (`secure_delete`), but the log keeps every page as it was, until it is emptied.
"""

from typing import Any

from storage.engine.database import FILE_SECONDS, Database, milliseconds
from storage.work import Busy


async def empty_log(database: Database) -> bool:
    """Write the log into the file and cut it to nothing; whether nothing is left of it.

    Nobody is waited for: while somebody reads, who still needs the log, or another process writes, it stays as it is.
    Raises `Busy` when the turn does not come, and `OSError` when the file is not there any more.
    """
    if database.log is None or not database.log.exists() or not database.log.stat().st_size:
        return True
    try:
        turn = await database.turns.take(writes=True)
    except TimeoutError:
        raise Busy from None
    try:
        async with database.writing.connect() as connection:
            raw = await connection.get_raw_connection()
            database.check_kept(raw.info)
            return await _checkpoint(raw.driver_connection)
    finally:
        database.turns.end(turn)


async def _checkpoint(driver: Any) -> bool:
    # Outside of a transaction, and so past SQLAlchemy, which would begin one.
    await driver.execute("PRAGMA busy_timeout=0")
    try:
        async with driver.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
            is_held, _, _ = await cursor.fetchone()
    finally:
        await driver.execute(f"PRAGMA busy_timeout={milliseconds(FILE_SECONDS)}")
    return not is_held
