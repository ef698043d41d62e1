"""What a member adds to the report of a year: only people can say it (R10.2)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.ids import PersonId


@dataclass(kw_only=True)
class ReportShare:
    """One member's part. Its words stand in the report beside those of the others, without a name."""

    scheme: str  # the scheme's key
    year: int  # of the scheme
    person_id: PersonId  # the member
    learnt: str = ""  # what was learnt in the year
    recommends: str = ""  # for the year to come
    changes: str = ""  # of the rules or the form of the scheme
    hours: int | None = None  # that they gave to the scheme in the year; None: they did not say
    changed_at: datetime  # when it was written last
    id: int = field(init=False)  # of its row, by chance

    def write(
        self, *, learnt: str, recommends: str, changes: str, hours: int | None, now: datetime
    ) -> None:
        """It says this from now on."""
        self.learnt = learnt
        self.recommends = recommends
        self.changes = changes
        self.hours = hours
        self.changed_at = now
