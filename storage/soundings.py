"""Words in confidence: what somebody asked, and what waits for somebody."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.concern.sounding import Sounding
from storage.tables import soundings
from storage.work import Work


async def asked_by(work: Work, scheme: str, person_id: int) -> Sequence[Sounding]:
    """What somebody has asked, latest first."""
    query = (
        select(Sounding)
        .where(soundings.c.scheme == scheme, soundings.c.asker_id == person_id)
        .order_by(soundings.c.asked_at.desc(), soundings.c.id)
    )
    return (await work.session.scalars(query)).all()


async def waiting_for(work: Work, scheme: str, person_id: int) -> Sequence[Sounding]:
    """What waits for somebody who was asked, oldest first."""
    query = (
        select(Sounding)
        .where(soundings.c.scheme == scheme, soundings.c.asked_id == person_id, soundings.c.settled_at.is_(None))
        .order_by(soundings.c.asked_at, soundings.c.id)
    )
    return (await work.session.scalars(query)).all()
