"""Times offered for a talk alone with a coach, and who booked them (R5.5, R9.1)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from scheme.ids import PersonId
from scheme.learning.one_to_one import OfferedState, OfferedTime
from storage.erasure import Emptied, Goes
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.many import read
from storage.tables import offered_times
from storage.work import Work

SHOWN = ("scheme", "at", "minutes", "place", "state", "changed_at")


async def open_times(
    work: Work, scheme: str, coach_id: PersonId, since: datetime, most: int
) -> Sequence[OfferedTime]:
    """Times of a coach that can be booked, the next first, no more than so many."""
    query = (
        select(OfferedTime)
        .where(
            offered_times.c.scheme == scheme,
            offered_times.c.coach_id == coach_id,
            offered_times.c.at > since,
            offered_times.c.state == OfferedState.OPEN,
        )
        .order_by(offered_times.c.at, offered_times.c.id)
        .limit(most)
    )
    return await read(work, query)


async def offered_by(
    work: Work, scheme: str, coach_id: PersonId, since: datetime
) -> Sequence[OfferedTime]:
    """All that a coach offers from a moment on and did not call off, in order."""
    query = (
        select(OfferedTime)
        .where(
            offered_times.c.scheme == scheme,
            offered_times.c.coach_id == coach_id,
            offered_times.c.at > since,
            offered_times.c.state != OfferedState.OFF,
        )
        .order_by(offered_times.c.at, offered_times.c.id)
    )
    return await read(work, query)


async def booked_of(
    work: Work, scheme: str, person_id: PersonId, since: datetime
) -> Sequence[OfferedTime]:
    """The talks that somebody has from a moment on: those they booked, and those that were booked with them."""
    query = (
        select(OfferedTime)
        .where(
            offered_times.c.scheme == scheme,
            or_(offered_times.c.booked_by == person_id, offered_times.c.coach_id == person_id),
            offered_times.c.at > since,
            offered_times.c.state == OfferedState.BOOKED,
        )
        .order_by(offered_times.c.at, offered_times.c.id)
    )
    return await read(work, query)


async def been(
    work: Work, scheme: str, person_id: PersonId, now: datetime
) -> Sequence[OfferedTime]:
    """The talks that somebody has had, as whoever booked them or as the coach, the latest first."""
    query = (
        select(OfferedTime)
        .where(
            offered_times.c.scheme == scheme,
            or_(offered_times.c.booked_by == person_id, offered_times.c.coach_id == person_id),
            offered_times.c.at < now,
            offered_times.c.state == OfferedState.BOOKED,
        )
        .order_by(offered_times.c.at.desc(), offered_times.c.id)
    )
    return [time for time in await read(work, query) if time.ends_at <= now]


OFFERED_TIME = Declared(
    table=offered_times,
    belongs=(
        Belonging(
            title="Talks alone that you booked",
            columns=SHOWN,
            whose=owned_by(offered_times.c.booked_by),
        ),
        Belonging(
            title="Times that you offered for a talk alone",
            columns=SHOWN,
            whose=owned_by(offered_times.c.coach_id),
        ),
    ),
    erased=(
        Goes(
            whose=owned_by(offered_times.c.coach_id), told="The times you offered for a talk alone"
        ),
        Emptied(
            whose=owned_by(offered_times.c.booked_by),
            columns={"booked_by": None, "state": OfferedState.OFF},
            told="That you booked a talk alone",
        ),
    ),
    retention=Retention.STAYS,
)
