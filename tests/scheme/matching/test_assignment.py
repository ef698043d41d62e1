"""The assignment by numbers alone: the most there can be, no mentor beyond their places, and sparse as good as dense."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scheme.matching import assignment
from scheme.matching.assignment import NOBODY, Candidates, Worth, assign, best_of
from tests.support.scheme_cast import CALMLY

FURTHER = 0.5
TABLES = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0, 2.5, 7.0, 7.25, 40.0])),
        arrays(np.int64, shape[1], elements=st.integers(0, 3)),
    )
)


def value(worth: Worth, found: list[int]) -> float:
    """What an assignment comes to, further places of a mentor being worth less."""
    pairs = [(row, column) for row, column in enumerate(found) if column != NOBODY]
    times = np.bincount([column for _, column in pairs], minlength=worth.shape[1])
    less = sum(FURTHER * count * (count - 1) / 2 for count in times)
    return float(sum(worth[pair] for pair in pairs) - less)


def the_most(worth: Worth, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """Of all assignments there are, what the best comes to."""
    rows, columns = worth.shape
    best = 0.0
    for found in product(range(NOBODY, columns), repeat=rows):
        used = np.bincount([one for one in found if one != NOBODY], minlength=columns)
        allowed = all(worth[row, one] > 0 for row, one in enumerate(found) if one != NOBODY)
        if allowed and (used <= places).all():
            best = max(best, value(worth, list(found)))
    return best


@pytest.mark.parametrize("dense", [0, 1000], ids=["sparse", "dense"])
def test_it_is_the_most_there_can_be_within_the_places(
    dense: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment, "DENSE", dense)

    @CALMLY
    @given(TABLES)
    def holds(
        table: tuple[Worth, np.ndarray[tuple[int], np.dtype[np.int64]]],
    ) -> None:
        worth, places = table
        found = assign(best_of(worth), places, further=FURTHER)
        used = np.bincount([one for one in found if one != NOBODY], minlength=len(places))
        assert (used <= places).all()
        assert all(worth[row, one] > 0 for row, one in enumerate(found) if one != NOBODY)
        assert value(worth, found) == pytest.approx(the_most(worth, places))

    holds()


def test_the_best_of_each_row_are_kept_and_equals_are_not_the_same_for_all() -> None:
    worth = np.full((40, 200), 3.0)
    worth[:, 7] = 9.0
    found = best_of(worth, most=5)
    assert found.mentors.shape == (40, 5)
    assert all(7 in row for row in found.mentors.tolist())
    assert len({tuple(sorted(row)) for row in found.mentors.tolist()}) > 20
    again = best_of(worth[20:], first_row=20, most=5)
    assert again.mentors.tolist() == found.mentors[20:].tolist()


def test_nobody_to_be_placed_and_nobody_to_place_with_are_no_trouble() -> None:
    nothing = np.zeros((0, 3))
    assert assign(best_of(nothing), np.array([1, 1, 1]), further=FURTHER) == []
    assert assign(best_of(np.zeros((2, 0))), np.array([], dtype=np.int64), further=1) == [-1, -1]


def test_what_is_said_of_other_pairs_is_refused() -> None:
    with pytest.raises(ValueError, match="of each"):
        Candidates(mentors=np.zeros((1, 2), dtype=np.int64), worth=np.zeros((1, 3)))
