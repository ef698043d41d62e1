"""How a word sounds, whichever letters it is written in: "marna chahta hoon" is मरना चाहता हूँ and مرنا چاہتا ہوں.

People type their language in Latin letters as they please. So a word in another script and one in Latin letters are both
made into a key: the consonants, those alike as one letter; in Cyrillic and Greek with the places of the vowels.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

# Which letters say which keys; Latin ones are read in every way, as nobody says which language is typed.
SOUTH, TAMIL, CYRILLIC, GREEK = WAYS = "south", "tamil", "cyrillic", "greek"
WEIGHT: Mapping[str, int] = {
    SOUTH: 5,
    TAMIL: 5,
    CYRILLIC: 7,
    GREEK: 7,
}  # letters of keys that are hardly there by chance

_ARABIC = {
    "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "خ": "k", "د": "d", "ذ": "j", "ر": "r", "ز": "j", "ژ": "j",
    "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "j", "غ": "g", "ف": "p", "ق": "k", "ك": "k", "گ": "g", "ل": "l",
    "م": "m", "ن": "n", "ٹ": "t", "ڈ": "d", "ڑ": "r",
}  # fmt: skip
_CYRILLIC = dict(
    zip("бвгджзйклмнпрстфхцчшщаеёиоуъыэюя", "bvgdzzaklmnprstfhccssaaaaaaaaaaa", strict=True)
)
_GREEK = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "avgdazataklmnhaprsstafhsa", strict=True)) | {
    "ψ": "ps"
}
_LATIN: Mapping[str, tuple[tuple[str, str], ...]] = {
    SOUTH: (
        ("chh?|tch", "1"), ("sh", "s"), ("zh", "j"), ("ph|f", "p"), ("c|q", "k"), ("1", "c"), ("z", "j"), ("x", "ks"),
        ("[aeiouyhvw]", ""),
    ),
    TAMIL: (
        ("zh", "l"), ("ch|sh|j|z|c", "s"), ("ph|f|b", "p"), ("d", "t"), ("g|q", "k"), ("x", "ks"), ("[aeiouyhvw]", ""),
    ),
    CYRILLIC: (
        ("shch|sht|sch|sh", "s"), ("zh|j", "z"), ("kh|x", "h"), ("ts|tz|ch", "c"), ("w", "v"), ("[aeiouyq]+", "a"),
    ),
    GREEK: (
        ("th|8", "t"), ("[ae][uf](?=t)", "a"), ("ks|x|ch|kh", "h"), ("mp|b", "v"), ("nt|dh", "d"), ("gk|g", "g"), ("ph", "f"),
        ("c|q", "k"), ("j", "z"), ("[aeiouyw]+", "a"),
    ),
}  # fmt: skip
_READ = {
    way: tuple((re.compile(rule), said) for rule, said in rules) for way, rules in _LATIN.items()
}
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def keys(word: str) -> Mapping[str, str]:
    """The keys of a plain word by the way it is read; a word in Latin letters has one for each way. "" sounds like nothing."""
    if word.isascii():
        if word.isalnum() and not word.isdigit():
            return {way: _latin(way, word) for way in WAYS}
        return {}
    way = _way(word)
    return {way: key} if way and (key := _native(way, word)) else {}


def _way(word: str) -> str:
    script = unicodedata.name(word[0], "").partition(" ")[0]
    if script in ("ARABIC", "DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI"):
        return SOUTH
    return {"TAMIL": TAMIL, "CYRILLIC": CYRILLIC, "GREEK": GREEK}.get(script, "")


def _latin(way: str, word: str) -> str:
    if way == SOUTH and len(word) > 2 and word[-2] in "aeiou":
        word = word.removesuffix("n")  # nasal, and often left out
    for pattern, said in _READ[way]:
        word = pattern.sub(said, word)
    return _TWICE.sub(r"\1", word)


def _native(way: str, word: str) -> str:
    if way in (CYRILLIC, GREEK):
        table = _CYRILLIC if way == CYRILLIC else _GREEK
        if way == GREEK:
            word = word.replace("μπ", "β").replace("ντ", "δ").replace("γκ", "γ")
            word = re.sub("[αε]υ(?=τ)", "α", word)
        return _TWICE.sub(r"\1", "".join(table.get(sign, "") for sign in word))
    return _latin(way, "".join(_named(word)) + ".").removesuffix(".")


def _named(word: str) -> Iterator[str]:
    """The letters of a word as Unicode names them: DEVANAGARI LETTER KHA."""
    for at, sign in enumerate(word):
        if sign in _ARABIC:
            yield _ARABIC[sign]
            continue
        name = unicodedata.name(sign, "")
        if name.endswith(("ANUSVARA", "SIGN BINDI", "TIPPI", "CANDRABINDU", "ADAK BINDI")):
            yield "n" if at + 1 < len(word) else ""
        elif " LETTER " in name and not name.startswith("ARABIC"):
            said = name.rpartition(" ")[2].lower()
            yield "ch" if said in ("ca", "cha") else said
