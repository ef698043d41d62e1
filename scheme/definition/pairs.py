"""The tables of a scheme file about what a pair do: how long, how often, their agreement, prompts."""

from typing import Annotated, Literal

from pydantic import Field

from scheme.definition.base import SchemeTable
from scheme.definition.values import (
    Days,
)
from scheme.forms.fields import Accepts


class Pairing(SchemeTable):
    """How long a partnership lasts and how it starts (R4.5, R4.6, R5.3)."""

    months: int = Field(6, ge=1, le=36, description="Usual length, in months.")
    most_months: int = Field(12, ge=1, le=36, description="Longest length by agreement, in months.")
    in_touch_days: int = Field(
        7, ge=1, le=60, description="Days after which both are asked if they are in touch."
    )
    start_reminders: Days = Field(
        (3, 7),
        description="Days after one side's word on which the silent side is reminded of the start.",
    )
    start_days: int = Field(
        10,
        ge=1,
        le=90,
        description="Days after one side's word when the silent side is taken as started.",
    )
    quiet_days: int = Field(
        28,
        ge=1,
        le=120,
        description="Days after introduction when the Group is told of a pair not yet started.",
    )
    end_notice_days: int = Field(
        14, ge=1, le=60, description="Days before the end when both are told of it."
    )
    grace_days: int = Field(
        14, ge=1, le=90, description="Days after the end when it is closed as completed."
    )
    invite_months: int = Field(
        6,
        ge=1,
        le=36,
        description="Months after the end when a mentee is invited once more to become a mentor.",
    )


class Meetings(SchemeTable):
    """The rhythm (R6.2)."""

    least_weeks: int = Field(
        4, ge=1, le=26, description="Shortest usual time between meetings, in weeks."
    )
    most_weeks: int = Field(
        6, ge=1, le=26, description="Longest usual time between meetings, in weeks."
    )
    least_minutes: int = Field(90, ge=5, le=600, description="Shortest usual meeting, in minutes.")
    most_minutes: int = Field(120, ge=5, le=600, description="Longest usual meeting, in minutes.")
    nudges: int = Field(3, ge=0, le=10, description="Nudges about quiet weeks before they stop.")
    nudge_days: int = Field(14, ge=1, le=90, description="Days between nudges.")


RHYTHM = ("months", "meetings", "weeks", "minutes")  # what an agreement says in figures


class Clause(SchemeTable):
    """One matter of the agreement that a pair may make, with words to start from."""

    key: Annotated[
        str, Accepts("a word of small letters, figures and underscores that starts with a letter")
    ] = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        description="A short name for the records.",
        examples=["agenda"],
    )
    title: str = Field(
        min_length=1, max_length=60, description="Its heading.", examples=["Who sets the agenda"]
    )
    text: str = Field(
        "",
        max_length=3000,
        description="What it says until the pair change it.",
        examples=["The mentee says what each meeting is for."],
    )
    help: str = Field(
        "",
        max_length=600,
        description="A sentence to help the pair.",
        examples=["Say it your own way."],
    )
    required: bool = Field(False, description="Whether an agreement must say something about it.")


class AgreementTemplate(SchemeTable):
    """The agreement a pair start from, change as they like, and sign (R5.1)."""

    intro: str = Field(
        "",
        description="What stands above it.",
        examples=["Change anything, leave out what does not suit you, and both sign."],
    )
    remind_days: int = Field(
        7, ge=1, le=60, description="Days after which a side that has not signed is reminded, once."
    )
    clauses: tuple[Clause, ...] = Field(
        (), description="Its matters, in order; length and rhythm are asked first."
    )


PromptStage = Literal["preparing", "meeting", "closing", "reflecting"]


class Prompt(SchemeTable):
    """Something to think about or to ask around a meeting, shown one at a time (R6.4)."""

    key: Annotated[
        str, Accepts("a word of small letters, figures and hyphens that starts with a letter")
    ] = Field(
        pattern=r"^[a-z][a-z0-9-]*$",
        description="A short name for the records.",
        examples=["purpose"],
    )
    role: Literal["both", "mentee", "mentor"] = Field("both", description="Whom it is for.")
    stage: PromptStage = Field(
        description="When it helps: before, during, at the close of or after a meeting.",
        examples=["preparing"],
    )
    text: str = Field(
        min_length=1,
        max_length=400,
        description="What they read; a sentence or two.",
        examples=["What would make this meeting worth your while?"],
    )
