"""Answers and days as people read them."""

from datetime import date

from scheme.day_order import marked
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    Number,
    TickField,
)
from scheme.wording import measured


def spoken(day: date) -> str:
    """A day in words: "Friday 9 January 2026", which its reader sees in their own order (`scheme.day_order`)."""
    return marked(day)


def shown(field: AnyField, answer: Answer) -> str:
    """An answer as a person reads it: labels for keys, "Yes" for a tick, a dash for nothing.

    One that was given while the scheme file asked otherwise under that key is shown as it is (R1.1).
    """
    if answer is None or answer == "" or answer == []:
        return "–"
    if isinstance(answer, list):
        words = ", ".join(answer)
    else:
        words = str(answer)
    match field:
        case ChoiceField() | ChoicesField():
            if isinstance(answer, list):
                keys = answer
            else:
                keys = [words]
            labels = {option.key: option.label for option in field.options}
            return ", ".join(labels.get(key, key) for key in keys)
        case TickField():
            if answer:
                return "Yes"
            return "No"
        case Number():
            return measured(words, field.unit)
        case DateField():
            return _spoken_day(words)
        case FileField():
            return "A file"
        case _:
            return words


def _spoken_day(text: str) -> str:
    try:
        return spoken(date.fromisoformat(text))
    except ValueError:
        return text
