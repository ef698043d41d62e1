"""What a partnership has from its round: a common start before which no time counts, and a fixed end (R1.7)."""

from dataclasses import dataclass
from datetime import date, datetime

from scheme import calendar
from scheme.definition.definition import Definition


@dataclass(kw_only=True)
class InRound:
    """A partnership in a round, which may have days of its own."""

    round: str = ""  # key of the mentee's round; "" for a partnership from before rounds had days

    def begins_together(self, definition: Definition) -> date | None:
        """The common start of its round; None where it has none."""
        campaign = definition.round_of(self.round)
        if campaign is None:
            return None
        return campaign.starts

    def counts_from(self, definition: Definition, day: date) -> date:
        """The day from which its time counts, where the two began on a day: never before the common start."""
        return max(day, self.begins_together(definition) or day)

    def ends_together(self, definition: Definition, started_on: date) -> date | None:
        """The fixed end of its round; None where it has none, or it has passed by the start."""
        campaign = definition.round_of(self.round)
        if campaign is None or campaign.ends is None or campaign.ends <= started_on:
            return None
        return campaign.ends

    def asked_from(self, definition: Definition, at: datetime) -> date:
        """The day from which it is counted when to ask how the two are doing, where something happened at a moment."""
        return self.counts_from(definition, calendar.local_day(at, definition.zone))
