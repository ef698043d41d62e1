"""The days of an absence, as forms ask for them: from tomorrow, and no longer than two years (R13.6)."""

from datetime import date

from handlers.kit.turn import Turn
from scheme.calendar import add_days
from scheme.forms.checking import check
from scheme.forms.fields import DateField

LONGEST = 731  # days: two years


def last_day(turn: Turn) -> date:
    """The last day that an absence may have."""
    return add_days(turn.today, LONGEST)


def away_field(turn: Turn, key: str, label: str, *, help_: str, required: bool = True) -> DateField:
    """Until when somebody is away; no reason is asked."""
    first = add_days(turn.today, 1)
    return DateField(
        key=key, label=label, help=help_, required=required, earliest=first, latest=last_day(turn)
    )


def until(turn: Turn, field: DateField) -> date | None:
    """The day that was given; None where it was left empty."""
    given = check((field,), turn.answers)[field.key]
    if given:
        return date.fromisoformat(str(given))
    return None
