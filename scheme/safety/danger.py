"""Words that speak of danger, found in a text whatever the language, the spelling and the punctuation (R13.5).

Pure and linear: a text is made into plain words, each is looked up once, and only phrases of which every word is there are
held against it. What phrases look like stands in `handlers/safety/phrases/README.md`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from scheme.safety.phrase import KINDS, DangerKind, Phrase
from scheme.safety.sounds import WAYS, WEIGHT, keys
from scheme.safety.spelling import joined, once, words

NEAR = 2  # words that may stand between two of a phrase
WIDE = 8  # the same at "..."
INFLECTED = 4  # letters of a word in another script from which it is a stem
# An Arabic word without what is written together with it in front: and, by, the, he, she.
ARABIC = re.compile("^[وفبلكس]?(?:ال|لل|[يتنابل])([\u0621-\u064a\u066e-\u06d3]{3,})$")
LONG_STEM = 6  # letters of a stem that is known with a slip in it
CORRECTED = 300  # unknown words whose spelling is looked at
RUN_ON = 6  # letters from which a word may be several
LONGEST_WORD = 40  # letters of a word that is taken apart
BARRIER = "\N{MIDDLE DOT}"  # stands in for ordinary words that only sound like danger

MARKS = dict(zip(WAYS, "\x01\x02\x03\x04", strict=True))  # stand before what is a sound and no word
SPELT = "en"  # the language whose everyday words are not read by their sound
ENGLISH = 0.3  # the share of such words from which a text is English
# A text that is English through and through (so many words or more, this share of them known) is hardly danger in another
# language, whose words may look like ordinary English: "moor" and Romanian "mor", "number" and German "nummer".
READ = 4
THROUGH = 0.6

SMALL = frozenset(
    [
        "i",
        "a",
        "to",
        "my",
        "me",
        "it",
        "be",
        "no",
        "in",
        "he",
        "go",
        "do",
        "so",
        "is",
        "am",
        "of",
        "on",
        "we",
        "up",
    ]
)

_Slots = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class Language:
    """The phrases of one language, as the file has them: by kind, those that are sure and those that may be ordinary.

    `alike` puts a word for others like it; `ordinary` only sounds like danger; `harmless` are words that are no slip of
    one of ours; `common` tells the language from its neighbours; `known` are all its words that we know. `ordered`: the
    order of words counts.
    """

    name: str  # its short name: "en"
    sure: Mapping[DangerKind, Sequence[str]]  # by kind; they can hardly mean anything else
    unsure: Mapping[DangerKind, Sequence[str]] = field(default_factory=dict)  # may be ordinary
    # Words that phrases share, by the name in angle brackets.
    sets: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, str] = field(default_factory=dict)
    ordinary: Sequence[str] = ()
    harmless: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    ordered: bool = False


@dataclass(frozen=True)
class Danger:
    """What a text speaks of. `sure`: it can hardly mean anything else. `language`: in which it was said; "" where unclear."""

    kind: DangerKind  # from "now", which cannot wait, to "worry"
    sure: bool
    language: str = ""


class Lookout:
    """Every phrase of every language, ready to be looked for."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._numbers: dict[frozenset[str], int] = {}
        self._choices: list[frozenset[str]] = []  # the words of each number
        self._exact: defaultdict[str, set[int]] = defaultdict(set)
        self._stems: defaultdict[str, set[int]] = defaultdict(set)
        self._phrases: list[Phrase] = []
        self._alike: dict[str, list[str]] = {}
        self._harmless: set[str] = set()
        self._common: dict[str, frozenset[str]] = {}
        self._english: frozenset[str] = frozenset()
        self._first: defaultdict[int, list[tuple[int, ...]]] = defaultdict(list)
        self._by_slot: defaultdict[int, list[Phrase]] = defaultdict(list)
        self._spelling: set[str] = set()  # words of which slips are known
        self._long_stems: dict[int, list[str]] = {}
        self._longest_stem = 0
        for language in languages:
            self._learn(language)
        weight = Counter(slot for phrase in self._phrases for slot in set(phrase.slots))
        for phrase in self._phrases:
            self._by_slot[min(phrase.slots, key=lambda slot: weight[slot])].append(phrase)

    def _learn(self, language: Language) -> None:
        self._harmless |= {once(word) for word in language.harmless}
        self._common[language.name] = frozenset(
            word for text in language.common for word in words(text)
        )
        if language.name == SPELT:
            self._english = language.known
        self._alike |= {once(short): long.split() for short, long in language.alike.items()}
        sets = {name: tuple(told.split()) for name, told in language.sets.items()}
        told_in = (
            phrase
            for kinds in (language.sure, language.unsure)
            for phrases in kinds.values()
            for phrase in phrases
        )
        heard = {
            way
            for saying in told_in
            for word in words(saying)
            if not word.isascii()
            for way in keys(word)
        }
        ways = [way for way in WAYS if way in heard]
        for kinds, sure in ((language.sure, True), (language.unsure, False)):
            for kind, phrases in kinds.items():
                for told in phrases:
                    alone = told.startswith("=")
                    ordered = language.ordered or alone
                    variants = list(self._variants(told, sets, inflects=not language.ordered))
                    variants += self._by_sound(variants, ways) if not alone else ()
                    self._phrases += [
                        Phrase(
                            kind=kind,
                            language=language.name,
                            sure=sure,
                            slots=slots,
                            gaps=gaps,
                            ordered=ordered,
                            alone=alone,
                        )
                        for slots, gaps in variants
                    ]
        if language.ordered:
            self._spelling |= set(self._exact)
            self._long_stems = {
                length: [stem for stem in self._stems if len(stem) == length]
                for length in sorted({len(stem) for stem in self._stems if len(stem) >= LONG_STEM})
            }
        for told in language.ordinary:
            for slots, _ in self._variants(told, sets):
                self._first[slots[0]].append(slots)

    def _variants(
        self, told: str, sets: Mapping[str, Sequence[str]], *, inflects: bool = False
    ) -> Iterator[_Slots]:
        """A phrase as the numbers of its sets of words, and how many others may stand before each.

        `a/b` are words of one set, `<name>` those of a set of the file, `stem*` all that begin so; `a_b` stand together,
        and so make a variant of their own.
        """
        variants: list[_Slots] = [((), ())]
        gap = NEAR
        for place in told.removeprefix("=").split():
            if place == "...":
                gap = WIDE
                continue
            choices = [
                w
                for part in place.split("/")
                for w in (sets[part[1:-1]] if part.startswith("<") else (part,))
            ]
            ways = [_pieces(choice, inflects=inflects) for choice in choices]
            numbered = [
                tuple(self._number((word,)) for word in way) for way in ways if len(way) > 1
            ]
            if single := [way[0] for way in ways if len(way) == 1]:
                numbered.append((self._number(single),))
            before = 0 if told.startswith("=") else gap
            variants = [
                ((*slots, *more), (*gaps, before, *(0 for _ in more[1:])))
                for slots, gaps in variants
                for more in numbered
            ]
            gap = NEAR
        yield from variants

    def _by_sound(self, variants: Iterable[_Slots], ways: Iterable[str]) -> Iterator[_Slots]:
        """The phrases as they sound, for those who type them in other letters; none that is hardly a sound."""
        for way in ways:
            for slots, gaps in variants:
                lengths: list[int] = []
                before = 0
                found: list[tuple[int, int]] = []
                for slot, gap in zip(slots, gaps, strict=True):
                    said = {_sound(way, choice) for choice in self._choices[slot]} - {""}
                    before += gap
                    if not said:  # a word of vowels, which may stand there all the same
                        before += 1
                        continue
                    lengths.append(min(len(words_said) for words_said in said) - 1)
                    found.append((self._number(tuple(said)), before))
                    before = 0
                least = WEIGHT[way] + (
                    min(lengths, default=0) == 1 or len(lengths) == 1
                )  # one word, or a short one, is less sure
                if lengths and sum(lengths) >= least:
                    yield tuple(slot for slot, _ in found), tuple(gap for _, gap in found)

    def _number(self, choices: Sequence[str]) -> int:
        """The number of a set of words."""
        key = frozenset(choices)
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            self._choices.append(key)
            for choice in choices:
                if choice.endswith("*"):
                    self._stems[choice[:-1]].add(number)
                    self._longest_stem = max(self._longest_stem, len(choice) - 1)
                else:
                    self._exact[choice].add(number)
        return self._numbers[key]

    @cached_property
    def _goals(self) -> list[str]:
        """The words that a slip of the keyboard may have meant."""
        return sorted(
            word for word in {*self._spelling, *self._alike} if len(word) >= 4 and word.isascii()
        )

    @cached_property
    def _pieces(self) -> frozenset[str]:
        """The words that a text without spaces may be made of."""
        long = (word for word in {*self._exact, *self._alike} if len(word) > 2 and word.isascii())
        return frozenset(long) | SMALL

    def find(self, text: str) -> Danger | None:
        """What danger a text speaks of; None where it speaks of none. Never raises, whatever the text."""
        typed = words(text)
        said = self._spelt(typed)
        known = self._known(said)
        self._pass_over(said, known)
        where: defaultdict[int, list[int]] = defaultdict(list)
        for at, slots in enumerate(known):
            for slot in slots:
                where[slot].append(at)
        found = [
            phrase
            for slot in where
            for phrase in self._by_slot.get(slot, ())
            if all(wanted in where for wanted in phrase.slots) and phrase.fits(where, len(said))
        ]
        if not found:
            return None
        sure = [phrase for phrase in found if phrase.sure]
        if all(self._is_foreign(phrase.language, typed) for phrase in sure):
            sure = []
        kind = min((phrase.kind for phrase in sure), key=KINDS.index, default=None)
        unsure = min((phrase.kind for phrase in found), key=KINDS.index)
        return Danger(kind or unsure, kind is not None, self._language(found, said))

    def _is_foreign(self, language: str, typed: Sequence[str]) -> bool:
        """Whether a text is English through and through, and this is another language."""
        if language in ("", SPELT) or len(typed) < READ:
            return False
        english = sum(word in self._english for word in typed)
        own = sum(word in self._common[language] for word in typed)
        return english >= THROUGH * len(typed) and own * 2 < english

    def _language(self, found: Sequence[Phrase], said: Sequence[str]) -> str:
        """The language of the phrases that were found; of several, the one that clearly knows more of the words."""
        heard = Counter(phrase.language for phrase in found)
        for name in heard:
            heard[name] += sum(word in self._common[name] for word in said)
        ranked = heard.most_common(2)
        if len(ranked) == 1 or ranked[0][1] > ranked[1][1]:
            return ranked[0][0]
        return ""

    # How words are read

    def _spelt(self, said: list[str]) -> list[str]:
        """The words, spaced letters put together, run-on words taken apart, contractions in full."""
        spelt: list[str] = []
        for word, spaced in joined(said):
            if word in self._exact or word in self._harmless:
                spelt += self._alike.get(word, [word])
                continue
            if word in self._alike:
                spelt += self._alike[word]
                continue
            pieces = self._apart(word, 2 if spaced else 3)
            if (
                len(pieces) > 1 and not spaced and self._slipped(word)
            ):  # a slip in one word, rather than several
                pieces = [word]
            spelt += [like for piece in pieces for like in self._alike.get(piece, [piece])]
        return spelt

    def _apart(self, word: str, least: int) -> list[str]:
        """A word that is made of so many of ours or more, taken apart; else as it is."""
        known = any(word[:length] in self._stems for length in range(3, len(word)))
        if known or not RUN_ON <= len(word) <= LONGEST_WORD or not word.isascii():
            return [word]
        best: list[list[str] | None] = [[], *([None] * len(word))]
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 12), end):
                before = best[start]
                if before is not None and word[start:end] in self._pieces:
                    here = best[end]
                    if here is None or len(before) + 1 < len(here):
                        best[end] = [*before, word[start:end]]
        found = best[-1]
        if found is not None and len(found) >= least:
            return found
        return [word]

    def _known(self, said: Sequence[str]) -> list[set[int]]:
        """Of each word, the sets it is in; a word nobody knows is in those of the one a slip away."""
        left = CORRECTED
        by_sound = sum(word in self._common.get(SPELT, ()) for word in said) <= len(said) * ENGLISH
        seen: dict[str, set[int]] = {}
        for word in said:
            if word in seen:
                continue
            slots = {*self._exact.get(word, ()), *self._begun(word)}
            if by_sound and word.isascii() and word not in self._harmless:
                slots |= self._alike_in_sound(word)
            known = word in self._exact or word in self._harmless
            if left and not known and len(word) >= 4 and word.isascii():
                left -= 1
                slots |= self._slipped(word)
            seen[word] = slots
        return [set(seen[word]) for word in said]

    def _begun(self, word: str) -> set[int]:
        """The sets with a stem that the word begins with."""
        found: set[int] = set()
        for bare in {word, *ARABIC.findall(word)}:
            lengths = range(2, min(len(bare), self._longest_stem) + 1)
            found |= {slot for length in lengths for slot in self._stems.get(bare[:length], ())}
        return found

    def _alike_in_sound(self, word: str) -> set[int]:
        """The sets of words in other letters that sound like a word in ours."""
        found: set[int] = set()
        for way, key in keys(word).items():
            found |= self._exact.get(f"{MARKS[way]}{key}", set()) if key else set()
        return found

    def _slipped(self, word: str) -> set[int]:
        """The sets of the words that are a slip away: one letter, two in a long word."""
        if len(word) > 24 or word.isdigit():
            return set()
        slips = 1 if len(word) < 8 else 2
        hits = process.extract(word, self._goals, scorer=OSA.distance, score_cutoff=slips, limit=8)
        near = [
            goal
            for goal, slip, _ in hits
            if slip == hits[0][1] and (len(word) > 4 or goal[0] == word[0])
        ]
        meant = [like for goal in near for like in self._alike.get(goal, [goal])]
        slots = {
            slot for goal in meant for slot in (*self._exact.get(goal, ()), *self._begun(goal))
        }
        for length, stems in self._long_stems.items():
            for begun in {word[: length - 1], word[:length], word[: length + 1]}:
                for stem, _, _ in process.extract(
                    begun, stems, scorer=OSA.distance, score_cutoff=1, limit=2
                ):
                    slots |= self._stems[stem]
        return slots

    def _pass_over(self, said: list[str], known: list[set[int]]) -> None:
        """Take out what only sounds like danger."""
        at = 0
        while at < len(said):
            tried = [slots for slot in known[at] for slots in self._first.get(slot, ())]
            lengths = [
                len(slots)
                for slots in tried
                if at + len(slots) <= len(said)
                and all(wanted in known[at + by] for by, wanted in enumerate(slots))
            ]
            length = max(lengths, default=0)
            for taken in range(at, at + length):
                said[taken] = BARRIER
                known[taken] = set()
            at += length or 1


def _sound(way: str, choice: str) -> str:
    key = keys(choice.removesuffix("*")).get(way, "")
    if key:
        return f"{MARKS[way]}{key}"
    return ""


def _pieces(choice: str, *, inflects: bool) -> tuple[str, ...]:
    """The plain words of a word of a phrase: several where they stand together; `*` stays at the end of a stem.

    `inflects`: a word of some length in another script than ours is a stem by itself, as endings are many.
    """
    found = [word for part in choice.split("_") for word in words(part.removesuffix("*"))]
    if not found:
        raise ValueError(f"{choice}: no word")
    *before, last = found
    stem = choice.endswith("*") or (inflects and len(last) >= INFLECTED and not last.isascii())
    return (*before, f"{last}*" if stem else last)
