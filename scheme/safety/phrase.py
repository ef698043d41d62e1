"""A phrase: words that must stand near one another in a text, in their order or in any."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

DangerKind = Literal["now", "self", "harm", "harassment", "worry"]
KINDS: tuple[DangerKind, ...] = (
    "now",
    "self",
    "harm",
    "harassment",
    "worry",
)  # the most pressing first


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Words that must stand near one another. `slots` are numbers of sets of words; `gaps`, how many others may come before.

    `ordered`: only in this order. `alone`: nothing else was said.
    """

    kind: DangerKind  # what it speaks of
    language: str  # its short name: "en"
    sure: bool  # it can hardly mean anything else
    slots: tuple[int, ...]
    gaps: tuple[int, ...]
    ordered: bool
    alone: bool

    def fits(self, where: Mapping[int, Sequence[int]], length: int) -> bool:
        """Whether its words stand near enough to one another. `where`: the places of each set of words, in order."""
        if self.alone and length != len(self.slots):
            return False
        if self.ordered:
            return self._in_order(where)
        return self._about(where)

    def _in_order(self, where: Mapping[int, Sequence[int]]) -> bool:
        ends = where[self.slots[0]]
        for slot, gap in zip(self.slots[1:], self.gaps[1:], strict=True):
            following = []
            for place in where[slot]:
                at = bisect_left(ends, place) - 1
                if at >= 0 and place - ends[at] <= gap + 1:
                    following.append(place)
            if not following:
                return False
            ends = following
        return True

    def _about(self, where: Mapping[int, Sequence[int]]) -> bool:
        width = len(self.slots) - 1 + sum(self.gaps[1:])
        anchor = min(self.slots, key=lambda slot: len(where[slot]))
        return any(
            all(_has(where[slot], place - width, place + width) for slot in self.slots)
            for place in where[anchor]
        )


def _has(places: Sequence[int], least: int, most: int) -> bool:
    at = bisect_left(places, least)
    return at < len(places) and places[at] <= most
