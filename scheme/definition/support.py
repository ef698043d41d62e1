"""The tables of a scheme file about whom to turn to: complaints, contacts, danger; and how long words are kept."""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from scheme.definition.base import Fact, SchemeTable
from scheme.definition.values import (
    Days,
    NoAddressOr,
    NoLinkOr,
    NoNumberOr,
    refuse,
)
from scheme.forms.fields import Accepts
from scheme.safety.phrase import DangerKind


class Complaints(SchemeTable):
    """How questions, issues and complaints are answered (R8.1, R8.2, R8.3)."""

    working_days: int = Field(
        10, ge=1, le=60, description="Working days within which the reply comes."
    )
    warnings: Days = Field(
        (3, 1), description="Working days before that on which the Group is warned."
    )
    again_days: int = Field(
        5, ge=1, le=60, description="Working days added when a promised day cannot be kept."
    )
    issue_working_days: int = Field(
        5,
        ge=1,
        le=60,
        description="Working days within which an issue that is no complaint is answered.",
    )
    enquiry_working_days: int = Field(
        3,
        ge=1,
        le=60,
        description="Working days within which a question about the scheme is answered.",
    )


class MailWords(Fact):
    """How mail from the scheme looks (R12.6)."""

    sender: str = Field(
        "",
        max_length=60,
        description="The name that mail comes from; by default the scheme's.",
        examples=["Fells Mentoring"],
    )
    footer: str = Field(
        "",
        max_length=300,
        description="What stands at the end of every mail.",
        examples=["Fells Libraries, 1 Beck Lane, Fellside."],
    )
    replies: NoAddressOr = Field(
        "",
        description="Where replies to mail go; without an address, mail says that nobody reads them.",
        examples=["office@example.org"],
    )
    language: Annotated[str, Accepts("a language's code, such as en-GB")] = Field(
        "en-GB",
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="The language in which mail says that it is written, for screen readers.",
    )

    @field_validator("sender", "footer")
    @classmethod
    def _is_clean(cls, text: str) -> str:
        """What cannot be read, or would end a line of a header, has no place in it."""
        if not text.isprintable():
            raise ValueError("it has to be one line, of letters that can be read")
        return text


class HelpContact(Fact):
    """Somebody to write to or phone."""

    name: str = Field(min_length=1, description="Who it is.", examples=["The scheme office"])
    email: NoAddressOr = Field("", description="Their address.", examples=["office@example.org"])
    phone: str = Field("", description="Their telephone number.", examples=["01632 960 001"])
    about: str = Field(
        "", description="What to turn to them for.", examples=["Any question about the scheme."]
    )


class Supervisor(HelpContact):
    """Somebody outside the scheme with whom participants can think things over: a professional supervisor, say (R5.5)."""

    bookable: bool = Field(
        False,
        description="Whether anybody who takes part can arrange a talk alone with them: they offer times here, signed in by their "
        "address, and those who take part book them.",
    )


class Helpline(SchemeTable):
    """Somebody to phone in danger or despair, at any hour (R13.5)."""

    name: str = Field(
        min_length=1, max_length=60, description="What it is called.", examples=["Samaritans"]
    )
    phone: NoNumberOr = Field("", description="The number to dial.", examples=["116 123"])
    link: NoLinkOr = Field(
        "",
        description="Where it can be reached without a telephone.",
        examples=["https://example.org/chat"],
    )
    about: str = Field(
        "",
        max_length=100,
        description="When it is there, and for whom.",
        examples=["day and night, free"],
    )
    kinds: tuple[DangerKind, ...] = Field(
        (),
        description="For which danger it is named; without any, for each.",
        examples=[["harm", "harassment"]],
    )

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        refuse(
            []
            if self.phone or self.link
            else [("phone", "neither a number nor a link; one of them is needed")]
        )
        return self


class Safety(SchemeTable):
    """What somebody in danger is told, beside the urgent contact (R13.5)."""

    emergency: NoNumberOr = Field(
        "",
        description="The emergency number, where it is not that of the scheme's region.",
        examples=["999"],
    )
    lines: tuple[Helpline, ...] = Field(
        (), description="Lines that are open day and night, in place of those known of the region."
    )
    phrases: tuple[Annotated[str, Field(min_length=2, max_length=100)], ...] = Field(
        (),
        description="More words that speak of danger, such as those of another language.",
        examples=[["hjelp meg"]],
    )
