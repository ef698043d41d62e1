"""What stands in a cell, as an answer to the question of its column. Pure; what cannot be read is refused with words."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from rapidfuzz import process

from scheme.calendar import EARLIEST, LATEST
from scheme.day_order import DayOrder
from scheme.forms.checking import check
from scheme.forms.days import DayAsked, day
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    Option,
    TickField,
)
from scheme.forms.said import plain
from scheme.moving_in.grid import Given, Unusable
from scheme.refusal import Refusal

LIKE = 70  # how like an option a cell must be, of 100, for that option to be named
LONGEST_CHOICE = 2000  # characters of a cell that holds choices
LONGEST_DAY = 60  # characters of one that holds a day
YES = frozenset({"yes", "y", "true", "x", "1", "agreed", "ticked"})
NO = frozenset({"no", "n", "false", "0", "-", "–"})


def text_in(given: Given) -> str:
    """What stands in a cell, as text; "" for an empty one. Raises `Refusal` for a formula and the like."""
    match given:
        case None:
            return ""
        case Unusable.FORMULA:
            raise Refusal("This is a formula. Please copy the column, and paste its values alone.")
        case Unusable.FAULT:
            raise Refusal("The spreadsheet shows an error here. Please type what is meant.")
        case Unusable.TIME:
            raise Refusal("This is a time of day. Please type what is meant.")
        case datetime():
            return given.date().isoformat()
        case date():
            return given.isoformat()
        case float() if given.is_integer():
            return str(int(given))
        case _:
            return str(given).strip()


def day_in(given: Given, today: date, order: DayOrder) -> date | None:
    """The day in a cell; None for an empty one. Raises `Refusal` for what is none, or has no year."""
    if isinstance(given, datetime):
        return _within(given.date())
    if isinstance(given, date):
        return _within(given)
    text = text_in(given)
    if not text:
        return None
    found = None
    if len(text) <= LONGEST_DAY and re.search(r"\d{4}", text) and not text.isdecimal():
        asked = DayAsked(today=today, orders=frozenset({order}))
        try:
            found = day(re.sub(r"[T ]00:00(:00)?$", "", text), asked)
        except ValueError:  # 31 June
            found = None
    if found is None:
        raise Refusal("Please give a day with its year, such as 2026-03-09 or 9 March 2026.")
    return _within(found)


def _within(found: date) -> date:
    if not EARLIEST <= found <= LATEST:
        raise Refusal("No calendar here has this day. Please look at the year.")
    return found


def answer_in(field: AnyField, given: Given, today: date, order: DayOrder) -> Answer:
    """The answer to a question, as a form would keep it; what is left empty may be, whatever the form asks.

    Raises `Refusal`, whose text says what to change.
    """
    typed: Answer | date
    match field:
        case FileField():
            return None
        case DateField():
            found = day_in(given, today, order)
            typed = found.isoformat() if found else None
        case TickField():
            typed = _tick(text_in(given))
        case ChoiceField():
            typed = _one(field.options, text_in(given))
        case ChoicesField():
            typed = _several(field.options, text_in(given))
        case _:
            typed = text_in(given)
    free = field.model_copy(update={"required": False})
    try:
        return check((free,), {field.key: typed})[field.key]
    except Refusal as no:
        raise Refusal(no.errors[field.key]) from None


def _tick(text: str) -> bool:
    said = plain(text)
    if said in YES:
        return True
    if said and said not in NO:
        raise Refusal("Please write yes or no.")
    return False


def _one(options: Sequence[Option], text: str) -> str:
    if not text:
        return ""
    if (found := _named(options, text)) is None:
        raise _unknown(options, text)
    return found.key


def _several(options: Sequence[Option], text: str) -> list[str]:
    """Options with semicolons, lines or commas between them; an option may have commas of its own."""
    if len(text) > LONGEST_CHOICE:
        raise Refusal(
            f"Please shorten this to {LONGEST_CHOICE:,} characters; it has {len(text):,}."
        )
    found: list[str] = []
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        whole = _named(options, part)
        if whole is not None:
            found.append(whole.key)
        else:
            found += _between_commas(options, part)
    return found


def _between_commas(options: Sequence[Option], part: str) -> list[str]:
    words = [word.strip() for word in part.split(",")]
    longest = max((option.label.count(",") for option in options), default=0) + 1
    found: list[str] = []
    at = 0
    while at < len(words):
        ends = range(min(at + longest, len(words)), at, -1)
        joined = ((end, _named(options, ", ".join(words[at:end]))) for end in ends)
        end, known = next(((end, known) for end, known in joined if known), (at + 1, None))
        if known is not None:
            found.append(known.key)
        elif words[at]:
            raise _unknown(options, words[at])
        at = end
    return found


def _named(options: Sequence[Option], text: str) -> Option | None:
    said = plain(text)
    return next(
        (option for option in options if said in (plain(option.label), option.key.casefold())), None
    )


def _unknown(options: Sequence[Option], text: str) -> Refusal:
    """Says that there is no such option, and which may be meant; what stands in the cell is not said again."""
    labels = [option.label for option in options]
    like = process.extractOne(text[:LONGEST_DAY], labels, score_cutoff=LIKE)
    if like is not None:
        return Refusal(f"This is none of the options. Is it “{like[0]}”?")
    few = labels[:5]
    more = f" and {len(labels) - len(few)} more" if len(labels) > len(few) else ""
    return Refusal(f"This is none of the options: {'; '.join(few)}{more}.")
