"""What a committee would say of a pair, in a line: what to be careful about first, then what fits, then what is not known.

Each part of it is a point of the nine questions in a few words (`scheme.matching.said_of_pair`), the weightiest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from scheme.matching.pair import Point

VerdictTone = Literal["good", "possible", "careful"]

WORDS: dict[VerdictTone, str] = {
    "good": "Good",
    "possible": "Possible",
    "careful": "With care",
}
FITS = 2  # things that fit, named in the line
OPEN = 2  # things that are not known, likewise
ALWAYS_ASKED = frozenset({"a", "i"})  # of these only people know, whatever the forms say


@dataclass(frozen=True)
class Verdict:
    """What is said of a pair. `good`: goals and experience meet, and nothing is against it or unknown; `careful`: something is
    against it; `possible`: the rest.
    """

    tone: VerdictTone  # what it comes to
    line: str  # begins with the tone in a word

    @property
    def word(self) -> str:
        """The tone in a word."""
        return WORDS[self.tone]


def verdict_on(points: Sequence[Point]) -> Verdict:
    """The verdict on a pair, from what is said on each of the nine questions."""
    against = _briefs(point for point in points if point.tone == "against")
    fits = _briefs(point for point in points if point.tone == "for")[:FITS]
    unknown = _briefs(point for point in points if point.tone == "ask")[:OPEN]
    tone = _tone(points)
    first = "; ".join(against or fits or ["the forms say little"])
    said = [f"{WORDS[tone]}: {first}"]
    if against and fits:
        said.append(f"In favour: {'; '.join(fits)}")
    if unknown:
        said.append(f"To ask: {'; '.join(unknown)}")
    return Verdict(tone, ". ".join([*said, ""]).strip())


def _tone(points: Sequence[Point]) -> VerdictTone:
    if any(point.tone == "against" for point in points):
        return "careful"
    meets = any(point.question == "b" and point.tone == "for" for point in points)
    known = all(point.tone != "ask" for point in points if point.question not in ALWAYS_ASKED)
    if meets and known:
        return "good"
    return "possible"


def _briefs(points: Iterable[Point]) -> list[str]:
    """Points in a few words, the weightiest first; those that say the usual thing have none."""
    return [point.brief for point in sorted(points, key=_weight) if point.brief]


def _weight(point: Point) -> float:
    return -abs(point.weight)
