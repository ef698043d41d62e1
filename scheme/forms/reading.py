"""What somebody typed in the chat, as the answer to a question (R2.9). Pure; what can't be read is refused with words."""

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from scheme.day_order import DayOrder
from scheme.forms.checking import check
from scheme.forms.days import DayAsked, Either, day
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    Option,
    ShortText,
    TickField,
    TimeField,
)
from scheme.forms.said import ALIKE, FIGURES, plain
from scheme.refusal import Refusal

YES = frozenset(
    [
        "yes",
        "y",
        "yep",
        "yeah",
        "yup",
        "ok",
        "okay",
        "sure",
        "agreed",
        "true",
        "tick",
        "ticked",
        "please",
    ]
) | {
    "i agree",
    "i do",
    "yes please",
}
NO = frozenset(["no", "n", "nope", "false"]) | {
    "not yet",
    "i don't",
    "i do not",
    "no thanks",
    "no thank you",
}
NO_NAMES = (  # what people type who are in doubt, or in another conversation
    YES
    | NO
    | {"hello", "hi", "hey", "help", "none", "nobody", "idk", "dunno", "don't know", "i don't know"}
    | {"dont know", "i dont know", "no idea", "not sure", "i'm not sure", "n/a", "na", "anonymous"}
    | {"secret", "later", "nothing", "test", "mentor", "mentee", "i want a mentor", "find a mentor"}
)
CLEARLY = 8  # and how much more like it than any other
MOST_TYPED = 1000  # characters that are looked at, but in a field of words


DAY_FIRST = frozenset({DayOrder.DAY_FIRST})


def read(
    field: AnyField, text: str, today: date, orders: frozenset[DayOrder] = DAY_FIRST
) -> Answer:
    """The answer that a text gives to a field, checked as a form checks it; days are counted from `today`.

    `orders`: in which "5/1" may be meant; in two of them it is asked again.
    Raises `Refusal`, whose text says what to type instead.
    """
    text = text.strip()
    if len(text) > MOST_TYPED and not isinstance(field, ShortText | LongText):
        text = ""  # no choice, number or day is said in so many words
    found: Answer
    match field:
        case ShortText():
            found = _words(field, text)
        case LongText():
            found = text
        case ChoiceField():
            found = _one(field.options, text)
        case ChoicesField():
            found = _several(field.options, text)
        case Number():
            found = _count(field, text, today)
        case DateField():
            found = _day(field, text, today, orders)
        case TimeField():
            found = hour(text)
        case TickField():
            found = _yes(field, text)
        case FileField():
            raise Refusal("A file can't be typed. Please hand it in in its window.")
    try:
        return check((field,), {field.key: found})[field.key]
    except Refusal as no:
        raise Refusal(no.errors[field.key]) from None


def _words(field: ShortText, text: str) -> str:
    """A line of text; what can be no answer at all, or no name where one is asked for, is asked again."""
    if text and not any(sign.isalnum() for sign in text):
        raise Refusal("I can't read an answer in that. Please type it in words.")
    if field.asks_a_name and (text.endswith("?") or plain(text) in NO_NAMES or text.isdecimal()):
        raise Refusal("That doesn't look like a name to me. Please type the name.")
    return text


def _count(field: Number, text: str, today: date) -> int:
    """A number; where years are counted, "since 2015" is as many as there are since then."""
    count = number(text)
    if field.unit == "years" and field.most < count <= today.year <= count + field.most:
        return today.year - count
    return count


def _yes(field: TickField, text: str) -> bool:
    said = plain(text)
    if said in YES:
        return True
    if said not in NO:
        raise Refusal("Please say yes or no.")
    if field.required:
        raise Refusal(
            "It can't go on without a yes here. If that is not for you, say leave or cancel."
        )
    return False


