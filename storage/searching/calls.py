"""Calls for mentors, and whom each is for (R3.5)."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from scheme.application.application import OPEN, Application
from scheme.calendar import add_minutes
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from scheme.partnership.ending import Ending
from scheme.partnership.phase import Phase
from scheme.searching.call import REST_DAYS, Called, MentorCall
from storage.erasure import Stays
from storage.kind import (
    Asked,
    Belonging,
    Found,
    Kind,
    Retention,
    about_application,
    locks_rows,
    owned_by,
    reach,
    row,
)
from storage.many import each_row, pages, read, rows
from storage.tables import applications, called, consents, mentor_calls, partnerships, people
from storage.work import Work


async def about(work: Work, application_id: ApplicationId) -> Sequence[MentorCall]:
    """The calls on a mentee's behalf, latest first."""
    query = (
        select(MentorCall)
        .where(mentor_calls.c.application_id == application_id)
        .order_by(mentor_calls.c.asked_at.desc(), mentor_calls.c.id)
    )
    return await read(work, query)


async def running(work: Work, scheme: str) -> MentorCall | None:
    """The call that runs in a scheme; None where there is none."""
    query = select(MentorCall).where(
        mentor_calls.c.scheme == scheme, mentor_calls.c.closed_at.is_(None)
    )
    return (await work.session.scalars(query)).first()


async def by_id(work: Work, called_id: int) -> tuple[Called, MentorCall] | None:
    """Somebody whom a call is for, and the call; None where there is none."""
    query = (
        select(Called, MentorCall)
        .join(mentor_calls, mentor_calls.c.id == called.c.call_id)
        .where(called.c.id == called_id)
    )
    found = (await work.session.execute(query)).one_or_none()
    return None if found is None else (found[0], found[1])


async def to_be_called(
    work: Work, definition: Definition, apart_from: PersonId, now: datetime
) -> list[PersonId]:
    """Whose partnership has ended and did work, who may be written to, and who neither mentor nor were called lately."""
    ended = select(partnerships.c.mentee_id, partnerships.c.mentor_id, partnerships.c.ending).where(
        partnerships.c.scheme == definition.key, partnerships.c.phase == Phase.ENDED
    )
    found: set[PersonId] = set()
    for mentee, mentor, ending in await rows(work, ended):
        if ending != Ending.NOT_WORKING:
            found |= {mentee, mentor}
    found -= await _taking_part(work, definition) | {apart_from}
    found -= await _called_since(work, definition.key, add_minutes(now, -REST_DAYS * 24 * 60))
    return sorted(await _may_be_told(work, definition.key, found))


async def last_applications(
    work: Work, scheme: str, persons: Collection[PersonId]
) -> AsyncIterator[Application]:
    """What each of some people applied with last, the words of it as far as they are kept; nothing of whoever never did."""
    last: dict[PersonId, ApplicationId] = {}
    for page in pages(sorted(persons)):
        query = (
            select(applications.c.person_id, applications.c.id)
            .where(applications.c.scheme == scheme, applications.c.person_id.in_(page))
            .order_by(applications.c.received_at, applications.c.id)
        )
        last |= {person_id: application_id for person_id, application_id in await rows(work, query)}
    for chosen in pages(sorted(last.values())):
        whole = select(Application).where(applications.c.id.in_(chosen)).order_by(applications.c.id)
        async for found in each_row(work, whole):
            yield found[0]


async def _taking_part(work: Work, definition: Definition) -> set[PersonId]:
    """Who has an open application as mentor, or, where nobody is both, as anything."""
    query = select(applications.c.person_id).where(
        applications.c.scheme == definition.key, applications.c.stage.in_(OPEN)
    )
    if definition.eligibility.both_roles:
        query = query.where(applications.c.role == "mentor")
    return set((await work.session.scalars(query)).all())


async def _called_since(work: Work, scheme: str, since: datetime) -> set[PersonId]:
    query = select(called.c.person_id).where(
        called.c.scheme == scheme, called.c.at > since, called.c.person_id.is_not(None)
    )
    return {person for person in (await work.session.scalars(query)).all() if person is not None}


async def _may_be_told(work: Work, scheme: str, found: Collection[PersonId]) -> set[PersonId]:
    """Those whose consent stands, and who have not asked for no reminders."""
    allowed: set[PersonId] = set()
    for page in pages(sorted(found)):
        query = (
            select(people.c.id)
            .join(consents, consents.c.person_id == people.c.id)
            .where(
                people.c.id.in_(page),
                people.c.reminders.is_(True),
                consents.c.scheme == scheme,
                consents.c.withdrawn_at.is_(None),
            )
        )
        allowed |= set((await work.session.scalars(query)).all())
    return allowed


async def _find(work: Work, asked: Asked) -> Found:
    call = await row(work, MentorCall, asked.id)
    mentee = await row(work, Application, call.application_id, lock=True)
    if locks_rows(work):  # it may have changed while the application was waited for
        await work.session.refresh(call)
    matter = await about_application(work, mentee, asked=asked, parties=frozenset())
    return Found(call.scheme, matter, (call, mentee))


async def _find_called(work: Work, asked: Asked) -> Found:
    each = await row(work, Called, asked.id, lock=True)
    call = await row(work, MentorCall, each.call_id)
    mentee = await row(work, Application, call.application_id)
    matter = await about_application(work, mentee, asked=asked, parties=frozenset())
    return Found(each.scheme, matter, (each, call, mentee))


MENTOR_CALL = Kind(
    thing=MentorCall,
    table=mentor_calls,
    find=_find,
    reach=reach(mentor_calls, "asked_by"),
    apart="a call for mentors: what kind is looked for, and when it went out",
    erased=(
        Stays(
            why="what kind of mentor was looked for, in the scheme's own words",
            columns=("area", "background", "place"),
        ),
    ),
    retention=Retention.STAYS,
)
CALLED = Kind(
    thing=Called,
    table=called,
    find=_find_called,
    reach=reach(called, "person_id"),
    belongs=(
        Belonging(
            title="Calls for mentors that you had",
            columns=("scheme", "at", "told_at"),
            whose=owned_by(called.c.person_id),
        ),
    ),
    erased=(Stays(why="ids and days, so that nobody is called again and again"),),
    retention=Retention.STAYS,
)
