"""SQL that was written out once is not written out again for the next test's database.

SQLAlchemy keeps, for each engine and for each object it maps, what it has made of a statement, under the engine's dialect.
Every test has engines of its own, so each would begin with nothing, and what the mappers keep for engines that are long
gone would fill the memory of the process. Here the dialects of one kind of database count as the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from storage.engine import database as databases

MOST = 3000  # statements; the whole bot knows about a third of that for each kind of database


def _same_kind(dialect: object, other: object) -> bool:
    return type(dialect) is type(other)


def _kind(dialect: object) -> int:
    return hash(type(dialect))


@contextmanager
def written_once() -> Iterator[None]:
    """While the block runs, engines that are made share what they make of statements."""
    kept: LRUCache[Any, Any] = LRUCache(MOST)

    @wraps(create_async_engine)
    def sharing(*given: Any, **named: Any) -> AsyncEngine:
        engine = create_async_engine(*given, **named)
        engine.sync_engine._compiled_cache = kept
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", _same_kind)
        patch.setattr(DefaultDialect, "__hash__", _kind)
        patch.setattr(databases, "create_async_engine", sharing)
        yield
