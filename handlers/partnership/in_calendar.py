"""When partnerships end, in somebody's own calendar (R6.6)."""

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from storage import partnerships, people
from storage.work import Work

pair_days = Conversation(name="pair_days")


@pair_days.calendar_entries
async def ends(turn: Turn, work: Work) -> list[CalendarEntry]:
    """The planned end of each that goes on; none where the two have set no end."""
    live = await partnerships.live_of(work, turn.definition.key, turn.person.id)
    partners = await people.by_ids(work, {pair.partner_of(turn.person.id) for pair in live})
    return [
        CalendarEntry(
            key=f"end-{pair.id}",
            says="Mentoring partnership ends",
            partner=partners[pair.partner_of(turn.person.id)].name,
            at=pair.ends_on,
            changed_at=pair.introduced_at,
        )
        for pair in live
        if pair.ends_on is not None
    ]
