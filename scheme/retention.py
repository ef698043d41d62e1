"""How long the words of what is over are kept, by its kind: they go, and dates and counts stay (R11.1)."""

from datetime import datetime

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due


def forgetting(definition: Definition, over_at: datetime, days: int) -> Due:
    """When the words of something go that is over since a moment. It is owed to whoever wrote them, also under other rules."""
    day = calendar.local_day(over_at, definition.zone)
    gone = calendar.add_days(day, days)
    return Due(name="forget", occasion="forget", at=calendar.at(gone, definition.zone), owed=True)
