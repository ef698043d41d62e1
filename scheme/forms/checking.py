"""What was given, checked against the fields of a form and brought into the shape it is kept in (R2.2)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any
from unicodedata import combining

from email_validator import EmailNotValidError, validate_email

from scheme import cleaning
from scheme.forms.fields import (
    CURLY,
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
from scheme.forms.shown import spoken
from scheme.refusal import Refusal

TICKED = frozenset({"true", "on", "yes", "1"})

LINK = re.compile(r"https://[^\s/.@\\]+(\.[^\s/.@\\]+)+([/?#]\S*)?")


def check(fields: Sequence[AnyField], given: Mapping[str, Any]) -> Answers:
    """Check what was typed against a form's fields.

    Returns the answers by key: text cleaned, numbers as int, days and times as ISO text, ticks as bool, what was
    left empty as None. Keys that the form does not have are dropped. Raises `Refusal` whose `errors` name every
    field at fault and what to change.
    """
    answers: Answers = {}
    errors: dict[str, str] = {}
    for field in fields:
        try:
            answers[field.key] = _answer(field, given.get(field.key))
        except Refusal as no:
            errors[field.key] = no.text
    if errors:
        raise refused(errors)
    return answers


def refused(errors: Mapping[str, str]) -> Refusal:
    """What is said of a form some of whose answers will not do."""
    if len(errors) == 1:
        count = "One answer needs"
    else:
        count = f"{len(errors)} answers need"
    return Refusal(f"{count} another look. Nothing you typed is lost.", errors=errors)


def _answer(field: AnyField, given: Any) -> Answer:
    """What was given, as it is kept. Raises `Refusal`, whose text belongs beside the field."""
    given = _cleaned(field, given)
    if given in (None, "", []):
        return _left_empty(field)
    match field:
        case ShortText():
            return _short(field, given)
        case LongText():
            return _text(given, field.most)
        case ChoiceField():
            return _one_of(field.options, given)
        case ChoicesField():
            return _some_of(field, given)
        case Number():
            return _number(field, given)
        case DateField():
            return _day(field, given)
        case TimeField():
            return _time(given)
        case TickField():
            return _ticked(field, given)
        case FileField():
            return _file(given)


def _cleaned(field: AnyField, given: Any) -> Any:
    """Text without what nobody can read, in one line where the field has one; anything else as it is."""
    if not isinstance(given, str):
        return given
    cleaning.must_be_short(given)
    if isinstance(field, LongText):
        return cleaning.lines(given)
    return cleaning.line(given)


def _left_empty(field: AnyField) -> Answer:
    """What is kept of a field that was left empty. Raises `Refusal` where it must be filled in."""
    if field.required:
        raise Refusal(_missing(field))
    if isinstance(field, ChoicesField):
        return []
    if isinstance(field, TickField):
        return False
    return None


def _ticked(field: TickField, given: Any) -> bool:
    """Whether a box is ticked, as a platform or a page says it. Raises `Refusal` where it must be and is not."""
    ticked = given is True or (isinstance(given, str) and given.lower() in TICKED)
    if field.required and not ticked:
        raise Refusal(_missing(field))
    return ticked


def _missing(field: AnyField) -> str:
    match field:
        case TickField():
            return "Please tick this to go on."
        case ChoiceField():
            return "Please choose one."
        case ChoicesField():
            return "Please choose at least one."
        case FileField():
            return "Please choose a file."
        case _:
            return "Please fill this in."


def _text(given: Any, most: int) -> str:
    if not isinstance(given, str):
        raise Refusal("Please answer with text.")
    cleaning.must_be_short(given, most)
    return given


def is_web_address(text: str) -> bool:
    """Whether a text is an address that can be followed: https, a host with a dot, and nobody's name before it."""
    return bool(LINK.fullmatch(text))


def _short(field: ShortText, given: Any) -> str:
    text = _text(given, field.most)
    if field.form == "email":
        return address(text)
    if field.form == "link" and not is_web_address(text):
        raise Refusal("Please give a web address that starts with https://")
    return text


def address(text: str) -> str:
    """An e-mail address in its normal form, in lower case; raises `Refusal` when it cannot be one."""
    # Telephones make the apostrophe of O'Neill a curly one, which no mail server knows.
    text = CURLY.sub("'", text).lower()
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        found = None
    if found is None or not all(
        sign.isascii() or sign.isalnum() or combining(sign) for sign in found.local_part
    ):
        raise Refusal("Please give an e-mail address such as name@library.example.org.")
    return found.normalized


def _one_of(options: Sequence[Option], given: Any) -> str:
    if isinstance(given, list) and len(given) == 1:
        given = given[0]
    if not any(option.key == given for option in options):
        raise Refusal("Please choose one of the options listed.")
    return str(given)


def _some_of(field: ChoicesField, given: Any) -> list[str]:
    if isinstance(given, str):
        wanted = [given]
    elif isinstance(given, (list, tuple)):
        wanted = list(given)
    else:
        wanted = []
    known = [option.key for option in field.options]
    if not wanted or any(key not in known for key in wanted):
        raise Refusal("Please choose from the options listed.")
    if len(set(wanted)) > field.most:
        raise Refusal(f"Please choose {field.most} at most.")
    return [key for key in known if key in wanted]


def _number(field: Number, given: Any) -> int:
    if (isinstance(given, str) and re.fullmatch(r"[+-]?\d{1,9}", given)) or (
        isinstance(given, float) and given.is_integer()
    ):
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool):
        raise Refusal("Please give a whole number, in figures.")
    number: int = given
    if not field.least <= number <= field.most:
        raise Refusal(f"Please give a number from {field.least} to {field.most}.")
    return number


def _day(field: DateField, given: Any) -> str:
    try:
        # Alone, fromisoformat would also read 20260309 and 2026-W11.
        day = date.fromisoformat(
            given if isinstance(given, str) and len(given) == 10 and "W" not in given else ""
        )
    except ValueError:
        raise Refusal("Please give a date, such as 2026-03-09.") from None
    if day < field.earliest:
        raise Refusal(f"Please give a date from {spoken(field.earliest)} on.")
    if day > field.latest:
        raise Refusal(f"Please give a date up to {spoken(field.latest)}.")
    return day.isoformat()


def _time(given: Any) -> str:
    # Browsers may send seconds, and many people in Britain write 14.30; fromisoformat would read that as 14:00.
    if isinstance(given, str):
        parts = re.fullmatch(r"(\d{1,2})[:.](\d\d)(:\d\d)?", given)
    else:
        parts = None
    if parts is None or int(parts[1]) > 23 or int(parts[2]) > 59:
        raise Refusal("Please give a time, such as 14:30.")
    return time(int(parts[1]), int(parts[2])).strftime("%H:%M")


def _file(given: Any) -> str:
    # Whether there is such a file, and whose it is, is known where it is kept.
    if not isinstance(given, str) or not re.fullmatch(r"file:[0-9]{1,9}", given):
        raise Refusal("Please choose the file again.")
    return given
