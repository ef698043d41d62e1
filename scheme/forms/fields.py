"""Forms as data: the kinds of field a scheme file may ask for, and the checking of answers (R2.1, R12.2).

A form is a list of fields. The same list becomes a web form, a Slack modal, a Teams dialog or a conversation.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic import Field as Setting

from scheme.calendar import EARLIEST, LATEST

Answer = str | int | bool | list[str] | None
Answers = dict[str, Answer]
Source = Literal["", "organisations", "levels", "areas", "groups", "modes", "scale"]
CURLY = re.compile("[\u2018\u2019\u201b\u02bc\uff07]")
MOST = 999_999_999  # of any number, above and below nought
FileEnding = Literal["pdf", "doc", "docx", "odt", "rtf", "txt", "csv", "jpg", "png"]


@dataclass(frozen=True)
class Accepts:
    """Says in words what a setting accepts, where its type alone cannot; kept beside the type in `Annotated`."""

    words: str  # "a time zone, such as Europe/London"


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

    @property
    def asks_a_name(self) -> bool:
        """Whether somebody's name is asked for: their own, or a line manager's."""
        return self.fills == "name" or self.key.endswith("_name")


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
