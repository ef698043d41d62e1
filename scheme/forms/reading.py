"""What somebody typed in the chat, as the answer to a question (R2.9). Pure; what can't be read is refused with words."""

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from scheme.calendar import EARLIEST, LATEST, add_days
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
    check,
)
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
FIGURES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ALIKE = 82  # how like a label a text must be, of 100
CLEARLY = 8  # and how much more like it than any other
MOST_TYPED = 1000  # characters that are looked at, but in a field of words
ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
MONTH = r"([a-z]{3,9})\.?"
YEAR = r"(?:,?\s+(\d{4}))?"


def read(field: AnyField, text: str, today: date) -> Answer:
    """The answer that a text gives to a field, checked as a form checks it; days are counted from `today`.

    Raises `Refusal`, whose text says what to type instead.
    """
    text = text.strip()
    if len(text) > MOST_TYPED and not isinstance(field, ShortText | LongText):
        text = ""  # no choice, number or day is said in so many words
    found: Answer
    match field:
        case ShortText() | LongText():
            found = text
        case ChoiceField():
            found = _one(field.options, text)
        case ChoicesField():
            found = _several(field.options, text)
        case Number():
            found = number(text)
        case DateField():
            found = _day(field, text, today)
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


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").strip(" .?!").split())


def _yes(field: TickField, text: str) -> bool:
    said = _plain(text)
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
    said = _plain(text)
    if said in FIGURES:
        return FIGURES.index(said)
    found: list[str] = re.findall(r"-?\d+(?:[.,]\d+)?", said)
    if len(found) != 1 or not re.fullmatch(r"-?\d{1,9}", found[0]):
        raise Refusal("Please give one whole number, in figures.")
    return int(found[0])


def hour(text: str) -> str:
    """A time of day as "14:30": 14:30, 14.30, 2pm, 2.30 pm, noon."""
    said = _plain(text).removeprefix("at ")
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
    said = _plain(text)
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
    said = _plain(text)
    if re.fullmatch(r"\d{1,3}", said):
        if 1 <= int(said) <= len(options):
            return options[int(said) - 1]
        return None
    labels = [_plain(choice.label) for choice in options]
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


def _day(field: DateField, text: str, today: date) -> str:
    try:
        found = day(text, today, field.earliest, field.latest)
    except ValueError:  # 31 June
        found = None
    if found is None:
        raise Refusal("Please give a date, such as 14 March, 14/3/2027 or next Friday.")
    return found.isoformat()


def day(text: str, today: date, earliest: date = EARLIEST, latest: date = LATEST) -> date | None:
    """The day a text means; None when it can't be read. Raises `ValueError` for a day that no calendar has.

    Without a year it is the nearest that lies between `earliest` and `latest`, else the next to come. "Friday" is the
    next one, or the last where only the past will do; "next Friday" is that of next week.
    """
    said = _plain(text).removeprefix("on ").removeprefix("the ")
    past = latest <= today
    if said in (near := {"today": 0, "tomorrow": 1, "yesterday": -1}):
        return add_days(today, near[said])
    if parts := re.fullmatch(r"(?:(next|last|this|coming) )?(\w+)", said):
        at = _named(parts[2], WEEKDAYS)
        if at is not None:
            return _weekday(at, parts[1] or "", today, past=past)
    if parts := re.fullmatch(r"(in )?(\w+) (day|week)s?( ago)?(?: time)?", said):
        if parts[2] in FIGURES:
            count = FIGURES.index(parts[2])
        elif parts[2] == "a":
            count = 1
        else:
            count = None
        if parts[2].isdecimal() and len(parts[2]) < 4:
            count = int(parts[2])
        else:
            count = count
        if count is not None and bool(parts[1]) is not bool(parts[4]):
            return add_days(
                today, count * (7 if parts[3] == "week" else 1) * (-1 if parts[4] else 1)
            )
    if parts := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", said):
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    said = re.sub(
        r"^(?:"
        + "|".join(f"{weekday[:3]}(?:{weekday[3:]})?" for weekday in WEEKDAYS)
        + r"),?\s+(?:the )?",
        "",
        said,
    )
    if parts := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d\d))?", said):
        if parts[3]:
            year = int(parts[3]) + (2000 if len(parts[3]) == 2 else 0)
        else:
            year = None
        return _in_a_year(
            int(parts[1]), int(parts[2]), year=year, today=today, earliest=earliest, latest=latest
        )
    spelt = re.fullmatch(rf"{ORDINAL}\s+(?:of\s+)?{MONTH}{YEAR}", said)
    turned = re.fullmatch(rf"{MONTH}\s+(?:the\s+)?{ORDINAL}{YEAR}", said)
    if found := spelt or turned:
        figure, name = (found[1], found[2]) if spelt else (found[2], found[1])
        month = _named(name, MONTHS)
        if month is not None:
            year = int(found[3]) if found[3] else None
            return _in_a_year(
                int(figure), month + 1, year=year, today=today, earliest=earliest, latest=latest
            )
    return None


def _named(word: str, names: Sequence[str]) -> int | None:
    """Which of the names a word is, or begins with three letters at least."""
    found = [
        at
        for at, name in enumerate(names)
        if len(word) > 2 and (name.startswith(word) or word == f"{name[:3]}t")
    ]
    if found or len(word) < 5:
        if found:
            return found[0]
        return None
    near = [at for at, name in enumerate(names) if fuzz.ratio(word, name) >= ALIKE]
    if len(near) == 1:
        return near[0]
    return None


def _weekday(at: int, which: str, today: date, *, past: bool) -> date:
    monday = add_days(today, -today.weekday())
    if which == "next":
        return add_days(monday, 7 + at)
    ahead = (at - today.weekday()) % 7
    if which == "last" or (past and not which and ahead):
        return add_days(today, -((today.weekday() - at) % 7 or 7))
    return add_days(today, ahead)


def _in_a_year(
    figure: int, month: int, year: int | None, today: date, earliest: date, latest: date
) -> date:
    if year is not None:
        return date(year, month, figure)
    those = []
    for near_year in (today.year, today.year - 1, today.year + 1):
        try:
            those.append(date(near_year, month, figure))
        except ValueError:  # 29 February
            continue
    fitting = [guess for guess in those if earliest <= guess <= latest] or those
    coming = [guess for guess in fitting if guess >= today]
    if not fitting:
        raise ValueError("no such day")
    if coming:
        return min(coming)
    return max(fitting)
