"""How a partnership ends, and the minutes in which whoever ends it can take that back (R5.4)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheme import calendar
from scheme.ids import PersonId

MINUTES = 10  # in which an ending can be taken back


class Ending(StrEnum):
    """How it ended. Only `not working` counts as failed, and none is anybody's fault (R5.4)."""

    COMPLETED = "completed"
    AGREED = "ended early by agreement"
    CHANGED = "circumstances changed"
    NOT_WORKING = "not working"


@dataclass(kw_only=True)
class Leaving:
    """What one side said of an end that has not come yet; nobody else is told of it before `leaves_at`.

    Once it has ended, `leaves_by` and `leaves_why` are those of the other side, where that had ended it meanwhile too.
    """

    leaves_at: datetime | None = (
        None  # when it ends, unless that is taken back; None: nobody has ended it
    )
    leaves_by: PersonId | None = None  # id of the party
    leaves_as: Ending | None = None  # how it ends by that; None: nobody has ended it
    leaves_why: str | None = None  # in their words; None: none were given
    looks_on: bool = False  # the mentee would have another mentor looked for at once
    # Id of the party who would not wait for the minutes; None: nobody, or an end of an earlier version.
    hurried_by: PersonId | None = None

    def _say_it_ends(
        self, ending: Ending, by: PersonId, why: str | None, now: datetime, *, looks_on: bool
    ) -> None:
        """Note it. Said once more, the way and the words are the later ones, and the moment stays."""
        self.leaves_at = self.leaves_at or calendar.add_minutes(now, MINUTES)
        self.leaves_by = by
        self.leaves_as = ending
        self.leaves_why = why
        self.looks_on = looks_on

    def _forget_leaving(self) -> None:
        self.leaves_at = self.leaves_by = self.leaves_as = self.leaves_why = None
        self.looks_on = False
