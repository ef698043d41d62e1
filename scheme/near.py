"""Which of the known words a mistyped one was meant to be."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

LETTERS = 3  # of which one may be wrong
MOST = 2  # slips in a word, however long it is


def near(given: str, known: Iterable[str]) -> str | None:
    """The known word that is a slip of the pen away, two in a long one; None where none is that close.

    A slip is a letter too many, too few or another, or two that changed places.
    """
    most = min(len(given) // LETTERS, MOST)
    slips = {word: OSA.distance(given.lower(), word.lower()) for word in known}
    word = min(slips, key=lambda word: slips[word], default=None)
    if word is not None and slips[word] <= most:
        return word
    return None
