"""Complaints."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.concern import Concern
from storage.tables import concerns
from storage.work import Work


async def waiting_of(work: Work, scheme: str, person_id: int) -> Sequence[Concern]:
    """A person's own complaints that wait for a reply, the earliest promise first."""
    query = (
        select(Concern)
        .where(concerns.c.scheme == scheme, concerns.c.raised_by == person_id, concerns.c.replied_at.is_(None))
        .order_by(concerns.c.reply_by, concerns.c.id)
    )
    return (await work.session.scalars(query)).all()


async def unanswered(work: Work, scheme: str) -> Sequence[Concern]:
    """Complaints that wait for a reply, the earliest promise first: all of them, whoever they are about."""
    query = (
        select(Concern)
        .where(concerns.c.scheme == scheme, concerns.c.replied_at.is_(None))
        .order_by(concerns.c.reply_by, concerns.c.id)
    )
    return (await work.session.scalars(query)).all()
