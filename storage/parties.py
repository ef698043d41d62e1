"""Whether a thing is within somebody's reach: one statement, the same where there is no such thing (R11.3)."""

from collections.abc import Collection

from sqlalchemy import or_, select

from scheme.ids import PersonId
from scheme.subject import Subject
from storage.matters import must_be_known
from storage.work import Work


async def within_reach(
    work: Work, subject: Subject, person_id: PersonId, schemes: Collection[str]
) -> bool:
    """Whether a thing is there and somebody has a part in it, or it is of one of these schemes.

    Who has a part: its parties, who stands in on it, and who may read a file as a partner. It is no right to anything:
    what is within reach is looked up, and `scheme.audience.may` decides. Raises `Gone` for what can be no subject.
    """
    reach = must_be_known(subject).reach
    ours = reach.scheme.c.scheme.in_(schemes)
    query = select(reach.table.c.id).select_from(reach.rows)
    found = await work.session.execute(
        query.where(reach.table.c.id == subject.id, or_(ours, reach.has_part)),
        {"person": person_id},
    )
    return found.first() is not None
