"""What people type, understood: one intent when it is clear, else the two or three nearest to choose from (R12.1, R12.2).

The ways people say things stand in `phrases.toml` of each subject (`handlers.home.intents`). A text is read (accents, slips
of the keyboard, the scheme's own terms, politeness); then every known way votes for its intent with its likeness to the
text. Nothing typed is kept, logged or given back (R11.4).
"""

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from pathlib import Path

from pydantic import BaseModel
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from handlers.home.intents import INTENTS, Intent

LONGEST = 2000  # characters that are looked at
CORRECTED = 40  # words whose spelling is looked at
WISH = 12  # words of a usual wish; a longer text must be surer
STORY = 30  # words from which a text is a story, and never clear
SURE = 0.28  # likeness of the nearest way times share of the vote, from which a text is clear
SURER = 0.4  # the same for a longer text, and for what closes something
DICTION = 0.4  # how much the words alone weigh in the vote, beside the ways
RARE = 0.05  # how often, in ways, a word is taken to stand in an intent where it has not been heard
FAINT = 0.2  # likeness below which nothing is near
NEAR = 0.1  # share of the vote from which an intent is worth a button

FALLBACK = ("help", "people", "hello")
WORRY = ("people", "complain", "help")
HURT = ("complain", "people", "end")
NOWHERE = ""  # the key of what people say that no step answers


@dataclass(frozen=True)
class Understood:
    """What a text asks for. Clear: `intent` is set, `close` empty. Unclear: no intent, and two or three close ones."""

    intent: Intent | None
    close: tuple[Intent, ...] = ()


class _Reading(BaseModel, extra="forbid", frozen=True):
    openings: tuple[str, ...]
    fillers: tuple[str, ...]
    elsewhere: tuple[str, ...]
    delicate: tuple[str, ...]
    known: str
    contractions: dict[str, str]
    alike: dict[str, str]


def plain(text: str) -> list[str]:
    """The words in small letters: no accents, apostrophes, figures, punctuation, emoji or control characters."""
    spread = unicodedata.normalize("NFKD", text[:LONGEST].casefold()).replace("’", "'")
    bare = "".join(mark for mark in spread if not unicodedata.combining(mark))
    return re.findall("[a-z]+", re.sub(r"'re\b", " are", bare).replace("'", ""))


class _Phrases:
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


class _Reader:
    """Reads a text as it was meant, before it is compared."""

    def __init__(self, reading: _Reading, ways: Iterable[str]) -> None:
        self._contractions = _Phrases(reading.contractions)
        self._alike = _Phrases(reading.alike)
        self._openings = _Phrases(reading.openings)
        self._fillers = _Phrases(reading.fillers)
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
        return self._contractions.put(_Phrases(terms).put(spelt))

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


def _bare(wishes: list[list[str]]) -> list[str]:
    """The shortest of them that is more than a word, which alone would say too little."""
    return next((wish for wish in reversed(wishes) if len(wish) > 1), wishes[-1])


def _traits(words: list[str]) -> set[str]:
    """What texts are compared by: their words, the stems of these, and which stem follows which."""
    told = [word for word in words if word not in ("a", "an", "the")] or words
    stems = [re.sub("(?:ings?|ed|es|s|e)$", "", word) if len(word) > 4 else word for word in told]
    pairs = zip(["", *stems], [*stems, ""], strict=True)
    return {*told, *(f"{stem}-" for stem in stems), *(f"{first} {other}" for first, other in pairs)}


def _of_one(amounts: Mapping[str, float]) -> dict[str, float]:
    total = sum(amounts.values()) or 1.0
    return {key: amount / total for key, amount in amounts.items()}


