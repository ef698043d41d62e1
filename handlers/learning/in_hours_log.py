"""Events and talks alone in somebody's own hours log: those they came to, and those they had (R6.5, R9.1)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.learning.one_to_one_shown import SAYS
from scheme.calendar import local_day
from scheme.learning.hours_log import HoursLine, TimeKind
from storage.learning import one_to_ones, sign_ups
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


@event_hours.hours_given
async def talked_alone(turn: Turn, work: Work) -> list[HoursLine]:
    """Every talk alone that has been, for both as long as it was planned; a log is taken along, so it names neither."""
    return [
        HoursLine(
            day=local_day(time.at, turn.person.zone),
            minutes=time.minutes,
            kind=TimeKind.ONE_TO_ONE,
            what=SAYS,
            source="booked time",
        )
        for time in await one_to_ones.been(work, turn.definition.key, turn.person.id, turn.now)
    ]
