"""A day that was promised, and what follows when it is missed (R3.6, R12.8).

Once: a new day. Twice: no third one; a person is named, and the chair hears. Still nothing: the Steering Group hears.
Then there is silence: nobody reads one apology after another.
"""

from dataclasses import dataclass
from enum import IntEnum


class Missed(IntEnum):
    """How far it has come with a promise."""

    NEVER = 0
    ONCE = 1  # there is a new day
    TWICE = 2  # there is none; a person is named, and the chair has been told
    TOLD_OF = 3  # the Steering Group has been told, and nothing more follows by itself


@dataclass(kw_only=True)
class Promised:
    """Somebody waits for an answer that was promised for a day."""

    missed: Missed = Missed.NEVER  # how many promised days went by without an answer

    @property
    def has_a_day(self) -> bool:
        """Whether there is a day to hear by; else somebody was named to turn to."""
        return self.missed < Missed.TWICE

    def miss(self) -> None:
        """The day, or the time after it, has gone by without an answer."""
        self.missed = Missed(min(self.missed + 1, Missed.TOLD_OF))

    def promise_afresh(self) -> None:
        """Something has come of it, so that what is promised now is another thing."""
        self.missed = Missed.NEVER