class _Ways:
    """The ways people say things, ready to be compared: each a direction in the space of traits, likeness a cosine."""

    def __init__(self, ways: Iterable[tuple[str, list[str]]]) -> None:
        told = [(key, _traits(words)) for key, words in ways]
        self._keys = [key for key, _ in told]
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

    def vote(self, words: list[str]) -> tuple[dict[str, float], float]:
        """Each intent's share of the vote, the largest first, and the likeness of the nearest way, both of 1."""
        traits = _traits(words)
        likeness: defaultdict[int, float] = defaultdict(float)
        for trait, part in self._direction(traits):
            for number, other in self._found.get(trait, ()):
                likeness[number] += part * other
        votes: defaultdict[str, float] = defaultdict(float)
        for number, like in likeness.items():
            votes[self._keys[number]] += (
                like**3
            )  # cubed, so that many faint voices do not drown a near one
        near = _of_one(votes)
        likely = self._likely(traits)
        shares = {key: (1 - DICTION) * near.get(key, 0.0) + DICTION * likely[key] for key in likely}
        return dict(sorted(shares.items(), key=lambda share: -share[1])), max(
            likeness.values(), default=0.0
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
        return _of_one({key: exp((total - best) / 2) for key, total in sums.items()})


_READING = _Reading.model_validate(
    tomllib.loads(Path(__file__).with_name("reading.toml").read_text("utf-8"))
)
# What a step answers is said last, and so counts where both say it.
_SAID = [(NOWHERE, way) for way in _READING.elsewhere]
_SAID += [(intent.key, way) for intent in INTENTS.values() for way in intent.ways]
_READER = _Reader(_READING, (way for _, way in _SAID))
_MEANT = {tuple(_READER.meant(_READER.read(way, {}))): key for key, way in _SAID}
_WISHES = [(key, _READER.wishes(list(meant))) for meant, key in _MEANT.items()]
# A single word counts as said only where the file has it as a way by itself.
_EXACT = {tuple(wish): key for key, wishes in _WISHES for wish in wishes if len(wish) > 1} | _MEANT
_WAYS = _Ways(
    (key, list(bare))
    for key, bare in dict.fromkeys((key, tuple(_bare(wishes))) for key, wishes in _WISHES)
)
_CLOSING = {intent.key for intent in INTENTS.values() if intent.closes}
_DELICATE = _Phrases(_READING.delicate)


def understand(text: str, words: Mapping[str, str] | None = None) -> Understood:
    """What a text asks for (R12.1, R12.2). Never raises, whatever the text; a long one is cut.

    `words` puts the scheme's own terms into general English, for example {"wave": "round", "buddy": "mentor"} (R1.4).
    A story, or something that hurt, never leads to an unrelated step. Words of danger come before (`handlers.safety.danger`).
    """
    said = _READER.read(text, _terms(words or {}))
    meant = _READER.meant(said)
    wishes = _READER.wishes(meant)
    wish = _bare(wishes)
    shares, likeness = _WAYS.vote(wish[:CORRECTED])
    nearest = [key for key, share in shares.items() if share >= NEAR and likeness >= FAINT]
    key = next((_EXACT[tuple(phrase)] for phrase in wishes if tuple(phrase) in _EXACT), None)
    if key is None and nearest and 1 < len(wish) < STORY:
        if nearest[0] in _CLOSING or len(wish) > WISH:
            bar = SURER
        else:
            bar = SURE
        if likeness * shares[nearest[0]] >= bar:
            key = nearest[0]
        else:
            key = None
    if _DELICATE.among(said, meant):
        if key in HURT:
            return Understood(INTENTS[key])
        return _offer(HURT)
    if key:
        return Understood(INTENTS[key])
    if len(wish) > WISH:
        return _offer((*nearest[:1], *WORRY))
    return _offer((*nearest, *(HURT if "complain" in nearest else FALLBACK)))


def _terms(words: Mapping[str, str]) -> dict[str, str]:
    """The scheme's terms in plain letters, singular and plural, each with its general word."""
    terms: dict[str, str] = {}
    for term, general in (
        (" ".join(plain(term)), " ".join(plain(general))) for term, general in words.items()
    ):
        if term and general and term != general:
            terms |= {
                term: general,
                f"{term}s": f"{general}s",
                f"{term.removesuffix('y')}ies": f"{general}s",
            }
    return terms


def _offer(keys: Iterable[str]) -> Understood:
    """Unclear: the first three different intents as buttons."""
    return Understood(
        None, tuple(INTENTS[key] for key in list(dict.fromkeys(filter(None, keys)))[:3])
    )
