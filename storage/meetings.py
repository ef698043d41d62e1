"""Around meetings: the plan of a pair, the prompts seen, and what one person keeps for themselves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from scheme.ids import PartnershipId, PersonId
from scheme.meeting.appointment import Appointment, Plan
from scheme.meeting.meeting import Meeting
from scheme.meeting.prompt import PromptsSeen
from scheme.meeting.reflection import Hours, Reflection
from scheme.partnership.partnership import Partnership
from storage.erasure import Goes, Stays
from storage.kind import (
    Belonging,
    Declared,
    Kind,
    Retention,
    of_one,
    owned_by,
    pairs_own,
    part_of_pair,
    reach,
    reach_of_pair,
)
from storage.tables import appointments, hours, meetings, partnerships, prompts_seen, reflections
from storage.work import Work


async def plan_of(work: Work, partnership_id: PartnershipId) -> Appointment | None:
    """The one plan of a pair that was neither called off nor settled."""
    query = select(Appointment).where(
        appointments.c.partnership_id == partnership_id, appointments.c.state == Plan.PLANNED
    )
    return (await work.session.scalars(query)).first()


async def plans_with(
    work: Work, scheme: str, person_id: PersonId, since: datetime
) -> Sequence[tuple[Appointment, Partnership]]:
    """The meetings of all of a person's partnerships planned for after a moment and not called off, the earliest first."""
    theirs = or_(partnerships.c.mentee_id == person_id, partnerships.c.mentor_id == person_id)
    query = (
        select(Appointment, Partnership)
        .join(partnerships, appointments.c.partnership_id == partnerships.c.id)
        .where(partnerships.c.scheme == scheme, theirs)
        .where(appointments.c.at >= since, appointments.c.state != Plan.CANCELLED)
        .order_by(appointments.c.at, appointments.c.id)
    )
    return [(appointment, pair) for appointment, pair in (await work.session.execute(query)).all()]


async def seen_of(
    work: Work, partnership_id: PartnershipId, person_id: PersonId, stage: str
) -> PromptsSeen | None:
    """What a person has seen of the prompts of a stage."""
    query = select(PromptsSeen).where(
        prompts_seen.c.partnership_id == partnership_id,
        prompts_seen.c.person_id == person_id,
        prompts_seen.c.stage == stage,
    )
    return (await work.session.scalars(query)).first()


async def reflections_of(work: Work, scheme: str, person_id: PersonId) -> Sequence[Reflection]:
    """A person's reflections, latest first."""
    query = (
        select(Reflection)
        .where(reflections.c.scheme == scheme, reflections.c.person_id == person_id)
        .order_by(reflections.c.day.desc(), reflections.c.written_at.desc())
    )
    return (await work.session.scalars(query)).all()


async def hours_of(work: Work, scheme: str, person_id: PersonId) -> Sequence[Hours]:
    """The time a person noted for themselves, latest first."""
    query = (
        select(Hours)
        .where(hours.c.scheme == scheme, hours.c.person_id == person_id)
        .order_by(hours.c.day.desc(), hours.c.noted_at.desc())
    )
    return (await work.session.scalars(query)).all()


async def meetings_with(work: Work, scheme: str, person_id: PersonId) -> Sequence[Meeting]:
    """The meetings logged and not deleted of all of a person's partnerships, latest first."""
    theirs = or_(partnerships.c.mentee_id == person_id, partnerships.c.mentor_id == person_id)
    query = (
        select(Meeting)
        .join(partnerships, meetings.c.partnership_id == partnerships.c.id)
        .where(partnerships.c.scheme == scheme, theirs, meetings.c.deleted_at.is_(None))
        .order_by(meetings.c.day.desc(), meetings.c.id.desc())
    )
    return (await work.session.scalars(query)).all()


async def forget(work: Work, thing: Reflection | Hours) -> None:
    """Delete what a person kept for themselves; nothing of it stays."""
    await work.session.delete(thing)
    await work.flush()


MEETING = Kind(
    thing=Meeting,
    table=meetings,
    find=part_of_pair(Meeting),
    reach=reach_of_pair(meetings),
    belongs=(
        Belonging(
            title="Meetings",
            columns=("day", "minutes", "how", "logged_at", "deleted_at"),
            whose=pairs_own(meetings),
        ),
    ),
    erased=(
        Stays(
            why="days and minutes, without words, which are the partner's as well",
            told="The days on which you two met, which are your partner's as well",
        ),
    ),
    retention=Retention.STAYS,
)
APPOINTMENT = Kind(
    thing=Appointment,
    table=appointments,
    find=part_of_pair(Appointment),
    reach=reach_of_pair(appointments),
    belongs=(
        Belonging(
            title="Meetings planned",
            columns=("scheme", "at", "minutes", "how", "state", "changed_at"),
            whose=pairs_own(appointments),
        ),
    ),
    erased=(Stays(why="a day and a way to meet, which are the partner's as well"),),
    retention=Retention.STAYS,
)
REFLECTION = Kind(
    thing=Reflection,
    table=reflections,
    find=of_one(Reflection),
    reach=reach(reflections, "person_id"),
    belongs=(
        Belonging(
            title="Your reflections",
            columns=("scheme", "day", "text", "written_at"),
            whose=owned_by(reflections.c.person_id),
        ),
    ),
    erased=(Goes(whose=owned_by(reflections.c.person_id), told="Your reflections"),),
    retention=Retention.WORDS_GO,
)
HOURS = Kind(
    thing=Hours,
    table=hours,
    find=of_one(Hours),
    reach=reach(hours, "person_id"),
    belongs=(
        Belonging(
            title="Your hours",
            columns=("scheme", "day", "minutes", "kind", "noted_at"),
            whose=owned_by(hours.c.person_id),
        ),
    ),
    erased=(Goes(whose=owned_by(hours.c.person_id), told="Your hours"),),
    retention=Retention.STAYS,
)
PROMPTS_SEEN = Declared(
    table=prompts_seen,
    belongs=(
        Belonging(
            title="Ideas you were shown",
            columns=("stage", "keys"),
            whose=owned_by(prompts_seen.c.person_id),
        ),
    ),
    erased=(Goes(whose=owned_by(prompts_seen.c.person_id)),),
    retention=Retention.STAYS,
)
