"""Who has a mentor where not all can, whoever it is: as many as can be, and whoever comes first before who comes later (R2.8).

An assignment that looked at some pairs of each mentee alone is held against all pairs: whoever was left without takes a place
that is free, or the place of somebody who comes later, where others can move so that it suits the rules.
"""

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray

from scheme.matching.assignment import NOBODY

Able = Callable[[Sequence[int]], NDArray[np.bool_]]  # by row, with which mentors by column


class TakingTurns:
    """An assignment in which rows take turns until nobody who comes first is without for want of a move.

    `found`: the column of each row. `places`: of each column. `bonus`: of each row, more for who comes first. `able`: the pairs.
    """

    def __init__(
        self,
        found: Sequence[int],
        *,
        places: NDArray[np.int64],
        bonus: NDArray[np.float64],
        able: Able,
    ) -> None:
        self.found = list(found)
        self._places = places
        self._bonus = bonus
        self._able = able
        self._known: dict[int, NDArray[np.uint8]] = {}
        self._closed = np.zeros(len(places), dtype=np.bool_)  # from here nobody gains anything
        self._came_by = np.full(len(places), NOBODY, dtype=np.int64)  # the row that would take it
        self._holders: list[set[int]] = [set() for _ in places]
        for row, column in enumerate(self.found):
            if column != NOBODY:
                self._holders[column].add(row)

    def settle(self, rows: Sequence[int]) -> list[int]:
        """The assignment once each of some rows has had its turn, whoever comes first before the others."""
        left = [(-self._bonus[row], row) for row in rows if self.found[row] == NOBODY]
        heapify(left)
        while left:
            _, row = heappop(left)
            out = self._take(row)
            if out != NOBODY:
                heappush(left, (-self._bonus[out], out))
        return self.found

    def _take(self, row: int) -> int:
        """Give a row a place, where one can be made free; returns who lost theirs by it, or `NOBODY`."""
        seen = self._closed.copy()
        front = [row]
        out = row  # who would lose theirs: whoever comes last of all who could
        while front:
            columns = self._reached(front, seen)
            seen[columns] = True
            for column in columns:
                if len(self._holders[column]) < self._places[column]:
                    self._move(row, column)
                    return NOBODY
            front = sorted(other for column in columns for other in self._holders[column])
            out = min([out, *front], key=lambda other: self._bonus[other])
        if out == row:
            self._closed = seen
            return NOBODY
        column = self.found[out]
        self._holders[column].discard(out)
        self.found[out] = NOBODY
        self._move(row, column)
        return out

    def _reached(self, front: Sequence[int], seen: NDArray[np.bool_]) -> list[int]:
        """The columns that some rows could have and that were not reached before; by whom is noted."""
        table = self._pairs(front)
        columns = np.flatnonzero(table.any(axis=0) & ~seen)
        self._came_by[columns] = np.array(front, dtype=np.int64)[table[:, columns].argmax(axis=0)]
        return [int(column) for column in columns]

    def _pairs(self, rows: Sequence[int]) -> NDArray[np.bool_]:
        """Which pairs of some rows can be; each row is looked at once, and kept in bits."""
        fresh = [row for row in rows if row not in self._known]
        if fresh:
            self._known.update(zip(fresh, np.packbits(self._able(fresh), axis=1), strict=True))
        bits = np.array([self._known[row] for row in rows])
        return np.unpackbits(bits, axis=1, count=len(self._places)).astype(np.bool_)

    def _move(self, first: int, column: int) -> None:
        """Everybody on the way to a column moves up by one, and `first` has the place that this makes free."""
        while True:
            row = int(self._came_by[column])
            before = self.found[row]
            self.found[row] = column
            self._holders[column].add(row)
            if row == first:
                return
            self._holders[before].discard(row)
            column = before
