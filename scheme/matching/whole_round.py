"""A whole round at once: for everybody who waits, the mentors who make the best of it for all (R3.7). A draft, for the Group.

Hard rules are as `ranking.suggest` has them, and no wish breaks one. Within them as many as can be have a mentor; where not
all can, whoever went without or lost a mentor comes first (R2.8, R5.7), then who has waited longest; then how well they suit
counts, and that a mentor who carries less comes before one who carries more.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scheme.matching.assignment import BEST, DENSE, NOBODY, Candidates, assign
from scheme.matching.round_draft import Placing, RoundDraft
from scheme.matching.round_table import FURTHER, RoundTable
from scheme.matching.round_wishes import RoundWish, WishKind
from scheme.matching.taking_turns import TakingTurns

AGAIN = 5  # times that those left without a mentor are tried with the places that are left


def drafted(table: RoundTable, wishes: Iterable[RoundWish] = (), *, options: int = 1) -> RoundDraft:
    """The best draft of a round that keeps to some wishes, as far as places and rules allow.

    `options`: mentors for each mentee to choose from, one to be matched with. Each further one is from a round made up once
    more, in which nobody has a mentor they had, so that no mentor is put to many.
    """
    solving = _Solving(table, tuple(wishes))
    found = [solving.first()]
    for _ in range(1, options):
        found.append(solving.further(found))
    placings = []
    for row, mentee in enumerate(table.mentees):
        columns = [layer[row] for layer in found if layer[row] != NOBODY]
        mentors = tuple(table.mentors[column].application.id for column in columns)
        placings.append(Placing(mentee.application.id, mentors))
    return RoundDraft(placings=tuple(placings), broken=solving.broken)


class _Solving:
    """A round with its wishes: `kept` are columns by row, `never` pairs of row and column, `resting` rows."""

    def __init__(self, table: RoundTable, wishes: Sequence[RoundWish]) -> None:
        self.table = table
        self.kept: dict[int, int] = {}
        self.never: set[tuple[int, int]] = set()
        self.resting: set[int] = set()
        self.places = table.places.copy()
        self.broken = tuple(wish for wish in wishes if not self._takes(wish))

    def _takes(self, wish: RoundWish) -> bool:
        """Take a wish in; False where it can't be kept. One about somebody who no longer waits is kept by itself."""
        row = self.table.row_of.get(wish.mentee)
        if row is None:
            return True
        if wish.kind == WishKind.REST or wish.mentor is None:
            self.resting.add(row)
            return True
        column = self.table.column_of.get(wish.mentor)
        if wish.kind == WishKind.NEVER:
            if column is not None:
                self.never.add((row, column))
            return True
        if column is None or not self.places[column] or not self.table.allows(row, column):
            return False
        self.kept[row] = column
        self.places[column] -= 1
        return True

    def first(self) -> list[int]:
        """The mentor of each row: those kept, and the best for the rest."""
        rest = self._without(self.kept.keys() | self.resting)
        found = self._solved(self.table.candidates, rest, self.places, self.never)
        found = self._in_turn(self._once_more(found, rest), rest)
        return [self.kept.get(row, column) for row, column in enumerate(found)]

    def further(self, before: Sequence[Sequence[int]]) -> list[int]:
        """Another mentor for each row that has had one."""
        had = {
            (row, column)
            for layer in before
            for row, column in enumerate(layer)
            if column != NOBODY
        }
        rows = self._without({row for row, column in enumerate(before[-1]) if column == NOBODY})
        return self._solved(self.table.candidates, rows, self.table.places, self.never | had)

    def _without(self, rows: Iterable[int]) -> list[int]:
        out = set(rows)
        return [row for row in range(len(self.table.mentees)) if row not in out]

    def _once_more(self, found: list[int], rows: Sequence[int]) -> list[int]:
        """Where only the best of each were looked at: those left without are tried with the places that are left."""
        if len(self.table.mentees) <= DENSE:
            return found
        for _ in range(AGAIN):
            left = [row for row in rows if found[row] == NOBODY]
            used = np.bincount(
                [column for column in found if column != NOBODY], minlength=len(self.places)
            )
            places = self.places - used
            full = np.flatnonzero(places <= 0)
            if not left or len(full) == len(places):
                break
            fresh = self.table.best(left, most=BEST, full=full)
            tried = self._assigned(fresh, left, places, self.never)
            if all(column == NOBODY for column in tried):
                break
            for row, column in zip(left, tried, strict=True):
                found[row] = column
        return found

    def _in_turn(self, found: list[int], rows: Sequence[int]) -> list[int]:
        """Where only the best of each were looked at: who is left without takes their turn among all pairs there are."""
        if len(self.table.mentees) <= DENSE or all(found[row] != NOBODY for row in rows):
            return found
        turns = TakingTurns(
            found, places=self.places, bonus=self.table.bonus, able=self._able
        ).settle(rows)
        if turns == found:
            return found
        also = np.array(turns, dtype=np.int64)[:, None]
        return self._solved(self.table.with_also(also), rows, self.places, self.never)

    def _able(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        """Which pairs of some rows can be: neither a rule nor a wish is against them."""
        found = self.table.able(rows)
        at = {row: place for place, row in enumerate(rows)}
        for row, column in self.never:
            if row in at:
                found[at[row], column] = False
        return found

    def _solved(
        self,
        candidates: Candidates,
        rows: Sequence[int],
        places: NDArray[np.int64],
        never: set[tuple[int, int]],
    ) -> list[int]:
        found = [NOBODY] * len(self.table.mentees)
        some = Candidates(
            mentors=candidates.mentors[list(rows)], worth=candidates.worth[list(rows)]
        )
        for row, column in zip(rows, self._assigned(some, rows, places, never), strict=True):
            found[row] = column
        return found

    def _assigned(
        self,
        candidates: Candidates,
        rows: Sequence[int],
        places: NDArray[np.int64],
        never: set[tuple[int, int]],
    ) -> list[int]:
        at = {row: place for place, row in enumerate(rows)}
        worth = candidates.worth.copy()
        for row, column in never:
            if row in at:
                worth[at[row], candidates.mentors[at[row]] == column] = 0.0
        return assign(Candidates(mentors=candidates.mentors, worth=worth), places, further=FURTHER)
