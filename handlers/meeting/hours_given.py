"""What meetings and one's own notes add to one's hours log (R6.5)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from scheme.learning.hours_log import HoursLine, TimeKind
from scheme.subject import Subject
from storage import meetings, partnerships, people
from storage.work import Work

hours_given = Conversation(name="hours_given")


@hours_given.hours_given
async def for_partnerships(turn: Turn, work: Work) -> list[HoursLine]:
    """Meetings logged, which count as contact by themselves, and what somebody noted beside them."""
    scheme = turn.definition.key
    me = turn.person.id
    pairs = await partnerships.of_person(work, scheme, me)
    known = await people.by_ids(work, {pair.partner_of(me) for pair in pairs})
    names = {pair.id: known[pair.partner_of(me)].name for pair in pairs}
    met = [
        HoursLine(
            day=meeting.day,
            minutes=meeting.minutes,
            kind=TimeKind.CONTACT,
            what=names[meeting.partnership_id],
            source="logged meeting",
            partnership_id=meeting.partnership_id,
        )
        for meeting in await meetings.meetings_with(work, scheme, me)
    ]
    noted = [
        HoursLine(
            day=hours.day,
            minutes=hours.minutes,
            kind=TimeKind(hours.kind),
            what=names[hours.partnership_id],
            source="own note",
            partnership_id=hours.partnership_id,
            note=Subject("hours", hours.id),
        )
        for hours in await meetings.hours_of(work, scheme, me)
    ]
    return [*noted, *met]
