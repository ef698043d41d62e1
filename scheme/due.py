"""What time will bring to a matter: each object says itself what falls due and when (R3.6, R4.3, R6.2, R7.2, R8.3).

After every change the stored plan is brought in line with what the object says, so a reminder can be neither
forgotten nor left over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from scheme import calendar
from scheme.definition.definition import Definition


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that falls due.

    `name` picks what is done (a conversation registers it), `occasion` makes it unique within its matter, `at` is the
    moment (UTC). Of several overdue with the same `series`, only the latest is issued: after a week's downtime
    people get one message, not seven. What is `owed` is done however late, also where today's rules put it in the past.
    """

    name: str
    occasion: str
    at: datetime
    series: str = ""
    owed: bool = False


def in_order(plan: Iterable[Due]) -> list[Due]:
    """A plan in order of time, with one thing a moment from each series: the last one named.

    Days that differ can meet on the working day after a bank holiday; nobody gets a reminder and its sequel at once.
    """
    kept = {(due.series or due.occasion, due.at): due for due in plan}
    return sorted(kept.values(), key=lambda due: due.at)


def nine(definition: Definition, day: date) -> datetime:
    """Nine in the morning, on the next working day: when reminders are sent."""
    return calendar.at(calendar.on_or_after(day, definition.region), definition.zone)
