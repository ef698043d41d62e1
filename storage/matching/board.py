"""What the board is made of: the mentees who wait for the Group, and who is looking at whom just now (R3.9)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from scheme.application.application import Application, ApplicationStage
from scheme.ids import PersonId
from scheme.partnership.ending import Ending
from scheme.partnership.phase import Phase
from scheme.subject import Subject
from storage.many import pages, read, rows
from storage.tables import applications, audit, partnerships
from storage.work import Work


async def waiting_mentees(work: Work, scheme: str) -> Sequence[Application]:
    """The mentees who are to be matched and have not heard: who comes first before the others, then whoever waits longest."""
    query = (
        select(Application)
        .where(
            applications.c.scheme == scheme,
            applications.c.role == "mentee",
            applications.c.stage == ApplicationStage.ELIGIBLE,
            applications.c.answered_on.is_(None),
        )
        .order_by(applications.c.priority.desc(), applications.c.received_at, applications.c.id)
    )
    return await read(work, query)


async def did_not_work_each(
    work: Work, scheme: str, mentee_ids: Iterable[PersonId]
) -> dict[PersonId, frozenset[PersonId]]:
    """For each of some mentees the mentors with whom a partnership ended as not working; people, by id."""
    found: dict[PersonId, set[PersonId]] = defaultdict(set)
    for page in pages(mentee_ids):
        query = select(partnerships.c.mentee_id, partnerships.c.mentor_id).where(
            partnerships.c.scheme == scheme,
            partnerships.c.mentee_id.in_(page),
            partnerships.c.phase == Phase.ENDED,
            partnerships.c.ending == Ending.NOT_WORKING,
        )
        for mentee_id, mentor_id in await rows(work, query):
            found[mentee_id].add(mentor_id)
    return {mentee_id: frozenset(mentors) for mentee_id, mentors in found.items()}


async def looking_since(
    work: Work,
    scheme: str,
    *,
    members: Collection[PersonId],
    actions: Collection[str],
    since: datetime,
) -> dict[Subject, list[PersonId]]:
    """Which of some members opened what by some steps since a moment, whoever did so last before the others.

    What is opened is in the audit log already: nothing else is kept of who looks, and nothing has to be let go of.
    """
    last = func.max(audit.c.at)
    query = (
        select(audit.c.subject, audit.c.person_id)
        .where(
            audit.c.person_id.in_(members),
            audit.c.action.in_(actions),
            audit.c.at > since,
            audit.c.scheme == scheme,
            audit.c.outcome == "done",
        )
        .group_by(audit.c.subject, audit.c.person_id)
        .order_by(last.desc(), audit.c.person_id)
    )
    found: dict[Subject, list[PersonId]] = defaultdict(list)
    for subject, person_id in await rows(work, query):
        found[subject].append(person_id)
    return dict(found)
