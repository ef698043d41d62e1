"""Mentors who were asked to take one more: for whom, what they said, and who is left in peace for a while (R3.5)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from scheme.application.application import Application
from scheme.audience import Matter
from scheme.ids import ApplicationId
from scheme.searching.one_more import OneMore, OneMoreState
from storage.erasure import Stays
from storage.kind import Asked, Belonging, Found, Kind, Retention, locks_rows, owned_by, reach, row
from storage.many import read
from storage.tables import one_mores
from storage.work import Work


async def about(work: Work, application_id: ApplicationId) -> Sequence[OneMore]:
    """Every mentor who was asked on a mentee's behalf, latest first."""
    query = (
        select(OneMore)
        .where(one_mores.c.application_id == application_id)
        .order_by(one_mores.c.asked_at.desc(), one_mores.c.id)
    )
    return await read(work, query)


async def open_with(work: Work, application_id: ApplicationId) -> Sequence[OneMore]:
    """Those still open that are on a mentee's behalf, or to a mentor; whoever is to end them has them alone."""
    query = select(OneMore).where(
        one_mores.c.state == OneMoreState.ASKED,
        or_(
            one_mores.c.application_id == application_id,
            one_mores.c.mentor_application_id == application_id,
        ),
    )
    if locks_rows(work):
        query = query.with_for_update().execution_options(populate_existing=True)
    return await read(work, query)


async def left_in_peace(work: Work, scheme: str, since: datetime) -> Collection[ApplicationId]:
    """The mentors who are being asked, or were asked after a moment, by their applications."""
    query = select(one_mores.c.mentor_application_id).where(
        one_mores.c.scheme == scheme,
        or_(one_mores.c.state == OneMoreState.ASKED, one_mores.c.asked_at > since),
    )
    return frozenset((await work.session.scalars(query)).all())


async def _find(work: Work, asked: Asked) -> Found:
    known = await row(work, OneMore, asked.id)
    mentor = await row(work, Application, known.mentor_application_id, lock=True)
    one_more = await row(work, OneMore, asked.id, lock=True)  # the mentee may withdraw just now
    matter = Matter(subject=asked.subject, parties=frozenset({one_more.person_id}))
    return Found(one_more.scheme, matter, (one_more, mentor))


ONE_MORE = Kind(
    thing=OneMore,
    table=one_mores,
    find=_find,
    reach=reach(one_mores, "person_id"),
    belongs=(
        Belonging(
            title="When you were asked to take one more",
            columns=("scheme", "asked_at", "answer_by", "state", "said_at"),
            whose=owned_by(one_mores.c.person_id),
        ),
    ),
    erased=(Stays(why="ids and days, to be counted"),),
    retention=Retention.STAYS,
)
