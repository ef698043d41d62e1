"""The tables of a scheme file about surveys: the questionnaires, and when they are sent."""

from pydantic import Field

from scheme.definition.base import SchemeTable
from scheme.definition.values import (
    Days,
)
from scheme.forms.fields import AnyField, Option


class Questionnaires(SchemeTable):
    """The questionnaires (R7.1, R7.3)."""

    mentee_midpoint: tuple[AnyField, ...] = Field(
        (), description="To the mentee, halfway, and once a year while it goes on."
    )
    mentee_conclusion: tuple[AnyField, ...] = Field((), description="To the mentee, at the end.")
    mentor_midpoint: tuple[AnyField, ...] = Field(
        (), description="To the mentor, halfway, and once a year while it goes on."
    )
    mentor_conclusion: tuple[AnyField, ...] = Field((), description="To the mentor, at the end.")
    mentee_lookback: tuple[AnyField, ...] = Field(
        (), description="To the mentee, looking back later on."
    )
    mentor_lookback: tuple[AnyField, ...] = Field(
        (), description="To the mentor, looking back later on."
    )


class Surveys(SchemeTable):
    """When people are asked how it went (R7.2, R7.3, R7.5)."""

    reminders: Days = Field(
        (7, 14), description="Days after which those who have not answered are reminded."
    )
    midpoint_days: int = Field(
        0,
        ge=0,
        le=730,
        description="Days after the start when a pair that has set no end is asked how it goes; 0: at its end alone.",
    )
    open_days: int = Field(28, ge=1, le=180, description="Days a survey stays open.")
    lookback_months: int = Field(
        6,
        ge=0,
        le=36,
        description="Months after the end when both are asked to look back; 0 is never.",
    )
    yearly_months_after: int = Field(
        24,
        ge=0,
        le=120,
        description="Months after the end during which both are asked once a year; 0 is not at all.",
    )
    minimum: int = Field(
        5, ge=2, le=50, description="Fewest answers of which figures are shown to the Group."
    )
    note: str = Field(
        "",
        description="What a midpoint survey says about a partnership that is not going well.",
        examples=["If it is not working, tell us and we will help, whatever the reason."],
    )
    optional: bool = Field(False, description="Whether the scheme calls answering optional.")
    scale: tuple[Option, ...] = Field(
        (),
        description='One scale for all closed questions (`source = "scale"`), so that figures can be added up.',
    )
    forms: Questionnaires = Field(Questionnaires(), description="The questions.")
