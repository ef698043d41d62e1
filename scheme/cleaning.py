"""Text as it is let in: nothing in it that cannot be read, garbles what stands around it, or takes long to compare (R2.12).

Every way in passes here: what is typed and chosen, what a platform says of a person, what a file is called. Letters of
every script stay, with what shapes them: the joiners within Persian and Indic words and within emoji.
"""

import re
import unicodedata

from scheme.emoji import drawn
from scheme.refusal import Refusal

LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Latin letters with their usual company: nothing here has to be looked at sign by sign.
EVERYDAY = re.compile(
    r"[\n\t\x20-\x7e\xa0-\xac\xae-\u02ff\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*"
)
LINES = frozenset("\n\t")
SHOW_NOTHING = frozenset(
    {"Cc", "Cs", "Cf"}
)  # control characters, halves of surrogate pairs, marks of direction and width
# Of these, the signs that stand before a figure in Arabic, Syriac and Kaithi, and are seen.
SEEN = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Letters that are drawn as nothing, so that a name of them would be blank.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
NON_JOINER = "\u200c"
JOINER = "\u200d"
VIRAMA = 9  # the combining class of the sign that joins consonants in Indic scripts
# Scripts in which a joiner changes how a word is drawn: Arabic to Sinhala, Burmese, Khmer, Mongolian, Arabic's forms, and
# the Indic scripts and Adlam further up.
SHAPED = (
    (0x0620, 0x0DFF),
    (0x1000, 0x109F),
    (0x1780, 0x18AF),
    (0xFB50, 0xFDFF),
    (0x11000, 0x11FFF),
    (0x1E900, 0x1E95F),
)
SELECTORS = (
    (0xFE00, 0xFE0F),
    (0xE0100, 0xE01EF),
    (0x180B, 0x180F),
)  # which of its pictures a sign is drawn with
HAS_PICTURES = frozenset(
    {"So", "Sm", "Sk", "Po", "Nd", "Lo"}
)  # the kinds of sign that have more than one
SKINS = (0x1F3FB, 0x1F3FF)
FLAG = re.compile(
    "\U0001f3f4[\U000e0030-\U000e007a]{3,6}\U000e007f"
)  # of Wales, Scotland and the like, spelt invisibly
LONGEST = 20_000  # characters that are ever read of one answer
MOST_MARKS = 8  # on one letter: more than any language has, and to order them takes the square of their number


def must_be_short(text: str, most: int = LONGEST) -> None:
    """Raises `Refusal` for a text that is too long, before anything else looks at it."""
    if len(text) > most:
        raise Refusal(f"Please shorten this to {most:,} characters; it has {len(text):,}.")


def clean(text: str) -> str:
    """A text without what nobody can read, its lines ended alike, in normal form C, Slack's names of emoji as pictures.

    Takes time in proportion to its length.
    """
    text = LINE_ENDS.sub("\n", text)
    if not EVERYDAY.fullmatch(text):
        text = "".join(_kept(text))
    return drawn(unicodedata.normalize("NFC", text))


def line(text: str) -> str:
    """The same on one line with single spaces; "" where nothing of it can be read."""
    return _legible(" ".join(clean(text).split()))


def lines(text: str) -> str:
    """The same without blank edges; "" where nothing of it can be read."""
    return _legible(clean(text).strip())


def _legible(text: str) -> str:
    if any(_is_seen(sign) for sign in text):
        return text
    return ""


def _is_seen(sign: str) -> bool:
    # Letters, figures, punctuation or symbols (emoji among them), also those that are newer than Python's list of signs;
    # not spaces, joiners and accents.
    kind = unicodedata.category(sign)
    return kind[0] in "LNPS" or kind in ("Cn", "Co")


def _kept(text: str) -> list[str]:
    """The signs of a text that stay."""
    kept: list[str] = []
    before = ""
    marks = 0  # on the letter before
    flag_ends = 0
    for at, sign in enumerate(text):
        kind = unicodedata.category(sign)
        is_mark = kind[0] == "M"
        if at >= flag_ends:
            if (is_mark and marks >= MOST_MARKS) or not _stays(
                sign, kind, before, text[at + 1 : at + 2]
            ):
                continue
            flag = FLAG.match(text, at)
            flag_ends = flag.end() if flag else 0
        marks = marks + 1 if is_mark else 0
        kept.append(sign)
        before = sign
    return kept


def _stays(sign: str, kind: str, before: str, after: str) -> bool:
    if sign in (NON_JOINER, JOINER):
        return _joins(sign, before, after)
    if any(_within(sign, selector) for selector in SELECTORS):
        return bool(before) and unicodedata.category(before) in HAS_PICTURES
    if kind in SHOW_NOTHING:
        return sign in LINES or sign in SEEN
    return sign not in BLANKS and not _is_no_character(sign)


def _joins(joiner: str, before: str, after: str) -> bool:
    """Whether a joiner does something where it stands: within a word of a script that it shapes, or within an emoji."""
    if not before:
        return False
    if unicodedata.combining(before) == VIRAMA:
        return True
    if after and _is_shaped(before) and _is_shaped(after):
        return True
    return joiner == JOINER and bool(after) and _is_picture(before) and _is_picture(after)


def _is_shaped(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" and any(_within(sign, shaped) for shaped in SHAPED)


def _is_picture(sign: str) -> bool:
    # A variation selector or the colour of a skin stands between a picture and its joiner.
    of_a_kind = unicodedata.category(sign) in ("So", "Sm") and not sign.isascii()
    return of_a_kind or _within(sign, SELECTORS[0]) or _within(sign, SKINS)


def _is_no_character(sign: str) -> bool:
    number = ord(sign)
    return 0xFDD0 <= number <= 0xFDEF or number & 0xFFFE == 0xFFFE


def _within(sign: str, ends: tuple[int, int]) -> bool:
    return ends[0] <= ord(sign) <= ends[1]
