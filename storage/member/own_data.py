"""Everything kept about one person, as far as it is theirs to know (R11.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select

from scheme.ids import PersonId
from scheme.people import Person
from storage import people
from storage.engine.columns import UtcDateTime
from storage.kind import Belonging
from storage.kinds import KEPT
from storage.work import Work


@dataclass(frozen=True)
class OwnRows:
    """What was found: a title, the table, and rows of name and value."""

    title: str
    table: str
    rows: tuple[Mapping[str, Any], ...]


async def of_person(work: Work, person: Person) -> list[OwnRows]:
    """Everything kept about a person that is theirs to know, in the order of `storage.kinds.KEPT`; what is empty is left out."""
    found = [
        await _kept(work, kept.table, belong, person.id) for kept in KEPT for belong in kept.belongs
    ]
    return [table for table in found if table.rows]


async def _kept(work: Work, table: Table, belonging: Belonging, person_id: PersonId) -> OwnRows:
    query = select(*(table.c[name] for name in belonging.columns)).where(belonging.whose(person_id))
    moments = [column for column in table.columns if isinstance(column.type, UtcDateTime)]
    query = query.order_by(*moments[:1], *table.primary_key.columns)
    rows = [dict(row._mapping) for row in (await work.session.execute(query)).all()]
    known = await people.by_ids(work, {row[name] for row in rows for name in belonging.names})
    named = [row | {name: known[row[name]].name for name in belonging.names} for row in rows]
    return OwnRows(belonging.title, table.name, tuple(named))
