"""Who came to the events that matter before one mentors: said to the Group at matching, a bar only where the scheme says so (R9.1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from scheme.definition.definition import Definition
from scheme.definition.learning import PlannedEvent
from scheme.ids import PersonId
from scheme.matching.ranking import Mentor
from storage.many import rows
from storage.tables import learning_events, sign_ups
from storage.work import Work


def weighty(definition: Definition) -> tuple[PlannedEvent, ...]:
    """The events of the scheme file that mentors are encouraged to come to, or must."""
    return tuple(event for event in definition.events if event.weight and event.guests != "mentees")


async def came_to(
    work: Work, scheme: str, planned: PlannedEvent, among: Collection[PersonId] | None = None
) -> frozenset[PersonId]:
    """Who came to any date of an event, or of the other that counts as well; of `among` alone where it is given."""
    query = (
        select(sign_ups.c.person_id)
        .join(learning_events, learning_events.c.id == sign_ups.c.event_id)
        .where(
            learning_events.c.scheme == scheme,
            learning_events.c.key.in_((planned.key, planned.instead or planned.key)),
            sign_ups.c.came.is_(True),
        )
    )
    if among is not None:
        query = query.where(sign_ups.c.person_id.in_(among))
    return frozenset([person_id for (person_id,) in await rows(work, query)])


async def said_of(
    work: Work, definition: Definition, people: Collection[PersonId]
) -> Mapping[PersonId, str]:
    """Of some mentors, to which of these events they came and to which not yet; nothing where the scheme has none."""
    said: dict[PersonId, list[str]] = {person_id: [] for person_id in people}
    for planned in weighty(definition):
        came = await came_to(work, definition.key, planned, people)
        for person_id, words in said.items():
            words.append(f"{planned.name}: {'came' if person_id in came else 'not yet'}")
    return {person_id: ", ".join(words) for person_id, words in said.items() if words}


async def with_training(
    work: Work, definition: Definition, mentors: Sequence[Mentor]
) -> list[Mentor]:
    """The same mentors; who has not come to what the scheme requires has that said of them, and can't be asked yet."""
    found = list(mentors)
    for planned in weighty(definition):
        if planned.weight != "required":
            continue
        came = await came_to(work, definition.key, planned)
        lacks = f"Has not come to {planned.name} yet."
        found = [
            mentor if mentor.application.person_id in came else replace(mentor, lacks=lacks)
            for mentor in found
        ]
    return found
