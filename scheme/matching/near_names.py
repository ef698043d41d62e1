"""Which of many names are near to which of many others: exactly as `exclusions.near` says, and a hundred times sooner.

Two names that are near share a word, or are alike letter by letter once their words are in order, or one runs through the
other. Each of the three can be found for whole tables at once; only what was found so is then compared in earnest.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from scheme.matching.exclusions import NEAR, near

# A part of a longer text is near a name of n letters if it has `NEAR` per cent of twice as many letters as both; the part may
# be cut short by the text's end. Whatever it is, so many letters of the name then stand in the text in the name's order.
IN_ORDER = NEAR / (200 - NEAR) - 0.01

Pairs = NDArray[np.intp]  # two rows: which of the first, which of the second


class NearNames:
    """Names to be looked for. Each is in letters alone, as `scheme.wording.letters` has it."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)

    @cached_property
    def _in_order(self) -> list[str]:
        return [_in_order(name) for name in self.names]

    @cached_property
    def _lengths(self) -> NDArray[np.intp]:
        return np.array([len(name) for name in self.names], dtype=np.intp)

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            for word in set(name.split()):
                found.setdefault(word, []).append(place)
        return found

    def near_to(self, given: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Of some texts and these names, by their places, those that are near."""
        if not given or not self.names:
            return
        for text, name in sorted(self._worth_a_look(given)):
            if near(given[text], self.names[name]):
                yield text, name

    def _worth_a_look(self, given: Sequence[str]) -> set[tuple[int, int]]:
        found = {
            (place, name)
            for place, text in enumerate(given)
            for word in set(text.split())
            for name in self._by_word.get(word, ())
        }
        alike = process.cdist(
            [_in_order(text) for text in given],
            self._in_order,
            scorer=fuzz.ratio,
            score_cutoff=NEAR - 1,
            dtype=np.uint8,
        )
        through = process.cdist(given, self.names, scorer=LCSseq.similarity, dtype=np.uint16)
        longer = np.array([len(text) for text in given])[:, None] > self._lengths
        for mask in (alike > 0, longer & (through >= self._lengths * IN_ORDER)):
            texts, names = np.nonzero(mask)
            found.update(zip(texts.tolist(), names.tolist(), strict=True))
        return found


def _in_order(name: str) -> str:
    return " ".join(sorted(set(name.split())))
