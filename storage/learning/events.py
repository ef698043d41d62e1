"""Events that people attend: their dates as the scheme file has them, whom each is for, how many come (R9.1)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, select

from scheme.application.application import OPEN, PLACED
from scheme.audience import Matter
from scheme.calendar import at as moment_of
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.definition.learning import PlannedEvent
from scheme.ids import PersonId
from scheme.learning.dates import days_of
from scheme.learning.event import EventState, LearningEvent
from scheme.learning.sign_up import SignUpState
from storage import people
from storage.erasure import Emptied, Stays
from storage.kind import Asked, Found, Kind, Retention, owned_by, reach, row
from storage.many import read, rows
from storage.tables import applications, learning_events, sign_ups
from storage.work import Work

GONE_FROM_FILE = "It is not in our plans any more."


async def ensure(work: Work, definition: Definition) -> None:
    """Every date to come of the scheme file's events is known, moved or called off as that has it now.

    What was changed here by somebody stays as they have it. A date that has gone from the file and one that is new are taken
    for the same date that was moved, in their order; a date for which there is no other is called off.
    """
    known = await read(
        work, select(LearningEvent).where(learning_events.c.scheme == definition.key)
    )
    for planned in definition.events:
        own = [event for event in known if event.key == planned.key]
        await _in_line(work, definition, planned, own)
    keys = {planned.key for planned in definition.events}
    for event in known:
        if event.by is None and event.key not in keys and event.is_ahead(work.now):
            event.call_off(GONE_FROM_FILE, work.now)


async def _in_line(
    work: Work, definition: Definition, planned: PlannedEvent, own: Sequence[LearningEvent]
) -> None:
    zone = planned.zone or definition.zone
    host = await people.by_email(work, planned.host_email) if planned.host_email else None
    host_id = host.id if host else None
    days = [
        day for day in days_of(planned) if moment_of(day, zone, planned.hour) > work.now
    ]  # what has been, has been
    followed = [event for event in own if event.by is None and event.is_ahead(work.now)]
    new = [day for day in days if day not in {event.day for event in own}]
    for event in followed:
        event.follow(planned)
        event.led_by(host_id)
        day: date | None = event.day
        if day not in days:
            day = new.pop(0) if new else None
        if day is None:
            event.call_off(GONE_FROM_FILE, work.now)
            continue
        event.day = day
        event.move(moment_of(day, zone, planned.hour), planned.minutes, work.now)
    for day in new:
        event = LearningEvent.plan(definition, planned, day, work.now)
        event.led_by(host_id)
        await work.add(event)


async def by_id(work: Work, event_id: int) -> LearningEvent:
    """One of them. Raises `Gone` where there is none."""
    return await row(work, LearningEvent, event_id)


async def ahead(work: Work, scheme: str, since: datetime, most: int) -> Sequence[LearningEvent]:
    """The events that begin after a moment, the next first, no more than so many."""
    query = (
        select(LearningEvent)
        .where(learning_events.c.scheme == scheme, learning_events.c.at > since)
        .order_by(learning_events.c.at, learning_events.c.id)
        .limit(most)
    )
    return await read(work, query)


async def on_days(
    work: Work, scheme: str, key: str, days: Sequence[date]
) -> Sequence[LearningEvent]:
    """The dates of an event that are among some days."""
    query = select(LearningEvent).where(
        learning_events.c.scheme == scheme,
        learning_events.c.key == key,
        learning_events.c.day.in_(days),
    )
    return await read(work, query.order_by(learning_events.c.day))


async def numbers(work: Work, event_ids: Collection[int]) -> Mapping[int, Counter[SignUpState]]:
    """How many have said what of each event."""
    query = (
        select(sign_ups.c.event_id, sign_ups.c.state, func.count())
        .where(sign_ups.c.event_id.in_(event_ids))
        .group_by(sign_ups.c.event_id, sign_ups.c.state)
    )
    found: dict[int, Counter[SignUpState]] = {event_id: Counter() for event_id in event_ids}
    for event_id, state, count in await rows(work, query):
        found[event_id][state] = count
    return found


async def coming(work: Work, event_id: int) -> int:
    """How many come to an event."""
    await work.flush()
    query = select(func.count()).where(
        sign_ups.c.event_id == event_id, sign_ups.c.state == SignUpState.COMING
    )
    return (await work.session.execute(query)).scalar_one()


def _is_for(event: LearningEvent) -> ColumnElement[bool]:
    """Whose applications make an event theirs."""
    stages = PLACED if event.guests == "participants" else (*OPEN, *PLACED)
    held = [applications.c.scheme == event.scheme, applications.c.stage.in_(stages)]
    if event.guests in ("mentees", "mentors"):
        held.append(applications.c.role == event.guests.removesuffix("s"))
    if event.round:
        held.append(applications.c.round == event.round)
    return and_(*held)


async def concerned(work: Work, event: LearningEvent, after: int, most: int) -> Sequence[PersonId]:
    """Whom an event is for and who can't sign up for it yet, by their ids, from one on and no more than so many."""
    await work.flush()
    query = (
        select(applications.c.person_id)
        .where(
            _is_for(event),
            applications.c.person_id > after,
            ~exists().where(
                sign_ups.c.event_id == event.id,
                sign_ups.c.person_id == applications.c.person_id,
            ),
        )
        .distinct()
        .order_by(applications.c.person_id)
        .limit(most)
    )
    return list((await work.session.scalars(query)).all())


async def is_for(work: Work, event: LearningEvent, person_id: PersonId) -> bool:
    """Whether an event is for somebody, as things stand."""
    query = select(applications.c.id).where(_is_for(event), applications.c.person_id == person_id)
    return (await work.session.execute(query.limit(1))).first() is not None


async def announced(work: Work, scheme: str, now: datetime) -> Sequence[LearningEvent]:
    """The events to come that have been announced, or are being so; whoever comes now hears of them as well."""
    query = (
        select(LearningEvent)
        .where(
            learning_events.c.scheme == scheme,
            learning_events.c.at > now,
            learning_events.c.announced_at <= now,
            learning_events.c.state == EventState.PLANNED,
        )
        .order_by(learning_events.c.at, learning_events.c.id)
    )
    return await read(work, query)


async def _find(work: Work, asked: Asked) -> Found:
    event = await row(work, LearningEvent, asked.id, lock=True)
    hosts = frozenset() if event.host_id is None else frozenset({event.host_id})
    return Found(event.scheme, Matter(subject=asked.subject, stand_ins=hosts), (event,))


def day_in(event: LearningEvent) -> date:
    """The day on which an event is, on the clocks of its zone."""
    return local_day(event.at, event.zone)


LEARNING_EVENT = Kind(
    thing=LearningEvent,
    table=learning_events,
    find=_find,
    reach=reach(learning_events, "host_id"),
    apart="an event: what it is, when and where; who comes is kept elsewhere",
    erased=(
        Emptied(whose=owned_by(learning_events.c.host_id), columns={"host": "", "host_id": None}),
        Stays(
            why="what an event is, when and where, in the words of those who run the scheme",
            columns=("name", "about", "room", "link", "afterwards", "material", "code", "why"),
        ),
    ),
    retention=Retention.STAYS,
)
