"""Partnerships and meetings."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from scheme.ids import PartnershipId, PersonId
from scheme.meeting.meeting import Meeting
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from storage.erasure import Emptied, Stays
from storage.kind import (
    Asked,
    Belonging,
    Found,
    Kind,
    Retention,
    about_pair,
    owned_by,
    pairs_of,
    reach,
    row,
)
from storage.many import read
from storage.tables import meetings, partnerships, stands_aside
from storage.work import Work


async def by_id(work: Work, partnership_id: PartnershipId) -> Partnership:
    """A partnership that is known to exist."""
    found = await work.session.get(Partnership, partnership_id)
    if found is None:
        raise LookupError(f"no partnership {partnership_id}")
    return found


async def of_person(work: Work, scheme: str, person_id: PersonId) -> Sequence[Partnership]:
    """A person's partnerships, latest first."""
    query = (
        select(Partnership)
        .where(
            partnerships.c.scheme == scheme,
            or_(partnerships.c.mentee_id == person_id, partnerships.c.mentor_id == person_id),
        )
        .order_by(partnerships.c.id.desc())
    )

    async def ask() -> Sequence[Partnership]:
        return (await work.session.scalars(query)).all()

    return await work.once(("partnerships", scheme, person_id), ask, of=(partnerships,))


async def live_of(work: Work, scheme: str, person_id: PersonId) -> list[Partnership]:
    """A person's partnerships that have not ended, oldest first."""
    return [
        partnership
        for partnership in reversed(await of_person(work, scheme, person_id))
        if partnership.is_live
    ]


async def all_of(work: Work, scheme: str) -> Sequence[Partnership]:
    """Every partnership of a scheme, oldest first."""
    return await read(
        work, select(Partnership).where(partnerships.c.scheme == scheme).order_by(partnerships.c.id)
    )


def read_condition(scheme: str, person_id: PersonId) -> ColumnElement[bool]:
    """Which partnerships of a scheme a member may read of: without those they are part of, or stand aside from."""
    aside = select(stands_aside.c.application_id).where(stands_aside.c.person_id == person_id)
    return and_(
        partnerships.c.scheme == scheme,
        partnerships.c.mentee_id != person_id,
        partnerships.c.mentor_id != person_id,
        partnerships.c.mentee_application_id.not_in(aside),
        partnerships.c.mentor_application_id.not_in(aside),
    )


async def count_read_by(work: Work, scheme: str, person_id: PersonId) -> int:
    """How many partnerships of a scheme a member may read of."""
    query = select(func.count()).where(read_condition(scheme, person_id))
    return (await work.session.scalars(query)).one()


async def read_by(
    work: Work, scheme: str, person_id: PersonId, *, start: int, most: int
) -> Sequence[Partnership]:
    """Some of the partnerships of a scheme that a member may read of, oldest first; `start` of them are passed over."""
    query = select(Partnership).where(read_condition(scheme, person_id)).order_by(partnerships.c.id)
    return (await work.session.scalars(query.offset(start).limit(most))).all()


async def did_not_work(work: Work, scheme: str, mentee_id: PersonId) -> frozenset[PersonId]:
    """The mentors with whom a partnership of a mentee ended as not working; people, by id."""
    return frozenset(
        pair.mentor_id
        for pair in await of_person(work, scheme, mentee_id)
        if pair.mentee_id == mentee_id
        and pair.phase == Phase.ENDED
        and pair.ending == Ending.NOT_WORKING
    )


async def meetings_of(work: Work, partnership_id: PartnershipId) -> Sequence[Meeting]:
    """The meetings logged and not deleted, latest first."""
    query = (
        select(Meeting)
        .where(meetings.c.partnership_id == partnership_id, meetings.c.deleted_at.is_(None))
        .order_by(meetings.c.day.desc(), meetings.c.id.desc())
    )
    return (await work.session.scalars(query)).all()


async def latest_meeting(work: Work, partnership_id: PartnershipId) -> Meeting | None:
    """The latest meeting logged and not deleted."""
    query = (
        select(Meeting)
        .where(meetings.c.partnership_id == partnership_id, meetings.c.deleted_at.is_(None))
        .order_by(meetings.c.day.desc(), meetings.c.id.desc())
        .limit(1)
    )
    return (await work.session.scalars(query)).first()


async def noted_after(work: Work, partnership_id: PartnershipId, moment: datetime) -> bool:
    """Whether a meeting that stands was logged after a moment, on whichever day it was."""
    query = select(meetings.c.id).where(
        meetings.c.partnership_id == partnership_id,
        meetings.c.deleted_at.is_(None),
        meetings.c.logged_at > moment,
    )
    return (await work.session.execute(query.limit(1))).first() is not None


async def count_meetings(
    work: Work, partnership_ids: Sequence[PartnershipId]
) -> dict[PartnershipId, int]:
    """How many meetings each partnership has logged."""
    query = (
        select(meetings.c.partnership_id, func.count())
        .where(meetings.c.partnership_id.in_(partnership_ids), meetings.c.deleted_at.is_(None))
        .group_by(meetings.c.partnership_id)
    )
    return {partnership: count for partnership, count in (await work.session.execute(query)).all()}


async def _find(work: Work, asked: Asked) -> Found:
    partnership = await row(work, Partnership, asked.id, lock=True)
    return await about_pair(work, partnership, asked, (partnership,))


PARTNERSHIP = Kind(
    thing=Partnership,
    table=partnerships,
    find=_find,
    reach=reach(partnerships, "mentee_id", "mentor_id"),
    belongs=(
        Belonging(
            title="Your partnerships",
            columns=(
                *(
                    "scheme",
                    "id",
                    "mentee_id",
                    "mentor_id",
                    "phase",
                    "introduced_at",
                    "mentee_started_at",
                ),
                *(
                    "mentor_started_at",
                    "started_on",
                    "ends_on",
                    "months",
                    "every_weeks",
                    "minutes",
                    "new_end",
                ),
                *(
                    "last_met",
                    "still_on",
                    "paused_on",
                    "returns_on",
                    "resumed_on",
                    "ended_at",
                    "ending",
                ),
            ),
            whose=pairs_of,
            names=("mentee_id", "mentor_id"),
        ),
        Belonging(
            title="What you wrote when you ended a partnership",
            columns=("scheme", "id", "ended_at", "reason"),
            whose=owned_by(partnerships.c.ended_by),
        ),
        Belonging(
            title="What you said of an end that was to come, or that your partner had begun too",
            columns=("scheme", "id", "leaves_at", "leaves_as", "leaves_why", "looks_on"),
            whose=owned_by(partnerships.c.leaves_by),
        ),
        Belonging(
            title="Fees of yours",
            columns=("scheme", "id", "fee_sum", "fee", "fee_from", "fee_until", "fee_settled_on"),
            whose=owned_by(partnerships.c.fee_by),
        ),
        Belonging(
            title="Partnerships you ended at once",
            columns=("scheme", "id", "ended_at"),
            whose=owned_by(partnerships.c.hurried_by),
        ),
    ),
    withheld={"lessons": "what the Group learnt"},
    erased=(
        Emptied(
            whose=owned_by(partnerships.c.ended_by),
            columns={"reason": None},
            told="Why you ended a partnership, in your words",
        ),
        Emptied(whose=owned_by(partnerships.c.leaves_by), columns={"leaves_why": None}),
        Emptied(
            whose=pairs_of,
            columns={"lessons": None},
            told="What the Group noted about a partnership of yours",
        ),
        Stays(
            why="how it ended is one word of four, to be counted", columns=("ending", "leaves_as")
        ),
    ),
    retention=Retention.WORDS_GO,
)
