"""Events in somebody's own hours log: those they came to (R6.5, R9.1)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from scheme.calendar import local_day
from scheme.learning.hours_log import HoursLine, TimeKind
from storage.learning import sign_ups
from storage.work import Work

event_hours = Conversation(name="event_hours")


@event_hours.hours_given
async def attended(turn: Turn, work: Work) -> list[HoursLine]:
    """Every event at which it was noted that they came, on its day where they are, as long as it was planned."""
    return [
        HoursLine(
            day=local_day(event.at, turn.person.zone),
            minutes=event.minutes,
            kind=TimeKind.EVENT,
            what=event.name,
            source="event",
        )
        for event in await sign_ups.attended(work, turn.definition.key, turn.person.id)
    ]
