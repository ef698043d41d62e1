"""The best assignment of mentees to mentors' places by numbers alone (R3.7): SciPy's, dense where few are placed, else sparse.

What a pair is worth is above 0; a pair that is worth 0 is none. Nobody is given a mentor twice, and nobody a place that is
not there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

DENSE = 1000  # mentees, up to whom every pair is looked at
BEST = 50  # mentors of each mentee that are looked at, where there are more

Worth = NDArray[np.float64]
NOBODY = -1


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What pairs are worth: of some mentees by row, of all mentors or the best of them for each row.

    `mentors`: their columns in the register, as many as `worth` has, a row a mentee; what is worth 0 is no pair.
    """

    mentors: NDArray[np.int64]
    worth: Worth

    def __post_init__(self) -> None:
        if self.mentors.shape != self.worth.shape:
            raise ValueError("What a pair is worth must be said of each, and of no other.")


def best_of(worth: Worth, *, first_row: int = 0, most: int = BEST) -> Candidates:
    """The `most` best mentors of each row.

    Among equals it is chance which, another for each row and the same each time, so that not all wait for the same mentors.
    `first_row`: where these rows stand among all.
    """
    rows, columns = worth.shape
    if columns <= most:
        every = np.broadcast_to(np.arange(columns, dtype=np.int64), worth.shape)
        return Candidates(mentors=every, worth=worth)
    by_row = (np.arange(rows, dtype=np.int64) + first_row)[:, None] * 7919
    chance = (by_row + np.arange(columns, dtype=np.int64) * 104_729) % 1009 / 1_010_000
    order = np.argpartition(-(worth + chance), most, axis=1)[:, :most]
    return Candidates(mentors=order, worth=np.take_along_axis(worth, order, axis=1))


def assign(
    candidates: Candidates, places: NDArray[np.int64], *, further: float, dense: int | None = None
) -> list[int]:
    """For each row the column of a mentor, or `NOBODY`: so that what it is worth together is the most there can be.

    `places`: free ones of every mentor. `further`: by how much less each further place of a mentor is worth than the one before.
    It is the most there can be of the candidates given; up to `dense` rows it is looked for among all pairs at once.
    """
    rows = len(candidates.worth)
    found = [NOBODY] * rows
    if not rows or not candidates.worth.size:
        return found
    places = np.minimum(places, rows)
    if rows <= (DENSE if dense is None else dense):
        return _dense(candidates, places, further)
    return _sparse(candidates, places, further)


def _dense(candidates: Candidates, places: NDArray[np.int64], further: float) -> list[int]:
    worth = _of_every_mentor(candidates, len(places))
    columns, less = _each_place(np.flatnonzero(worth.any(axis=0)), places, further)
    by_place = worth[:, columns]
    by_place -= less
    np.maximum(by_place, 0, out=by_place)
    found = [NOBODY] * len(worth)
    for row, place in zip(*linear_sum_assignment(by_place, maximize=True), strict=True):
        if by_place[row, place] > 0:
            found[row] = int(columns[place])
    return found


def _of_every_mentor(candidates: Candidates, count: int) -> Worth:
    """What pairs are worth with a column for each of `count` mentors, whether they are candidates or not."""
    if candidates.mentors.shape[1] == count and (candidates.mentors == np.arange(count)).all():
        return candidates.worth
    worth = np.zeros((len(candidates.worth), count))
    np.put_along_axis(worth, candidates.mentors, candidates.worth, axis=1)
    return worth


def _sparse(candidates: Candidates, places: NDArray[np.int64], further: float) -> list[int]:
    """Every row has a place of its own as well, which stands for no mentor: so there is always an assignment."""
    rows = len(candidates.worth)
    columns, less = _each_place(np.unique(candidates.mentors), places, further)
    first_place = np.searchsorted(columns, np.arange(len(places)))
    row_of, at = np.nonzero(candidates.worth > 0)
    mentors = candidates.mentors[row_of, at]
    times = places[mentors]
    row_of, mentors = np.repeat(row_of, times), np.repeat(mentors, times)
    worth = np.repeat(candidates.worth[candidates.worth > 0], times)
    nth = np.arange(len(mentors)) - np.repeat(np.cumsum(times) - times, times)
    place = first_place[mentors] + nth
    worth = worth - less[place]
    is_pair = worth > 0
    most = worth.max(initial=0.0) + 1
    cost = np.concatenate([most - worth[is_pair], np.full(rows, most)])
    row_ids = np.concatenate([row_of[is_pair], np.arange(rows)])
    place_ids = np.concatenate([place[is_pair], len(columns) + np.arange(rows)])
    graph = sparse.csr_array((cost, (row_ids, place_ids)), shape=(rows, len(columns) + rows))
    found = [NOBODY] * rows
    for row, at_place in zip(*min_weight_full_bipartite_matching(graph), strict=True):
        if at_place < len(columns):
            found[row] = int(columns[at_place])
    return found


def _each_place(
    mentors: NDArray[np.int64], places: NDArray[np.int64], further: float
) -> tuple[NDArray[np.int64], Worth]:
    """Every free place of some mentors: whose it is, and how much less it is worth as a further one."""
    times = places[mentors]
    columns = np.repeat(mentors, times)
    nth = np.arange(len(columns)) - np.repeat(np.cumsum(times) - times, times)
    return columns, nth.astype(np.float64) * further
