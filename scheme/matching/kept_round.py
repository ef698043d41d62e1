"""The draft of a whole round as the Group keeps it: what it has for whom, what members wish of it, what changed last (R3.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheme.ids import ApplicationId, PersonId
from scheme.matching.round_changes import Change, WishCost, changes
from scheme.matching.round_draft import Placing
from scheme.matching.round_wishes import RoundWish, WishKind, with_wish

KeptRow = list[Any]  # as JSON has it: ids and words


@dataclass(kw_only=True)
class KeptRound:
    """A scheme's draft. `revision` counts how often it was made up. What is in it is ids alone."""

    scheme: str  # the scheme's key
    made_at: datetime  # when it was made up last
    made_by: PersonId  # the member
    revision: int = 0  # 0 until it was made up
    pairs: list[KeptRow] = field(default_factory=list)  # of each mentee: the mentors, best first
    wished: list[KeptRow] = field(default_factory=list)  # kind, mentee, mentor
    changed: list[KeptRow] = field(default_factory=list)  # mentee, mentor before, mentor now
    costs: list[KeptRow] = field(default_factory=list)  # a wish, and whom it concerns
    id: int = field(init=False)  # of its row

    @property
    def placings(self) -> list[Placing]:
        """What it has for each mentee, in its order."""
        return [Placing(ApplicationId(mentee), _ids(mentors)) for mentee, mentors in self.pairs]

    @property
    def wishes(self) -> tuple[RoundWish, ...]:
        """What members wish of it, in the order in which they did."""
        return tuple(_wish(row) for row in self.wished)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Whose mentor was another before it was made up last."""
        return tuple(Change(mentee, before, now) for mentee, before, now in self.changed)

    @property
    def wish_costs(self) -> tuple[WishCost, ...]:
        """What each wish costs, as far as it was worked out."""
        return tuple(
            WishCost(wish=_wish(wish), left=_ids(left), gained=_ids(gained), moved=_ids(moved))
            for wish, left, gained, moved in self.costs
        )

    def wish(self, wish: RoundWish) -> None:
        """A member wishes something; what contradicts it stands no longer."""
        self._keep(with_wish(self.wishes, wish))

    def let_go(self, mentee: ApplicationId) -> None:
        """Nothing is wished of a mentee any more."""
        self._keep(wish for wish in self.wishes if wish.mentee != mentee)

    def _keep(self, wishes: Iterable[RoundWish]) -> None:
        self.wished = [[str(wish.kind), wish.mentee, wish.mentor] for wish in wishes]

    def make_up(
        self, placings: Sequence[Placing], costs: Sequence[WishCost], by: PersonId, now: datetime
    ) -> None:
        """It is made up anew: what changed in it is kept until the next time."""
        before = {placing.mentee: placing.first for placing in self.placings}
        after = {placing.mentee: placing.first for placing in placings}
        self.changed = [
            [change.mentee, change.before, change.now] for change in changes(before, after)
        ]
        self.pairs = [[placing.mentee, list(placing.mentors)] for placing in placings]
        self.costs = [
            [
                [str(cost.wish.kind), cost.wish.mentee, cost.wish.mentor],
                list(cost.left),
                list(cost.gained),
                list(cost.moved),
            ]
            for cost in costs
        ]
        waiting = set(after)
        self._keep(wish for wish in self.wishes if wish.mentee in waiting)
        self.revision += 1
        self.made_by = by
        self.made_at = now


def _wish(row: KeptRow) -> RoundWish:
    kind, mentee, mentor = row
    return RoundWish(WishKind(kind), mentee, mentor)


def _ids(row: Iterable[int]) -> tuple[ApplicationId, ...]:
    return tuple(ApplicationId(number) for number in row)
