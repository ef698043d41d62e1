"""Thousands of rows at a time: read in one statement and in chunks, between which everybody else has their turn."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Row, Select

from storage.work import Work

T = TypeVar("T")
P = ParamSpec("P")

CHUNK = 100  # that are read, or thought about, before others have a turn
MOST = 20_000  # values in one statement; PostgreSQL and SQLite take about 32,000


async def read(work: Work, query: Select[T]) -> list[T]:
    """All that a query finds, of one column or one kind of object."""
    return [row[0] async for chunk in _chunks(work, query) for row in chunk]


async def rows(work: Work, query: Select[*tuple[Any, ...]]) -> list[Any]:
    """All rows that a query finds."""
    return [row async for chunk in _chunks(work, query) for row in chunk]


async def each_row(work: Work, query: Select[*tuple[Any, ...]]) -> AsyncIterator[Any]:
    """The rows that a query finds, one after another: of a million no more than a few are held at a time."""
    async for chunk in _chunks(work, query):
        for found in chunk:
            yield found
        await asyncio.sleep(0)


async def _chunks(
    work: Work, query: Select[*tuple[Any, ...]]
) -> AsyncIterator[Sequence[Row[*tuple[Any, ...]]]]:
    # A chunk at a time, as each step of the result is a switch between SQLAlchemy's two worlds: of single rows, that
    # took longer than the rows.
    found = await work.session.stream(query.execution_options(yield_per=CHUNK))
    async for chunk in found.partitions():
        yield chunk


def pages(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """Values, so many at a time that one statement takes them; of none, nothing."""
    every = list(values)
    return (every[first : first + MOST] for first in range(0, len(every), MOST))


async def in_turn(things: Iterable[T]) -> AsyncIterator[T]:
    """One after another, with a turn for everybody else now and then."""
    for number, thing in enumerate(things, 1):
        yield thing
        if number % CHUNK == 0:
            await asyncio.sleep(0)


async def apart(think: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What takes long to think about and touches nothing that others change, in a thread of its own."""
    return await asyncio.to_thread(think, *args, **kwargs)
