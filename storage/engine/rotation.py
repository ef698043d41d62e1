"""Seals afresh, under the first key, whatever is sealed under an older one: in small batches, while the bot runs (R11.4).

Which columns are sealed is read from the tables themselves, so that a new table is covered by being there.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, Text, func, select, type_coerce, update

from storage import ledger
from storage.engine.columns import ENCRYPTED
from storage.engine.database import Database
from storage.engine.encryption import KeyProblem, vault
from storage.tables import metadata
from storage.work import Busy, Work

BATCH = 200  # tokens; held for a few milliseconds, far less than anybody waits for a turn
PATIENCE = 60  # times that a batch finds the database busy before it is told
PAUSE = 0.02  # seconds between batches, in which the bot's own writers get their turn

Tell = Callable[[int, int], object]


@dataclass
class KeyCount:
    """What was found: entries under the first key, under an older one, and by column those that no key opens."""

    current: int = 0
    old: int = 0
    closed: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All entries looked at."""
        return self.current + self.old + self.closed.total()


def sealed_columns() -> list[Column[Any]]:
    """Every column of every table that is encrypted at rest."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, ENCRYPTED)
    ]


async def count(database: Database) -> KeyCount:
    """How many entries are under which key; changes nothing. Raises `Busy` as any reading does."""
    found = KeyCount()
    async with _reading(database) as work:
        kept = await ledger.note(work, ledger.KEY_CHECK)
    found.old += kept is not None and not vault.is_current(kept)
    for column in sealed_columns():
        async for rows in _batches(database, column):
            for _, token in rows:
                _classified(found, column, token)
    return found


async def rotate(database: Database, told: Tell = lambda done, total: None) -> KeyCount:
    """Seal every entry afresh that is under an older key; safe to break off and to begin again.

    `told` hears how many entries of how many were looked at. Returns what was found on the way: `old` is now under
    the first key. Raises `Busy` when somebody else holds the database for a minute.
    """
    total = await _total(database)
    found = KeyCount()
    for column in sealed_columns():
        async for rows in _batches(database, column):
            old = [(key, token) for key, token in rows if _classified(found, column, token)]
            if old:
                await _patiently(partial(_reseal, database, column, old))
                await asyncio.sleep(PAUSE)
            told(found.total, max(total, found.total))
    # Last, so that it tells of a rotation that was broken off.
    await _patiently(partial(_reseal_note, database))
    return found


def _classified(found: KeyCount, column: Column[Any], token: str) -> bool:
    """Counts an entry; whether it is under an older key."""
    if vault.is_current(token):
        found.current += 1
        return False
    try:
        vault.unseal(token)
    except KeyProblem:
        found.closed[f"{column.table.name}.{column.name}"] += 1
        return False
    found.old += 1
    return True


async def _total(database: Database) -> int:
    async with _reading(database) as work:
        counts = [
            await work.session.scalar(select(func.count(column))) for column in sealed_columns()
        ]
    return sum(count or 0 for count in counts)


async def _batches(
    database: Database, column: Column[Any]
) -> AsyncIterator[Sequence[tuple[Any, str]]]:
    """Keys and tokens of a column as they are kept, in the order of the key: what is added meanwhile is new anyway."""
    key = column.table.primary_key.columns[0]
    raw = type_coerce(column, Text)
    batch = column.info.get("batch", BATCH)
    query = select(key, raw).where(column.is_not(None)).order_by(key).limit(batch)
    last = None
    while True:
        async with _reading(database) as work:
            found = (
                await work.session.execute(query if last is None else query.where(key > last))
            ).all()
        if not found:
            return
        yield [(row[0], row[1]) for row in found]
        last = found[-1][0]


async def _reseal(database: Database, column: Column[Any], rows: Sequence[tuple[Any, str]]) -> None:
    key = column.table.primary_key.columns[0]
    raw = type_coerce(column, Text)
    async with Work(database, {}, datetime.now(UTC)) as work:
        for row, token in rows:
            # Only where it is still what was read: somebody may have changed it meanwhile, with the new key.
            same = update(column.table).where(key == row, raw == token)
            await work.session.execute(
                same.values({column: type_coerce(vault.reseal(token), Text)})
            )


async def _reseal_note(database: Database) -> None:
    """The note by which a wrong key is told at the start."""
    async with Work(database, {}, datetime.now(UTC)) as work:
        kept = await ledger.note(work, ledger.KEY_CHECK)
        if kept is not None and not vault.is_current(kept):
            await ledger.set_note(work, ledger.KEY_CHECK, vault.reseal(kept))


async def _patiently(act: Callable[[], Awaitable[None]]) -> None:
    for attempt in range(PATIENCE):
        try:
            await act()
            return
        except Busy:
            if attempt == PATIENCE - 1:
                raise
            await asyncio.sleep(min(0.05 * 2**attempt, 1))


def _reading(database: Database) -> Work:
    return Work(database, {}, datetime.now(UTC), writes=False)
