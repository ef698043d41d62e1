"""The tables of a scheme file about what a pair do: how long, how often, their agreement, prompts."""

from typing import Annotated, Literal

from pydantic import Field

from scheme.definition.base import SchemeTable
from scheme.definition.values import (
    Days,
)
from scheme.forms.fields import Accepts
from scheme.people import Role


class Pairing(SchemeTable):
    """How long a partnership lasts and how it starts (R4.5, R4.6, R5.3)."""

    months: int = Field(
        6, ge=0, le=36, description="Usual length, in months; 0: the two agree on one, or on none."
    )
    most_months: int = Field(
        12, ge=0, le=36, description="Longest length by agreement, in months; 0: as they like."
    )
    in_touch_days: int = Field(
        7,
        ge=0,
        le=60,
        description="Days after which both are asked if they are in touch; 0 is never.",
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
        ge=0,
        le=120,
        description="Days after introduction when the Group is told of a pair not yet started; 0 is never.",
    )
    end_notice_days: int = Field(
        14,
        ge=0,
        le=60,
        description="Days before the end when both are told of it; 0 is on the day alone.",
    )
    continuation_days: int = Field(
        0,
        ge=0,
        le=90,
        description="Days before the end when each of the two is asked if they would go on; it goes on only where both "
        "agree on a new end. 0 is never.",
    )
    grace_days: int = Field(
        14, ge=1, le=90, description="Days after the end when it is closed as completed."
    )
    still_days: int = Field(
        120,
        ge=0,
        le=365,
        description="Days without a word after which two who have set no end are asked if they still go on; 0 is never.",
    )
    still_asks: int = Field(
        2,
        ge=1,
        le=10,
        description="How often they are asked, so many days apart, before it is closed as completed; the last time says so.",
    )
    invite_months: int = Field(
        6,
        ge=0,
        le=36,
        description="Months after the end when a mentee is invited once more to become a mentor; 0 is never.",
    )


class Meetings(SchemeTable):
    """The rhythm (R6.2)."""

    least_weeks: int = Field(
        4,
        ge=0,
        le=26,
        description="Shortest usual time between meetings, in weeks; 0, with most_weeks: as the two agree.",
    )
    most_weeks: int = Field(
        6,
        ge=0,
        le=26,
        description="Longest usual time between meetings, in weeks; 0, with least_weeks: as the two agree.",
    )
    least_minutes: int = Field(
        90,
        ge=0,
        le=600,
        description="Shortest usual meeting, in minutes; 0, with most_minutes: as the two agree.",
    )
    most_minutes: int = Field(
        120,
        ge=0,
        le=600,
        description="Longest usual meeting, in minutes; 0, with least_minutes: as the two agree.",
    )
    nudges: int = Field(
        3,
        ge=0,
        le=10,
        description="Nudges about quiet weeks before they stop and the Group is told; 0: nobody is told anything.",
    )
    nudge_days: int = Field(14, ge=1, le=90, description="Days between nudges.")
    mentee_hours: int = Field(
        0,
        ge=0,
        le=40,
        description="Hours of contact a month that a mentee gives; 0: none are named.",
    )
    mentor_hours: int = Field(
        0,
        ge=0,
        le=40,
        description="Hours a month that a mentor gives each mentee; 0: none are named.",
    )
    preparation_hours: int = Field(
        0,
        ge=0,
        le=40,
        description="Hours a month that a mentee gives to preparing and following up, beside those of contact.",
    )

    def hours(self, role: Role) -> int:
        """The hours a month that somebody in a role gives one partnership; 0 where the scheme names none."""
        if role == "mentor":
            return self.mentor_hours
        return self.mentee_hours + self.preparation_hours


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
        7,
        ge=0,
        le=60,
        description="Days after which a side that has not signed is reminded, once; 0 is never.",
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
