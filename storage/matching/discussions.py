"""Discussions of matches: what the Group has had before them, and the numbers of the register (R3.8)."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from scheme.application.application import ApplicationStage
from scheme.audience import Matter
from scheme.calendar import add_days, local_day
from scheme.definition.definition import Definition
from scheme.matching.digest import SOON
from scheme.matching.discussion import SOON_ENDS, HeldDiscussions, RegisterNumbers
from scheme.partnership.phase import Phase
from storage.erasure import Stays
from storage.kind import Asked, Found, Kind, Reach, Retention, row
from storage.tables import applications, held_discussions, partnerships, places
from storage.work import Work

WAITS = (ApplicationStage.RECEIVED, ApplicationStage.ELIGIBLE)


async def ensure(work: Work, definition: Definition) -> HeldDiscussions:
    """What is known of a scheme's discussions, so that what falls due for them comes; one that is new is noted."""
    query = select(HeldDiscussions).where(held_discussions.c.scheme == definition.key)
    found = (await work.session.scalars(query)).first()
    if found is None:
        return await work.add(HeldDiscussions(scheme=definition.key, since=work.now))
    return found


async def numbers_of(
    work: Work, definition: Definition, today: date, since: datetime
) -> RegisterNumbers:
    """The numbers of a register, and what came `since` a moment: counted by the database, nothing of it is opened."""
    to_match, first, overdue, soon, to_check = await _waiting(work, definition.key, today)
    ending, introduced = await _pairs(work, definition.key, today, since)
    longest = 0
    if first is not None:
        longest = (today - local_day(first, definition.zone)).days
    return RegisterNumbers(
        to_match=to_match,
        longest=longest,
        overdue=overdue,
        soon=soon,
        to_check=to_check,
        free=await _free(work, definition.key, today),
        ending=ending,
        came=await _came(work, definition.key, since),
        introduced=introduced,
    )


async def _waiting(
    work: Work, scheme: str, today: date
) -> tuple[int, datetime | None, int, int, int]:
    """Mentees to be matched and since when, days gone by and near, applications to be checked."""
    columns = applications.c
    is_mentee = and_(columns.role == "mentee", columns.stage == ApplicationStage.ELIGIBLE)
    query = select(
        _many(is_mentee),
        func.min(columns.received_at).filter(is_mentee),
        _many(columns.answer_by < today),
        _many(columns.answer_by.between(today, add_days(today, SOON))),
        _many(columns.stage == ApplicationStage.RECEIVED),
    ).where(
        columns.scheme == scheme,
        columns.role.in_(("mentee", "mentor")),
        columns.stage.in_(WAITS),
        columns.answered_on.is_(None),
    )
    found = (await work.session.execute(query)).one()
    return found[0], found[1], found[2], found[3], found[4]


def _many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(which)


async def _free(work: Work, scheme: str, today: date) -> int:
    """Mentors of the register who are here, and whom nobody has been asked of or is with."""
    held = exists().where(
        places.c.mentor_application_id == applications.c.id, places.c.released_at.is_(None)
    )
    query = (
        select(func.count())
        .select_from(applications)
        .where(
            applications.c.scheme == scheme,
            applications.c.role == "mentor",
            applications.c.stage == ApplicationStage.ELIGIBLE,
            or_(applications.c.away_until.is_(None), applications.c.away_until <= today),
            ~held,
        )
    )
    return (await work.session.execute(query)).scalar_one()


async def _pairs(work: Work, scheme: str, today: date, since: datetime) -> tuple[int, int]:
    """Partnerships that end soon, and those that began since a moment."""
    columns = partnerships.c
    goes_on = columns.phase.in_((Phase.INTRODUCED, Phase.ACTIVE, Phase.PAUSED))
    query = select(
        _many(and_(goes_on, columns.ends_on.between(today, add_days(today, SOON_ENDS)))),
        _many(columns.introduced_at > since),
    ).where(columns.scheme == scheme)
    found = (await work.session.execute(query)).one()
    return found[0], found[1]


async def _came(work: Work, scheme: str, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(applications)
        .where(applications.c.scheme == scheme, applications.c.received_at > since)
    )
    return (await work.session.execute(query)).scalar_one()


async def _find(work: Work, asked: Asked) -> Found:
    found = await row(work, HeldDiscussions, asked.id, lock=True)
    return Found(found.scheme, Matter(subject=asked.subject), (found,))


HELD_DISCUSSIONS = Kind(
    thing=HeldDiscussions,
    table=held_discussions,
    find=_find,
    reach=Reach(
        table=held_discussions, rows=held_discussions, scheme=held_discussions, has_part=false()
    ),
    apart="days on which the Group discusses matches, and when it had the register in short",
    erased=(Stays(why="days of the scheme, which lead to nobody"),),
    retention=Retention.STAYS,
)
