"""What the register's lists are made of beside the mentors themselves: who is proposed, who is with whom, who left (R3.1)."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from scheme.application.application import Application, ApplicationStage
from scheme.ids import ApplicationId, PersonId
from scheme.matching.candidate import OPEN
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from storage.many import read, rows
from storage.matching.proposals import LIVE
from storage.partnerships import read_condition
from storage.tables import applications, candidates, partnerships, proposals
from storage.work import Work

LEFT = (ApplicationStage.WITHDRAWN, ApplicationStage.UNPLACED, ApplicationStage.CONCLUDED)


async def proposed(work: Work, scheme: str) -> dict[ApplicationId, int]:
    """In how many proposals that can still come to something each mentor is."""
    query = (
        select(candidates.c.mentor_application_id, func.count())
        .join(proposals, proposals.c.id == candidates.c.proposal_id)
        .where(
            proposals.c.scheme == scheme,
            proposals.c.state.in_(LIVE),
            candidates.c.state.in_(OPEN),
        )
        .group_by(candidates.c.mentor_application_id)
    )
    return {mentor: number for mentor, number in await rows(work, query)}


async def paired(work: Work, scheme: str) -> dict[ApplicationId, int]:
    """How many live partnerships each mentor has."""
    query = (
        select(partnerships.c.mentor_application_id, func.count())
        .where(partnerships.c.scheme == scheme, partnerships.c.phase != Phase.ENDED)
        .group_by(partnerships.c.mentor_application_id)
    )
    return {mentor: number for mentor, number in await rows(work, query)}


async def in_proposals(work: Work, scheme: str) -> Sequence[Application]:
    """The mentees to whom mentors are proposed or offered, or who have asked one; the earliest proposal first."""
    query = (
        select(Application)
        .join(proposals, proposals.c.application_id == applications.c.id)
        .where(proposals.c.scheme == scheme, proposals.c.state.in_(LIVE))
        .order_by(proposals.c.opened_at, proposals.c.id)
    )
    return await read(work, query)


async def left(work: Work, scheme: str, most: int) -> Sequence[Application]:
    """Those who withdrew, went without, or whose partnership has ended; the latest first."""
    query = (
        select(Application)
        .where(
            applications.c.scheme == scheme,
            applications.c.role.in_(("mentee", "mentor")),
            applications.c.stage.in_(LEFT),
        )
        .order_by(applications.c.decided_at.desc(), applications.c.id)
        .limit(most)
    )
    return await read(work, query)


async def pairs_read_by(
    work: Work, scheme: str, reader: PersonId, application_id: ApplicationId
) -> Sequence[Partnership]:
    """The partnerships that came of an application, of those a member may read of."""
    theirs = or_(
        partnerships.c.mentee_application_id == application_id,
        partnerships.c.mentor_application_id == application_id,
    )
    query = select(Partnership).where(read_condition(scheme, reader), theirs)
    return (await work.session.scalars(query.order_by(partnerships.c.id))).all()
