"""SchemeCounts that are kept: of a large scheme they are made once a day, so that a page of figures costs the same for any (R10.1)."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select

from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.figures.counts import SchemeCounts
from storage.erasure import Stays
from storage.figures.counting import count
from storage.kind import Declared, Retention
from storage.tables import applications, kept_figures
from storage.work import Work

LIVE = 2_000  # applications up to which a scheme is counted whenever somebody looks
_COUNTS = TypeAdapter(SchemeCounts)


async def figures_of(work: Work, definition: Definition) -> tuple[SchemeCounts, datetime] | None:
    """The counts of a scheme and when they were made; None where it is large and was not counted yet."""
    if not await is_large(work, definition.key):
        return await count(work, definition, local_day(work.now, definition.zone)), work.now
    return await kept(work, definition.key)


async def is_large(work: Work, scheme: str) -> bool:
    """Whether a scheme has too many applications to be counted while somebody waits."""
    query = select(applications.c.id).where(applications.c.scheme == scheme)
    return (await work.session.execute(query.offset(LIVE).limit(1))).first() is not None


async def kept(work: Work, scheme: str) -> tuple[SchemeCounts, datetime] | None:
    """The counts that were kept last."""
    query = select(kept_figures.c.counts, kept_figures.c.counted_at).where(
        kept_figures.c.scheme == scheme
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        return None
    return _COUNTS.validate_json(found.counts), found.counted_at


async def keep(work: Work, counted: Mapping[str, SchemeCounts]) -> None:
    """Keep counts by the keys of their schemes, in the place of earlier ones."""
    for scheme, counts in counted.items():
        await work.session.execute(delete(kept_figures).where(kept_figures.c.scheme == scheme))
        row = {
            "scheme": scheme,
            "counted_at": work.now,
            "counts": _COUNTS.dump_json(counts).decode(),
        }
        await work.session.execute(insert(kept_figures).values(row))


async def counted(work: Work) -> dict[str, SchemeCounts]:
    """The counts of every large scheme, made afresh: a pass over all that it has, in a reading that changes nothing."""
    return {
        definition.key: await count(work, definition, local_day(work.now, definition.zone))
        for definition in work.definitions.values()
        if await is_large(work, definition.key)
    }


KEPT_FIGURES = Declared(
    table=kept_figures,
    apart="numbers of a scheme, which lead to nobody",
    erased=(Stays(why="counts of the scheme"),),
    retention=Retention.STAYS,
)
