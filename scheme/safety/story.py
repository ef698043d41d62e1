"""Whether somebody tells of themselves, or of another, and not of mentoring: despair has more words than any list (R13.5)."""

from collections.abc import Iterable, Set

from scheme.safety.spelling import once

LEAST = 3  # words of a story
NATIVE = 2  # the same in a script of which a word says more
TELLS = frozenset(
    [
        "i",
        "im",
        "ive",
        "id",
        "ill",
        "me",
        "my",
        "mine",
        "myself",
        "he",
        "she",
        "they",
        "him",
        "her",
        "his",
        "them",
        "hes",
        "shes",
        "theyre",
        "we",
        "us",
        "our",
        "someone",
        "somebody",
        "nobody",
        "noone",
        "people",
        "mum",
        "dad",
        "mother",
        "father",
        "son",
        "daughter",
        "husband",
        "wife",
        "sister",
        "brother",
        "friend",
        "child",
        "baby",
        "man",
        "woman",
        "girl",
        "boy",
        "everyone",
        "everybody",
    ]
)


class Everyday:
    """The words of everyday business with the bot; `stem*` are all that begin so."""

    def __init__(self, told: Iterable[str]) -> None:
        told = tuple(once(word) for word in told)
        self._words = frozenset(word for word in told if not word.endswith("*"))
        self._stems = tuple(word[:-1] for word in told if word.endswith("*"))

    def has(self, word: str) -> bool:
        """Whether a plain word is one of them."""
        return word in self._words or word.startswith(self._stems)


def is_story(said: list[str], everyday: Everyday, english: Set[str]) -> bool:
    """Whether these plain words tell of somebody, or are of another language, with no word of everyday business among them."""
    if any(everyday.has(word) for word in said):
        return False
    if sum(not word.isascii() for word in said) >= NATIVE:
        return True
    if len(said) < LEAST:
        return False
    return bool(TELLS.intersection(said)) or sum(word in english for word in said) * 2 < len(said)
