"""Who signed up for which event, who waits for a place, who came (R9.1)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from scheme.audience import Matter
from scheme.ids import PersonId
from scheme.learning.event import EventState, LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from scheme.people import Person
from storage.erasure import Goes
from storage.kind import Asked, Belonging, Found, Kind, Retention, locks_rows, owned_by, reach, row
from storage.many import read, rows
from storage.tables import learning_events, people, sign_ups
from storage.work import Work

Own = tuple[SignUp, LearningEvent]


async def of_person(work: Work, scheme: str, person_id: PersonId, since: datetime) -> Sequence[Own]:
    """Somebody's own in a scheme, of events that begin after a moment, in order."""
    query = (
        select(SignUp, LearningEvent)
        .join(learning_events, learning_events.c.id == sign_ups.c.event_id)
        .where(
            sign_ups.c.person_id == person_id,
            sign_ups.c.scheme == scheme,
            learning_events.c.at > since,
        )
        .order_by(learning_events.c.at, learning_events.c.id)
    )
    return [(sign_up, event) for sign_up, event in await rows(work, query)]


async def attended(work: Work, scheme: str, person_id: PersonId) -> Sequence[LearningEvent]:
    """The events of a scheme at which it was noted that somebody came, the latest first."""
    query = (
        select(LearningEvent)
        .join(sign_ups, sign_ups.c.event_id == learning_events.c.id)
        .where(
            sign_ups.c.person_id == person_id,
            sign_ups.c.scheme == scheme,
            sign_ups.c.came.is_(True),
            learning_events.c.state != EventState.OFF,
        )
        .order_by(learning_events.c.at.desc(), learning_events.c.id)
    )
    return await read(work, query)


async def of_event(
    work: Work, event_id: int, states: Collection[SignUpState], after: int, most: int
) -> Sequence[SignUp]:
    """Those of an event in some states, by the ids of the people, from one on and no more than so many."""
    query = (
        select(SignUp)
        .where(
            sign_ups.c.event_id == event_id,
            sign_ups.c.state.in_(states),
            sign_ups.c.person_id > after,
        )
        .order_by(sign_ups.c.person_id)
        .limit(most)
    )
    return await read(work, query)


async def next_waiting(work: Work, event_id: int, most: int) -> Sequence[SignUp]:
    """Who waits for a place, in turn; no more than so many."""
    await work.flush()
    query = (
        select(SignUp)
        .where(sign_ups.c.event_id == event_id, sign_ups.c.state == SignUpState.WAITING)
        .order_by(sign_ups.c.said_at, sign_ups.c.id)
        .limit(most)
    )
    return await read(work, query)


async def names(
    work: Work, event_id: int, states: Collection[SignUpState], start: int, most: int
) -> Sequence[tuple[SignUp, Person]]:
    """Those of an event in some states with who they are, by name; so many, from one on."""
    query = (
        select(SignUp, Person)
        .join(people, people.c.id == sign_ups.c.person_id)
        .where(sign_ups.c.event_id == event_id, sign_ups.c.state.in_(states))
        .order_by(sign_ups.c.said_at, sign_ups.c.id)
        .offset(start)
        .limit(most)
    )
    return [(sign_up, person) for sign_up, person in await rows(work, query)]


async def _find(work: Work, asked: Asked) -> Found:
    known = await row(work, SignUp, asked.id)
    event = await row(work, LearningEvent, known.event_id, lock=True)
    if locks_rows(work):  # it may have changed while the event was waited for
        await work.session.refresh(known)
    matter = Matter(subject=asked.subject, parties=frozenset({known.person_id}))
    return Found(known.scheme, matter, (known, event))


SIGN_UP = Kind(
    thing=SignUp,
    table=sign_ups,
    find=_find,
    reach=reach(sign_ups, "person_id"),
    belongs=(
        Belonging(
            title="Events you were told of, and whether you came",
            columns=("scheme", "at", "state", "told_at", "said_at", "came"),
            whose=owned_by(sign_ups.c.person_id),
        ),
    ),
    erased=(
        Goes(
            whose=owned_by(sign_ups.c.person_id),
            told="Which events you signed up for, and which you came to",
        ),
    ),
    retention=Retention.STAYS,
)
