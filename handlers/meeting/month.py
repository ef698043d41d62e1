"""How much of the month's time somebody has given, beside what the scheme names; for them alone, and nobody is reminded (R6.5)."""

from collections.abc import Mapping, Sequence

from handlers.kit.turn import Turn
from handlers.kit.ui import Facts
from handlers.pair.which import live
from scheme.ids import PartnershipId
from scheme.meeting.reflection import HoursEntry, of_hours, this_month
from storage.work import Work


async def given(
    turn: Turn, work: Work, lines: Sequence[HoursEntry], names: Mapping[PartnershipId, str]
) -> list[Facts]:
    """A line for each of their partnerships under way: "3 of 3 hours"; nothing where the scheme names no hours."""
    rows = []
    for pair in await live(turn, work):
        hours = turn.definition.meetings.hours(pair.role_of(turn.person.id))
        if not hours or pair.started_on is None:
            continue
        own = [line for line in lines if line.partnership_id == pair.id]
        told = of_hours(this_month(own, turn.today), hours)
        rows.append((f"With {names[pair.id]}", told))
    if not rows:
        return []
    return [Facts(tuple(rows), "This month")]
