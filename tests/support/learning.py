"""Scenes of learning together: events that the scheme file has, announced and signed up for."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select

from scheme.definition.definition import Definition
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp
from storage.learning import events
from storage.tables import learning_events, sign_ups
from tests.support.dialogue import Stage
from tests.support.rounds import definition_of

TALK: dict[str, Any] = {
    "key": "talk",
    "name": "Mentor training",
    "about": "Listening and asking.",
    "day": "2027-01-28",
    "at": "13:00",
    "minutes": 120,
    "link": "https://example.org/join",
}


async def with_events(scene: Stage, *planned: dict[str, Any]) -> Definition:
    """The scheme file has these events, and the bot has been started with it."""
    data = definition_of(scene).model_dump(mode="json")
    data["events"] = list(planned)
    definition = Definition.model_validate_json(TypeAdapter(object).dump_json(data))
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[definition.key] = definition
    async with scene.bot.work() as work:
        await events.ensure(work, definition)
    return definition


async def every_event(scene: Stage) -> list[LearningEvent]:
    """All events that are kept, in order."""
    async with scene.bot.work(writes=False) as work:
        query = select(LearningEvent).order_by(learning_events.c.at)
        return list((await work.session.scalars(query)).all())


async def sign_up_of(scene: Stage, email: str, key: str = "talk") -> SignUp | None:
    """What somebody has of the first date of an event; None where it was not for them."""
    person_id = (await scene.person(email)).person_id
    async with scene.bot.work(writes=False) as work:
        query = (
            select(SignUp)
            .join(learning_events, learning_events.c.id == sign_ups.c.event_id)
            .where(learning_events.c.key == key, sign_ups.c.person_id == person_id)
            .order_by(learning_events.c.at)
        )
        return (await work.session.scalars(query)).first()


async def subject_for(scene: Stage, email: str, key: str = "talk") -> str:
    """By what somebody signs up for the first date of an event."""
    found = await sign_up_of(scene, email, key)
    assert found is not None
    return f"signup:{found.id}"
