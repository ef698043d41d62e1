"""A database with its tables, copied from one that was migrated once: what the migrations do is tried elsewhere."""

import tempfile
from pathlib import Path

from storage.engine import migrate
from storage.engine.database import Database

upgrade = migrate.upgrade


async def make_tables(database: Database, revision: str = "head") -> None:
    """Bring a database up to a revision, as `migrate.upgrade` does; an SQLite file that is new is filled at once."""
    if database.file is None or revision != "head":
        await upgrade(database, revision)
        return
    database.make_folder()
    if database.file.stat().st_size == 0:
        database.file.write_bytes(await _migrated())
    else:
        await upgrade(database)


async def _migrated() -> bytes:
    """The file of a database that has its tables and nothing in them."""
    if not _MADE:
        with tempfile.TemporaryDirectory(prefix="mentoring-made-") as folder:
            file = Path(folder) / "made.db"
            made = Database(f"sqlite:///{file}")
            await upgrade(made)
            await made.close()
            _MADE.append(file.read_bytes())
    return _MADE[0]


_MADE: list[bytes] = []
