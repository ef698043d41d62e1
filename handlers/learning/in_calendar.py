"""Events in somebody's own calendar: those they come to (R6.6, R9.1)."""

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.learning.shown import entry_key, place_of
from scheme.calendar import add_days, at
from scheme.learning.sign_up import SignUpState
from storage.learning import sign_ups
from storage.work import Work

event_days = Conversation(name="event_days")

STAYS = 60  # days for which an event that has been stays there to look up


@event_days.calendar_entries
async def coming(turn: Turn, work: Work) -> list[CalendarEntry]:
    """Every event they have a place in, to come or of the last weeks; none that was called off."""
    since = at(add_days(turn.today, -STAYS), turn.definition.zone)
    return [
        CalendarEntry(
            key=entry_key(event),
            says=event.name,
            at=event.at,
            ends=event.ends_at,
            place=place_of(event),
            sequence=event.sequence,
            changed_at=event.changed_at,
        )
        for sign_up, event in await sign_ups.of_person(
            work, turn.definition.key, turn.person.id, since
        )
        if sign_up.state == SignUpState.COMING and not event.is_off
    ]
