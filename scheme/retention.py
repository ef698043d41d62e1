"""How long what somebody took back is kept: its words go, and dates and counts stay (R11.1)."""

from datetime import datetime

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due


def forgetting(definition: Definition, taken_back_at: datetime) -> Due:
    """When the words of something that was taken back go. It is owed to whoever wrote them, also under other rules."""
    day = calendar.local_day(taken_back_at, definition.zone)
    gone = calendar.add_days(day, definition.retention.withdrawn_days)
    return Due(name="forget", occasion="forget", at=calendar.at(gone, definition.zone), owed=True)
