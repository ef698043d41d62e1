"""How long the words of what is over are kept, by its kind: they go, and dates and counts stay (R11.1)."""

from datetime import datetime

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, nine
from scheme.people import ROLES

NOTICE = 28  # days before the words of a pair go, on which both hear of it


def forgetting(definition: Definition, over_at: datetime, days: int) -> Due:
    """When the words of something go that is over since a moment. It is owed to whoever wrote them, also under other rules."""
    day = calendar.local_day(over_at, definition.zone)
    gone = calendar.add_days(day, days)
    return Due(name="forget", occasion="forget", at=calendar.at(gone, definition.zone), owed=True)


def forgetting_pair(definition: Definition, ended_at: datetime) -> list[Due]:
    """When the words of a pair go that has ended, and before it a word to each of the two, who may want to keep them."""
    days = definition.retention.concluded_days
    gone = forgetting(definition, ended_at, days)
    before = calendar.add_days(calendar.local_day(gone.at, definition.zone), -NOTICE)
    soon = [
        Due(name="forget-soon", occasion=f"forget-soon:{role}", at=nine(definition, before))
        for role in ROLES
    ]
    return [*soon, gone]
