"""A scheme's roster with its history: who held a seat when decides who may know of a complaint (R8.4, R13.1)."""

from collections.abc import Iterable
from datetime import datetime

from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES, Member


class Roster:
    """Every seat of a scheme, those that were given up included."""

    def __init__(self, seats: Iterable[Member]) -> None:
        self._seats = tuple(seats)

    @property
    def everybody(self) -> frozenset[PersonId]:
        """Who has a seat now."""
        return frozenset(seat.person_id for seat in self._seats if seat.until is None)

    @property
    def group(self) -> frozenset[PersonId]:
        """Who has a seat in the Group now."""
        return self.holding(GROUP_DUTIES)

    def holding(
        self, duties: frozenset[str], *, since: datetime | None = None
    ) -> frozenset[PersonId]:
        """Who holds one of some duties now; with `since`, who has held it without a break from that moment on."""
        return frozenset(
            seat.person_id
            for seat in self._seats
            if seat.until is None and seat.duty in duties and (since is None or seat.since <= since)
        )

    def group_since(self, moment: datetime) -> frozenset[PersonId]:
        """Who had a seat in the Group at a moment, or has had one at any time after it."""
        return frozenset(
            seat.person_id
            for seat in self._seats
            if seat.in_group and (seat.until is None or seat.until >= moment)
        )
