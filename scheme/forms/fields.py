"""Forms as data: the kinds of field a scheme file may ask for, and the checking of answers (R2.1, R12.2).

A form is a list of fields. The same list becomes a web form, a Slack modal, a Teams dialog or a conversation.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal
from unicodedata import combining

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Setting

from scheme import cleaning
from scheme.calendar import EARLIEST, LATEST
from scheme.refusal import Refusal

Answer = str | int | bool | list[str] | None
Answers = dict[str, Answer]
Source = Literal["", "organisations", "levels", "areas", "groups", "modes", "scale"]
CURLY = re.compile("[\u2018\u2019\u201b\u02bc\uff07]")
TICKED = frozenset({"true", "on", "yes", "1"})
MOST = 999_999_999  # of any number, above and below nought
FileEnding = Literal["pdf", "doc", "docx", "odt", "rtf", "txt", "jpg", "png"]


@dataclass(frozen=True)
class Accepts:
    """Says in words what a setting accepts, where its type alone cannot; kept beside the type in `Annotated`."""

    words: str


class Option(BaseModel):
    """One thing that can be chosen: `key` is kept, `label` is read, `help` explains."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Setting(
        min_length=1, max_length=60, description="What is kept.", examples=["metadata"]
    )
    label: str = Setting(
        min_length=1,
        max_length=300,
        description="What people read.",
        examples=["Cataloguing and metadata"],
    )
    help: str = Setting(
        "",
        description="A sentence that explains the option.",
        examples=["Includes authority files and linked data."],
    )


class _Field(BaseModel):
    """A question in a form. Its `kind` says how it is answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[
        str, Accepts("a word of small letters, figures and underscores that starts with a letter")
    ] = Setting(
        pattern=r"^[a-z][a-z0-9_]*$",
        description="The field's name in the records.",
        examples=["job_title"],
    )
    label: str = Setting(
        min_length=1,
        max_length=300,
        description="The question, as people read it.",
        examples=["Your job title"],
    )
    title: str = Setting(
        "",
        max_length=60,
        description="A few words for the answer where others read it; without them, the question itself.",
        examples=["Job title"],
    )
    help: str = Setting(
        "",
        max_length=600,
        description="A sentence of help, read below the question.",
        examples=["Up to five."],
    )
    required: bool = Setting(True, description="Whether it must be answered.")
    section: str = Setting(
        "", description="A heading that starts a new part of a long form.", examples=["About you"]
    )
    section_title: str = Setting(
        "",
        max_length=60,
        description="That heading where others read the answers; without it, the section itself.",
        examples=["Who they are"],
    )
    seen_by: Literal["group", "partner"] = Setting(
        "group",
        description="Who may read the answer besides its author: the Group alone, or a proposed partner too.",
    )
    confidential: bool = Setting(
        False,
        description="Whether it is answered in a window alone, never typed or shown in the chat.",
    )

    @property
    def window_only(self) -> bool:
        """Whether the answer is given in a window and never stands in a chat (R2.9)."""
        return self.confidential

    @property
    def heading(self) -> str:
        """What stands beside the answer where somebody reads it."""
        return self.title or self.label

    @property
    def section_heading(self) -> str:
        """What stands above the answers of the part that begins here, where others read them."""
        return self.section_title or self.section


class ShortText(_Field):
    """One line of text; `form` may ask for an e-mail address or a web address."""

    kind: Literal["short"] = "short"
    most: int = Setting(200, ge=1, le=500, description="Longest answer, in characters.")
    form: Literal["text", "email", "link"] = Setting(
        "text", description="What shape the text must have."
    )
    fills: str = Setting(
        "",
        description="What the browser may fill in, an HTML autocomplete token.",
        examples=["organization-title"],
    )


class LongText(_Field):
    """Several lines of text."""

    kind: Literal["long"] = "long"

    @property
    def window_only(self) -> bool:
        """Always: what takes several lines is written in a window."""
        return True

    most: int = Setting(3000, ge=1, le=10000, description="Longest answer, in characters.")


class ChoiceField(_Field):
    """One of several options."""

    kind: Literal["choice"] = "choice"
    options: tuple[Option, ...] = Setting(
        (),
        description="What can be chosen.",
        examples=[[{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}]],
    )
    source: Source = Setting(
        "",
        description="Takes the options from a list of the scheme file instead; `scale` is `surveys.scale`.",
        examples=["areas"],
    )


class ChoicesField(_Field):
    """Any number of several options."""

    kind: Literal["choices"] = "choices"
    options: tuple[Option, ...] = Setting(
        (),
        description="What can be chosen.",
        examples=[[{"key": "yes", "label": "Yes"}, {"key": "no", "label": "No"}]],
    )
    source: Source = Setting(
        "",
        description="Takes the options from a list of the scheme file instead; `scale` is `surveys.scale`.",
        examples=["areas"],
    )
    most: int = Setting(50, ge=1, le=100, description="How many may be chosen.")


class Number(_Field):
    """A whole number."""

    kind: Literal["number"] = "number"
    least: int = Setting(0, ge=-MOST, le=MOST, description="Smallest number accepted.")
    most: int = Setting(100, ge=-MOST, le=MOST, description="Largest number accepted.")
    unit: str = Setting("", description="What is counted.", examples=["years"])


def _day_or(edge: date) -> BeforeValidator:
    """A form that was kept before every day had bounds says None for one."""

    def read(given: Any) -> Any:
        try:
            if isinstance(given, str):
                return date.fromisoformat(given)
            if given is None:
                return edge
            return given
        except ValueError:
            return given

    return BeforeValidator(read)


class DateField(_Field):
    """A day."""

    kind: Literal["date"] = "date"
    earliest: Annotated[date, _day_or(EARLIEST)] = Setting(
        EARLIEST,
        ge=EARLIEST,
        le=LATEST,
        description="First day accepted.",
        examples=[date(2026, 1, 1)],
    )
    latest: Annotated[date, _day_or(LATEST)] = Setting(
        LATEST,
        ge=EARLIEST,
        le=LATEST,
        description="Last day accepted.",
        examples=[date(2026, 12, 31)],
    )


class TimeField(_Field):
    """A time of day."""

    kind: Literal["time"] = "time"


class TickField(_Field):
    """A box to tick; when required, it must be ticked."""

    kind: Literal["tick"] = "tick"


class FileField(_Field):
    """A file, such as a CV. An application form alone may ask for one; what is kept as its answer is the file's reference."""

    kind: Literal["file"] = "file"

    @property
    def window_only(self) -> bool:
        """Always: a file is handed in through a window."""
        return True

    accepts: tuple[FileEnding, ...] = Setting(
        ("pdf", "doc", "docx", "odt", "txt", "jpg", "png"),
        description="How the name of a file may end.",
        min_length=1,
        examples=[["pdf", "docx"]],
    )
    most_mb: int = Setting(5, ge=1, le=10, description="Largest file, in megabytes.")


AnyField = Annotated[
    ShortText
    | LongText
    | ChoiceField
    | ChoicesField
    | Number
    | DateField
    | TimeField
    | TickField
    | FileField,
    Setting(discriminator="kind"),
]


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


def _short(field: ShortText, given: Any) -> str:
    text = _text(given, field.most)
    if field.form == "email":
        return address(text)
    if field.form == "link" and not re.fullmatch(r"https://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", text):
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


def spoken(day: date) -> str:
    """A day as people in Britain write it: "Friday 9 January 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


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
            return f"{words} {field.unit}".strip()
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