def number(text: str) -> int:
    """The one whole number in a text, in figures or as a word up to twelve."""
    said = plain(text)
    if said in FIGURES:
        return FIGURES.index(said)
    found: list[str] = re.findall(r"-?\d+(?:[.,]\d+)?", said)
    if len(found) != 1 or not re.fullmatch(r"-?\d{1,9}", found[0]):
        raise Refusal("Please give one whole number, in figures.")
    return int(found[0])


def hour(text: str) -> str:
    """A time of day as "14:30": 14:30, 14.30, 2pm, 2.30 pm, noon."""
    said = plain(text).removeprefix("at ")
    if said in ("noon", "midday"):
        return "12:00"
    parts = re.fullmatch(r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|a\.m|p\.m|o'clock)?", said)
    if parts is None or not (parts[2] or parts[3]):
        raise Refusal("Please give a time, such as 14:30 or 2.30 pm.")
    hours = int(parts[1])
    half = (parts[3] or "")[:1]
    if half in ("a", "p") and not 1 <= hours <= 12:
        raise Refusal("Please give a time, such as 14:30 or 2.30 pm.")
    if half in ("a", "p"):
        hours = hours % 12 + (12 if half == "p" else 0)
    return f"{hours:02}:{parts[2] or '00'}"


# Options


def _one(options: Sequence[Option], text: str) -> str:
    found = option(options, text)
    if found is None:
        raise Refusal(
            f"Please type the number of one of them, from 1 to {len(options)}, or its words."
        )
    return found.key


def _several(options: Sequence[Option], text: str) -> list[str]:
    said = plain(text)
    if said in ("none", "nothing", "none of them"):
        return []
    if said in ("all", "all of them"):
        return [choice.key for choice in options]
    whole = option(options, text, near=not re.search(r"[,;\n]", text))
    if whole is not None:
        return [whole.key]
    for parts in (
        re.split(r"[,;\n]|\s+(?=\d)", text),
        re.split(r"[,;\n&+]|\band\b|\s+(?=\d)", text),
    ):
        found = [option(options, part) for part in parts if part.strip()]
        if found and None not in found:
            return [choice.key for choice in found if choice is not None]
    raise Refusal("Please type the numbers of those you mean, such as 1, 3.")


def option(options: Sequence[Option], text: str, *, near: bool = True) -> Option | None:
    """The option that a text means: its number, its words, or words clearly nearest to it; None when it is unclear.

    Without `near`, a slip of the keyboard is unclear too.
    """
    said = plain(text)
    if re.fullmatch(r"\d{1,3}", said):
        if 1 <= int(said) <= len(options):
            return options[int(said) - 1]
        return None
    labels = [plain(choice.label) for choice in options]
    for here in (
        [
            choice
            for choice, label in zip(options, labels, strict=True)
            if said in (label, choice.key)
        ],
        [
            choice
            for choice, label in zip(options, labels, strict=True)
            if len(said) > 2 and label.startswith(said)
        ],
        [
            choice
            for choice, label in zip(options, labels, strict=True)
            if len(said) > 3 and said in label
        ],
    ):
        if len(here) == 1:
            return here[0]
    if not near:
        return None
    likeness = sorted(
        ((fuzz.ratio(said, label), -at) for at, label in enumerate(labels)), reverse=True
    )
    if (
        not likeness
        or likeness[0][0] < ALIKE
        or (len(likeness) > 1 and likeness[0][0] - likeness[1][0] < CLEARLY)
    ):
        return None
    return options[-likeness[0][1]]


# Days


def _day(field: DateField, text: str, today: date, orders: frozenset[DayOrder]) -> str:
    asked = DayAsked(today=today, earliest=field.earliest, latest=field.latest, orders=orders)
    try:
        found = day(text, asked)
    except Either:
        raise Refusal(
            "That can be two days. Please write the month as a word, such as 5 January."
        ) from None
    except ValueError:  # 31 June
        found = None
    if found is None:
        raise Refusal("Please give a date, such as 14 March, 14/3/2027 or next Friday.")
    return found.isoformat()
