"""Reads a text as it was meant, before it is compared: slips, contractions, politeness, words that say the same."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pydantic import BaseModel
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from handlers.home.plain import plain

CORRECTED = 40  # words whose spelling is looked at


class Reading(BaseModel, extra="forbid", frozen=True):
    openings: tuple[str, ...]
    fillers: tuple[str, ...]
    elsewhere: tuple[str, ...]
    delicate: tuple[str, ...]
    known: str
    contractions: dict[str, str]
    alike: dict[str, str]


class Phrases:
    """Phrases looked for word by word, the longest first, each with the words that stand for it."""

    def __init__(self, phrases: Iterable[str] | Mapping[str, str]) -> None:
        self._meaning = (
            dict(phrases) if isinstance(phrases, Mapping) else dict.fromkeys(phrases, "")
        )
        self._longest = max((len(phrase.split()) for phrase in self._meaning), default=0)

    def _at(self, words: list[str], start: int) -> tuple[int, str] | None:
        """How many words the phrase that starts there has, and what stands for it."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            meaning = self._meaning.get(" ".join(words[start : start + length]))
            if meaning is not None:
                return length, meaning
        return None

    def put(self, words: list[str]) -> list[str]:
        """The words with each phrase replaced."""
        said: list[str] = []
        start = 0
        while start < len(words):
            length, meaning = self._at(words, start) or (1, words[start])
            said += meaning.split()
            start += length
        return said

    def after(self, words: list[str]) -> list[list[str]]:
        """The words, and what is left of them after each phrase at the beginning, while anything is."""
        left = [words]
        while (found := self._at(left[-1], 0)) and len(left[-1]) > found[0]:
            left.append(left[-1][found[0] :])
        return left

    def among(self, *texts: list[str]) -> bool:
        """Whether any of the phrases is said in any of the texts."""
        return any(self._at(words, start) for words in texts for start in range(len(words)))


class Interpreter:
    """Reads a text as it was meant, before it is compared."""

    def __init__(self, reading: Reading, ways: Iterable[str]) -> None:
        self._contractions = Phrases(reading.contractions)
        self._alike = Phrases(reading.alike)
        self._openings = Phrases(reading.openings)
        self._fillers = Phrases(reading.fillers)
        self._often = Counter(word for way in ways for word in plain(way))
        phrases = [*reading.openings, *reading.fillers, *reading.delicate]
        phrases += [*reading.contractions, *reading.alike]
        self._goals = sorted(
            {*self._often, *(word for phrase in phrases for word in phrase.split())}
        )
        self._known = {*self._goals, *reading.known.split()}

    def read(self, text: str, terms: Mapping[str, str]) -> list[str]:
        """The words of a text, spelt right, in general terms, without contractions."""
        said = plain(text)
        own = {word for term in terms for word in term.split()}
        spelt = [*(self._spelt(word, own) for word in said[:CORRECTED]), *said[CORRECTED:]]
        return self._contractions.put(Phrases(terms).put(spelt))

    def _spelt(self, word: str, own: set[str]) -> str:
        """The word, or the known one that is a slip away (two in a long word)."""
        if word in self._known or word in own or not 4 <= len(word) <= 20:
            return word
        slips = 1 if len(word) < 8 else 2
        found = process.extract(
            word, [*own, *self._goals], scorer=OSA.distance, score_cutoff=slips, limit=None
        )

        def unlikely(hit: tuple[str, float, int]) -> tuple[float, bool, float, int, str]:
            """Likeliest is the nearest; then the same letters in another order; then the most frequent."""
            known, slip, _ = hit
            return (
                slip,
                sorted(known) != sorted(word),
                -fuzz.ratio(word, known),
                -self._often[known],
                known,
            )

        if found:
            return min(found, key=unlikely)[0]
        return word

    def meant(self, said: list[str]) -> list[str]:
        """Read words without the fillers, in those that stand for others like them."""
        return self._alike.put(self._fillers.put(said) or said)

    def wishes(self, meant: list[str]) -> list[list[str]]:
        """The words, and what is left of them after each opening."""
        return self._openings.after(meant)
