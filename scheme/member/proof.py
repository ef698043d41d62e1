"""An address that somebody says is theirs, or reaches them, and proves by a code that is mailed to it (R11.5, R5.7)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme import calendar
from scheme.subject import Subject

GOOD_MINUTES = 20
MOST_CODES = 4  # in an hour, to one address, and for one account, move or application


@dataclass(kw_only=True)
class Proof:
    """A code was asked for.

    `about`: what the address is for: an account, a move, the application that gives it as second contact. `proved_at`:
    when the code was typed, where that is to be known later.
    """

    scheme: str  # the scheme's key
    about: Subject
    address: str  # in lower case
    asked_at: datetime  # when the code was sent
    proved_at: datetime | None = None  # None: not, so far
    id: int = field(init=False)  # of its row

    @property
    def good_until(self) -> datetime:
        """When its code is good no more."""
        return calendar.add_minutes(self.asked_at, GOOD_MINUTES)

    def prove(self, now: datetime) -> None:
        """The code was typed, and the address stays known as one that was proved."""
        self.proved_at = now
