"""Whether two names are wholly different, as that of a profile and the one on a form may be (R2.3)."""

import unicodedata
from itertools import product

from rapidfuzz import fuzz

from scheme.wording import letters

ALIKE = 80  # of 100: takes "Smyth" for "Smith" and "Jon" for "John", and "Maya" for no other name
TITLES = frozenset(
    {
        "dame",
        "dr",
        "frau",
        "herr",
        "lady",
        "lord",
        "miss",
        "mr",
        "mrs",
        "ms",
        "mx",
        "phd",
        "prof",
        "professor",
        "rev",
        "sir",
    }
)
STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)


def wholly_different(before: str, other: str) -> bool:
    """Whether two names have nothing in common: no word, whatever their order, titles, accents and spelling.

    False where one is empty. Whoever took another surname, or goes by another first name, has a word in common.
    """
    ours = _words(before)
    theirs = _words(other)
    if not ours or not theirs:
        return False
    if any(fuzz.ratio(mine, yours) >= ALIKE for mine, yours in product(ours, theirs)):
        return False
    return not (_in_one_word(ours, theirs) or _in_one_word(theirs, ours))


def _words(name: str) -> frozenset[str]:
    """The words of a name without accents, titles and, where there is more, initials."""
    spelt = unicodedata.normalize("NFD", letters(name).translate(STROKES))
    words = set("".join(c for c in spelt if not unicodedata.combining(c)).split()) - TITLES
    return frozenset(word for word in words if len(word) > 1) or frozenset(words)


def _in_one_word(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether a word of ours holds a name of theirs, as accounts such as "mthorne" do."""
    return any(len(part) >= 4 and part in word for word, part in product(ours, theirs))
