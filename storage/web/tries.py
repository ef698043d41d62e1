"""How often something was tried that has a bound: counted in the database, so that several processes count together."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from storage.engine.encryption import vault
from storage.erasure import Stays
from storage.kind import Declared, Retention
from storage.tables import tries
from storage.work import Work


async def note(work: Work, what: str, who: str, *, now: datetime) -> None:
    """Somebody tried something: `who` is an address or a network, of which a mark alone is kept."""
    await work.session.execute(insert(tries).values(what=what, who=vault.mark(who), at=now))


async def count(work: Work, what: str, who: str, *, since: datetime) -> int:
    """How often somebody has tried it since a moment.

    Two that come at the same moment do not see each other: as many as there are connections may come on top.
    """
    query = select(func.count()).where(
        tries.c.what == what, tries.c.who == vault.mark(who), tries.c.at > since
    )
    return (await work.session.execute(query)).scalar_one()


async def forget(work: Work, before: datetime) -> None:
    """Drop what was tried before a moment."""
    await work.session.execute(delete(tries).where(tries.c.at < before))


TRIES = Declared(
    table=tries,
    apart="how often something was tried, of which nobody can read by whom; gone after a day",
    erased=(Stays(why="marks that nobody can read; gone after a day"),),
    retention=Retention.PASSES,
)
