"""Home at full length, for a page that a platform keeps: references, dates and one's own partner, nothing confidential."""

from collections.abc import Sequence

from handlers.kit.conversation import HomeEntry
from handlers.kit.turn import Turn
from handlers.kit.ui import Card, Message, Part, When
from scheme.forms.shown import spoken
from scheme.meeting.appointment import spoken_at
from scheme.partnership.partnership import Partnership
from scheme.wording import counted
from storage import meetings, partnerships, people
from storage.work import Work


async def pairs(turn: Turn, work: Work) -> tuple[Message, ...]:
    """One's own partnerships: with whom, until when, what was noted, when the next meeting is. None of them, no message."""
    own = await partnerships.live_of(work, turn.definition.key, turn.person.id)
    if not own:
        return ()
    known = await people.by_ids(
        work, {partnership.partner_of(turn.person.id) for partnership in own}
    )
    noted = await partnerships.count_meetings(work, [partnership.id for partnership in own])
    parts: list[Part] = []
    for partnership in own:
        partner = known[partnership.partner_of(turn.person.id)]
        role = turn.definition.term(
            "mentor" if partnership.role_of(turn.person.id) == "mentee" else "mentee"
        )
        parts.append(
            Card(
                title=partner.name,
                subtitle=f"Your {role}",
                facts=_facts(partnership, noted.get(partnership.id, 0)),
            )
        )
        plan = await meetings.plan_of(work, partnership.id)
        if plan is not None and plan.is_ahead(turn.now):
            text = spoken_at(plan.at, turn.person.zone, partner.zone)
            parts.append(
                When(label=f"Next meeting with {partner.short_name}", at=plan.at, text=text)
            )
    if len(own) == 1:
        heading = "Your partnership"
    else:
        heading = "Your partnerships"
    return (Message(text="What is noted and planned.", parts=tuple(parts), heading=heading),)


def _facts(partnership: Partnership, noted: int) -> tuple[tuple[str, str], ...]:
    days = (
        ("Last met", partnership.last_met),
        ("Paused until", partnership.returns_on),
        ("Planned until", partnership.ends_on),
    )
    meetings_noted = ("Meetings", f"{counted(noted, 'meeting')} noted")
    return (meetings_noted, *((name, spoken(day)) for name, day in days if day))


def listed(found: Sequence[HomeEntry], group: str) -> tuple[Message, ...]:
    """What waits for the Group, matter by matter, where anything does."""
    parts = tuple(part for entry in found for part in entry.parts if not isinstance(part, When))
    if not parts:
        return ()
    return (
        Message(
            text=f"What waits for the {group}, the earliest first.",
            parts=parts,
            heading=f"For the {group}",
        ),
    )
