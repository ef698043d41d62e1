"""Complaints, questions and issues, and what was said about each."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Table, select

from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry, Stage
from scheme.concern.raised import Raised
from scheme.concern.remark import Remark
from storage.tables import concerns, enquiries, remarks
from storage.work import Work

R = TypeVar("R", bound=Raised)


async def own(work: Work, scheme: str, person_id: int) -> list[Raised]:
    """What a person has raised and is still open, the earliest promise first."""
    return _by_promise(
        await _open(work, Enquiry, enquiries, scheme, raised_by=person_id),
        await _open(work, Concern, concerns, scheme, raised_by=person_id),
    )


async def unanswered(work: Work, scheme: str) -> list[Raised]:
    """What waits for an answer, the earliest promise first: all of it, whoever it is about."""
    return [one for one in await not_closed(work, scheme) if one.waits]


async def not_closed(work: Work, scheme: str) -> list[Raised]:
    """What is open, the earliest promise first: all of it, whoever it is about."""
    return _by_promise(await _open(work, Enquiry, enquiries, scheme), await _open(work, Concern, concerns, scheme))


async def all_of(work: Work, scheme: str) -> tuple[Sequence[Enquiry], Sequence[Concern]]:
    """Everything that was ever raised, for the figures."""
    first = await work.session.scalars(select(Enquiry).where(enquiries.c.scheme == scheme))
    second = await work.session.scalars(select(Concern).where(concerns.c.scheme == scheme))
    return first.all(), second.all()


async def _open(work: Work, kind: type[R], table: Table, scheme: str, *, raised_by: int | None = None) -> Sequence[R]:
    query = (
        select(kind)
        .where(table.c.scheme == scheme, table.c.stage != Stage.CLOSED)
        .order_by(table.c.raised_at, table.c.id)
    )
    if raised_by is not None:
        query = query.where(table.c.raised_by == raised_by)
    return (await work.session.scalars(query)).all()


def _by_promise(*found: Sequence[Raised]) -> list[Raised]:
    return sorted((one for some in found for one in some), key=lambda one: one.by)


async def remarks_on(work: Work, one: Raised) -> Sequence[Remark]:
    """What was said about something raised, in order."""
    query = select(Remark).where(remarks.c.subject == one.subject).order_by(remarks.c.id)
    return (await work.session.scalars(query)).all()


async def remark(work: Work, one: Raised, by: int, to: str, text: str) -> Remark:
    """Keep what somebody said about it."""
    return await work.add(Remark(one.scheme, one.subject, by, work.now, to, text))
