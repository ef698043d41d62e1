"""What people are called: asked, never guessed; and a name that changes, once its owner has confirmed it (R2.12)."""

import re
import unicodedata

from scheme.cleaning import line, must_be_short
from scheme.forms.fields import Answers, AnyField, ShortText
from scheme.member.another_name import TITLES
from scheme.refusal import Refusal

MOST_CALLED = 60  # characters
CALLED = ShortText(
    key="called",
    label="What would you like to be called?",
    title="Likes to be called",
    help="What we and a partner say to you, such as your first name. Left empty, nobody guesses.",
    required=False,
    most=MOST_CALLED,
    fills="given-name",
    seen_by="partner",
)
ADDRESSES = re.compile(r"[/@<>\\]|\bwww\.")
PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "bin", "ibn"}
)


def with_called_name(form: tuple[AnyField, ...]) -> tuple[AnyField, ...]:
    """An application form that also asks what its applicant wants to be called, after the name, unless it does itself."""
    keys = [field.key for field in form]
    if CALLED.key in keys or "name" not in keys:
        return form
    after = keys.index("name") + 1
    return (*form[:after], CALLED, *form[after:])


def must_be_a_name(answers: Answers) -> None:
    """Raises `Refusal` for a name that is an address or a link, which others would read as ours."""
    must_be_short(str(answers.get(CALLED.key) or ""), MOST_CALLED)
    for key in ("name", CALLED.key):
        if ADDRESSES.search(str(answers.get(key) or "").lower()):
            raise Refusal("Please give a name alone, without addresses or links.", key)


def suggested(given: str, whole: str) -> str:
    """A given name as a platform tells it, to be offered to whoever it is; "" where it may be none.

    `whole` is the name as a whole. What is split wrongly ("Cummins,", "SMITH"), a title, a handle or a name with
    something beside it is not offered.
    """
    text = line(given[:200])
    whole = line(whole[:200])
    if not text or len(text) > MOST_CALLED or (text == whole and " " in text):
        return ""
    first = text.casefold().split()[0].rstrip(".")
    if first in TITLES | PARTICLES or not all(_in_a_name(sign) for sign in text):
        return ""
    shouted = text.isupper() and len(text) > 2
    if shouted or text.islower():
        return ""
    return text


def first_of_two(first: str, last: str, whole: str) -> str:
    """The first name that a platform has split off a whole one: only of a name of two words is that likely to be right."""
    if len(whole.split()) == 2 and line(f"{first} {last}") == line(whole):
        return suggested(first, whole)
    return ""


def _in_a_name(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LM" or sign in " '’.-‐‑·\u200c\u200d"
