"""One private address at which somebody's calendar is read by the programs they use (R6.6)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from scheme.ids import PersonId


@dataclass(kw_only=True)
class CalendarFeed:
    """Whose it is, and what stands in its address. Whoever has the address reads it, so it can be renewed and ended.

    `with_names`: whether partners are named in it. `read_on`: the day (UTC) on which it was last read.
    """

    person_id: PersonId  # whose it is
    token: str  # 43 characters that stand in the address as they are
    token_hash: str  # by which the address is found
    made_at: datetime  # since when it has this address
    with_names: bool = False
    read_on: date | None = None
    id: int = field(init=False)  # of its row

    def renew(self, token: str, token_hash: str, now: datetime) -> None:
        """It has another address from now on; at the earlier one there is nothing."""
        self.token = token
        self.token_hash = token_hash
        self.made_at = now
        self.read_on = None

    def name_partners(self, *, wanted: bool) -> None:
        """Whether partners are named in it."""
        self.with_names = wanted

    def was_read(self, today: date) -> None:
        """Some program has read it."""
        self.read_on = today
