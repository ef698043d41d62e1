"""The plain words of a text, in any script, however it is spelt: what is left when capitals, accents and signs are gone."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from scheme.cleaning import clean

SPACED = 4  # single letters in a row that are taken for a word
LONGEST = 20_000  # characters that are looked at: of a longer text, its beginning and its end
APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´＇ʻ"))
LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ə": "e",
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ں": "ن",
    "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ـ": "", "і": "и", "ї": "и", "ы": "и", "ґ": "г", "є": "е", "э": "е",
}  # fmt: skip
PICTURES = {
    "🔪": "knife", "🗡": "knife", "🔫": "gun", "💊": "pills", "🩸": "blood", "🆘": "sos", "💀": "dead", "☠": "dead",
    "⚰": "dead", "🪦": "dead", "💣": "bomb", "🚑": "ambulance", "🚓": "police", "🚨": "emergency",
}  # fmt: skip
FIGURES = str.maketrans("013457@$!", "oieastasi")
FIGURES_L = str.maketrans("013457@$!", "oleastasi")
ELIDED = re.compile(r"\b(\w{1,4})['’ʼ](?=\w{4})")  # l'ambulance, un'ambulanza
CENSORED = re.compile(r"(?<=\w)[*#]+(?=\w)")
SIGNS = re.compile(r"(?<=\w)[@$!](?=\w)|[@$](?=\w)")
DOUBLED = re.compile(r"([^\W\d])\1+")


class _Signs(dict[int, str]):
    """What each sign of a text becomes: a plain letter, a figure, a word for a picture, or the end of a word."""

    def __missing__(self, code: int) -> str:
        made = _plain(chr(code))
        if len(self) < 20_000:
            self[code] = made
        return made


def _plain(sign: str) -> str:
    if sign in PICTURES:
        return f" {PICTURES[sign]} "
    if sign in LETTERS:
        return LETTERS[sign]
    kind = unicodedata.category(sign)
    if kind == "Cf" or (
        kind[0] == "M"
        and (unicodedata.combining(sign) or kind == "Me" or "\ufe00" <= sign <= "\ufe0f")
    ):
        return ""
    if "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U0003ffff":
        return f" {sign} "
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return sign if kind[0] in "LMN" or sign in "*#@$!" else " "


_SIGNS = _Signs()


def once(word: str) -> str:
    """A word in which every letter stands once where it stands several times in a row: help, heeelp."""
    return DOUBLED.sub(r"\1", word)


def words(text: str) -> list[str]:
    """The plain words of a text: small letters, none doubled, no accents, signs or invisible characters."""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    parted = ELIDED.sub(r"\1 ", clean(text).casefold())
    spread = unicodedata.normalize("NFKD", parted.translate(APOSTROPHES)).translate(_SIGNS)
    bare = SIGNS.sub(lambda found: found[0].translate(FIGURES), CENSORED.sub("", spread))
    return [word for piece in re.sub("[*#@$!]", " ", bare).split() for word in _read(piece)]


def _read(word: str) -> Iterator[str]:
    """A word as it was meant, where figures may stand for letters."""
    if word.isdigit() or not any(sign.isdigit() for sign in word):
        yield once(word)
    else:
        apart = re.fullmatch(r"(\d+)([^\W\d]+)|([^\W\d]+)(\d+)", word)
        if apart:
            yield from (once(group) for group in apart.groups() if group)
        yield once(word.translate(FIGURES))
        if "1" in word:
            yield once(word.translate(FIGURES_L))


def joined(said: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The words, with single letters in a row put together, such as h e l p; and whether they were."""
    letters: list[str] = []
    for word in [*said, ""]:
        if len(word) == 1 and word.isascii() and word.isalpha():
            letters.append(word)
            continue
        if len(letters) >= SPACED:
            yield once("".join(letters)), True
        else:
            yield from ((letter, False) for letter in letters)
        letters = []
        if word:
            yield word, False
