"""Meetings in somebody's own calendar (R6.6)."""

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.meeting.plan_card import entry_key
from scheme.calendar import add_days, at
from scheme.meeting.meeting import way
from storage import meetings, people
from storage.work import Work

meeting_days = Conversation(name="meeting_days")

STAYS = 60  # days for which a meeting that has been stays there to look up


@meeting_days.calendar_entries
async def planned(turn: Turn, work: Work) -> list[CalendarEntry]:
    """Every meeting to come, and those of the last weeks; none that was called off."""
    since = at(add_days(turn.today, -STAYS), turn.definition.zone)
    found = await meetings.plans_with(work, turn.definition.key, turn.person.id, since)
    partners = await people.by_ids(work, {pair.partner_of(turn.person.id) for _, pair in found})
    return [
        CalendarEntry(
            key=entry_key(appointment, pair),
            says="Mentoring meeting",
            partner=partners[pair.partner_of(turn.person.id)].name,
            at=appointment.at,
            ends=appointment.ends_at,
            place=way(turn.definition, appointment.how),
            sequence=appointment.sequence,
            changed_at=appointment.changed_at,
        )
        for appointment, pair in found
    ]
