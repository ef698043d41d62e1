"""What the cast would write, made to fit whatever a scheme's form asks."""

from collections.abc import Mapping, Sequence
from datetime import date
from zlib import crc32

from bot.demonstration.cast import CAST
from scheme.definition.definition import Definition
from scheme.forms.fields import (
    Answer,
    Answers,
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
from scheme.forms.file import STARTS, TEXTS

SHORT = "To follow"
LONG = "Gladly more about this when we talk."


def fit(
    definition: Definition, fields: Sequence[AnyField], wanted: Mapping[str, Answer]
) -> Answers:
    """Answers to a form: those wanted where it asks for them, made acceptable, and plausible ones where it must have one.

    An option that is not offered is replaced by the one that stands as high (levels, grades of agreement), is called
    so, or else always by the same one.
    """
    return {field.key: _answer(definition, field, wanted.get(field.key)) for field in fields}


def _answer(definition: Definition, field: AnyField, wanted: Answer) -> Answer:
    match field:
        case ChoiceField():
            if isinstance(wanted, list):
                wanted = next(iter(wanted), None)
            if wanted or field.required:
                return _chosen(definition, field, [wanted])[0]
            return None
        case ChoicesField():
            return _several(definition, field, wanted)
        case Number():
            return _number(field, wanted)
        case TickField():
            return field.required or wanted is True
        case ShortText() | LongText():
            return _text(field, wanted)
        case DateField():
            day = min(max(date(2000, 1, 1), field.earliest), field.latest)
            return wanted or (day.isoformat() if field.required else None)
        case TimeField():
            return wanted or ("10:00" if field.required else None)
        case FileField():
            return None  # handed in beside the answers: `a_file`


def a_file(field: FileField) -> tuple[str, bytes]:
    """What the cast hands in where a form asks for a file: its name, and what is in it."""
    text = f"{field.heading} (an invented one)".encode()
    begins = {"pdf": b"%PDF-1.4\n", "rtf": b"{\\rtf1 ", **STARTS}
    ending = next((each for each in field.accepts if each in TEXTS), field.accepts[0])
    return f"{field.key}.{ending}", begins.get(ending, b"") + text


def _several(definition: Definition, field: ChoicesField, wanted: Answer) -> Answer:
    """The options nearest to those wanted, no more than may be chosen; one where there must be one."""
    keys: Sequence[Answer] = wanted if isinstance(wanted, list) else []
    if not keys and field.required:
        keys = [None]
    return _chosen(definition, field, keys)[: field.most]


def _number(field: Number, wanted: Answer) -> Answer:
    """The number wanted, brought within the field's bounds; the least one where there must be one."""
    if wanted is None and not field.required:
        return None
    number = wanted if isinstance(wanted, int) else field.least
    return max(field.least, min(field.most, number))


def _text(field: ShortText | LongText, wanted: Answer) -> Answer:
    if wanted is None and field.required:
        plausible = {"email": "hello@office.example.org", "link": "https://example.org/"}
        if isinstance(field, LongText):
            wanted = LONG
        else:
            wanted = plausible.get(field.form, SHORT)
    if isinstance(wanted, str):
        return wanted.strip()[: field.most]
    return wanted


def _chosen(
    definition: Definition, field: ChoiceField | ChoicesField, wanted: Sequence[Answer]
) -> list[str]:
    """The keys of the options nearest to those wanted, each once."""
    offered = list(field.options)
    if field.source == "levels":
        offered = _as_senior(definition, offered, wanted)
    return list(
        dict.fromkeys(_nearest(field.options, offered, str(choice or "")) for choice in wanted)
    )


def _as_senior(
    definition: Definition, options: list[Option], wanted: Sequence[Answer]
) -> list[Option]:
    """The levels that count as senior, or those that don't, as the wanted one does; all when there are none."""
    senior = {level.key for level in definition.levels if level.senior}
    wants_senior = any(asked in CAST.senior for asked in wanted)
    return [option for option in options if (option.key in senior) == wants_senior] or options


def _nearest(options: Sequence[Option], near: Sequence[Option], wanted: str) -> str:
    for option in options:
        if wanted in (option.key, option.label):
            return option.key
    for ladder in (CAST.levels, CAST.senior, CAST.scale):
        if wanted in ladder:
            return near[round(ladder.index(wanted) / (len(ladder) - 1) * (len(near) - 1))].key
    return near[crc32(wanted.encode()) % len(near)].key
