"""Somebody is erased: every table does what it declares, and what would be erased is counted beforehand (R11.1)."""

from collections.abc import Iterator

from sqlalchemy import delete, func, or_, select, update

from scheme.ids import PersonId
from scheme.people import Person
from storage import people
from storage.erasure import Emptied, Erased, Goes, Hold, Leaver, Reworked
from storage.kind import Declared
from storage.kinds import KEPT
from storage.tables import accounts, candidates, metadata, partnerships, proposals
from storage.work import Work


async def leaver(work: Work, person: Person) -> Leaver:
    """By which names and addresses somebody stands where no id does."""
    query = select(accounts.c.user, accounts.c.name, accounts.c.email).where(
        accounts.c.person_id == person.id
    )
    known = (await work.session.execute(query)).all()
    names = (*person.names, *(account.name for account in known))
    addresses = {person.email, *(account.email for account in known if account.email)}
    addresses |= {account.user for account in known if "@" in account.user}
    called = {name for name in (person.called, person.given) if name}
    met = await people.by_ids(work, await _met(work, person.id))
    strangers = {
        other.id
        for other in met.values()
        if any(called & {*name.split(), other.called, other.given} for name in other.names)
    }
    return Leaver(
        id=person.id,
        names=tuple(dict.fromkeys(name for name in names if name)),
        called=tuple(sorted(called)),
        addresses=frozenset(address.lower() for address in addresses),
        known_to=frozenset(met.keys() - strangers),
    )


async def _met(work: Work, person: int) -> set[PersonId]:
    """The others of their partnerships, and of what was proposed to or of them."""
    pairs = select(partnerships.c.mentee_id, partnerships.c.mentor_id).where(
        or_(partnerships.c.mentee_id == person, partnerships.c.mentor_id == person)
    )
    proposed = (
        select(proposals.c.mentee_id, candidates.c.mentor_id)
        .join(candidates, candidates.c.proposal_id == proposals.c.id)
        .where(or_(proposals.c.mentee_id == person, candidates.c.mentor_id == person))
    )
    both = (await work.session.execute(pairs.union(proposed))).all()
    return {PersonId(other) for row in both for other in row if other != person}


async def count(work: Work, person: Person) -> dict[str, int]:
    """How much of a person's goes, by the words in which each table tells of it; what is empty is left out."""
    found: dict[str, int] = {}
    for declared, part in _parts():
        if isinstance(part, Goes | Emptied) and part.told:
            query = select(func.count()).select_from(declared.table).where(part.whose(person.id))
            number = (await work.session.scalars(query)).one()
            if number:
                found[part.told] = found.get(part.told, 0) + number
    return found


async def erase(work: Work, gone: Leaver, holds: Hold = Hold.NEVER) -> None:
    """Have every table do what it declares, as the last thing of this work. What an open complaint `holds` is left for now."""

    def goes(part: Erased) -> bool:
        return part.held is Hold.NEVER or part.held > holds

    await work.flush()
    for _, part in _parts():
        if isinstance(part, Reworked) and goes(part):
            await part.does(work, gone)
    await work.flush()
    for declared, part in _parts():
        if isinstance(part, Emptied) and goes(part):
            await work.session.execute(
                update(declared.table).where(part.whose(gone.id)).values(part.columns)
            )
    by_table = {declared.table: declared for declared in KEPT}
    for table in reversed(metadata.sorted_tables):
        for part in by_table[table].erased:
            if isinstance(part, Goes) and goes(part):
                await work.session.execute(delete(table).where(part.whose(gone.id)))
    work.session.expunge_all()  # what was read before is no longer so, and nothing of it is to be written


def _parts() -> Iterator[tuple[Declared, Erased]]:
    return ((declared, part) for declared in KEPT for part in declared.erased)
