"""The ways people say things, as directions that a text is likened to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

DICTION = 0.4  # how much the words alone weigh in the vote, beside the ways
RARE = 0.05  # how often, in ways, a word is taken to stand in an intent where it has not been heard


def _traits(words: list[str]) -> set[str]:
    """What texts are compared by: their words, the stems of these, and which stem follows which."""
    told = [word for word in words if word not in ("a", "an", "the")] or words
    stems = [re.sub("(?:ings?|ed|es|s|e)$", "", word) if len(word) > 4 else word for word in told]
    pairs = zip(["", *stems], [*stems, ""], strict=True)
    return {*told, *(f"{stem}-" for stem in stems), *(f"{first} {other}" for first, other in pairs)}


def of_one(amounts: Mapping[str, float]) -> dict[str, float]:
    total = sum(amounts.values()) or 1.0
    return {key: amount / total for key, amount in amounts.items()}


@dataclass(frozen=True)
class Vote:
    """What a text is like: each intent's share, the largest first; how like the nearest way is, of 1; the nearest way of each."""

    shares: Mapping[str, float]
    likeness: float
    nearest: Mapping[str, Sequence[str]]


class Ways:
    """The ways people say things, ready to be compared: each a direction in the space of traits, likeness a cosine."""

    def __init__(self, ways: Iterable[tuple[str, list[str]]]) -> None:
        said = list(ways)
        told = [(key, _traits(words)) for key, words in said]
        self._keys = [key for key, _ in told]
        self._ways = [words for _, words in said]
        self._said: defaultdict[str, Counter[str]] = defaultdict(
            Counter
        )  # of each trait, how often in which intent
        for key, traits in told:
            for trait in traits:
                self._said[trait][key] += 1
        self._spoken = Counter(key for key, traits in told for _ in traits)
        # A trait found in every intent tells them apart hardly at all, one found in a single intent most. A word that
        # was never heard weighs more than any: what it is about is likely to be something else.
        intents = len(self._spoken)
        self._weight = {
            trait: log(1 + intents / len(said)) - 0.6 for trait, said in self._said.items()
        }
        self._unheard = log(1 + intents)
        self._found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (_, traits) in enumerate(told):
            for trait, part in self._direction(traits):
                self._found[trait].append((number, part))

    def _direction(self, traits: set[str]) -> list[tuple[str, float]]:
        weights = [
            (trait, self._weight.get(trait, 0.0 if " " in trait else self._unheard))
            for trait in traits
        ]
        length = sqrt(sum(weight * weight for _, weight in weights)) or 1.0
        return [(trait, weight / length) for trait, weight in weights]

    def vote(self, words: list[str]) -> Vote:
        """What the words are like."""
        traits = _traits(words)
        likeness: defaultdict[int, float] = defaultdict(float)
        for trait, part in self._direction(traits):
            for number, other in self._found.get(trait, ()):
                likeness[number] += part * other
        votes: defaultdict[str, float] = defaultdict(float)
        nearest: dict[str, int] = {}
        for number, like in likeness.items():
            key = self._keys[number]
            # Cubed, so that many faint voices do not drown a near one.
            votes[key] += like**3
            if key not in nearest or like > likeness[nearest[key]]:
                nearest[key] = number
        near = of_one(votes)
        likely = self._likely(traits)
        shares = {key: (1 - DICTION) * near.get(key, 0.0) + DICTION * likely[key] for key in likely}
        return Vote(
            dict(sorted(shares.items(), key=lambda share: -share[1])),
            max(likeness.values(), default=0.0),
            {key: self._ways[number] for key, number in nearest.items()},
        )

    def _likely(self, traits: set[str]) -> dict[str, float]:
        """How likely each intent is to be put in such words, whatever the sentence (naive Bayes)."""
        heard = [self._said[trait] for trait in traits if trait in self._said]
        faint = RARE * len(self._said)
        sums = {
            key: sum(log((said[key] + RARE) / (spoken + faint)) for said in heard)
            for key, spoken in self._spoken.items()
        }
        best = max(sums.values())
        return of_one({key: exp((total - best) / 2) for key, total in sums.items()})
