"""The table of a scheme file about what the scheme calls success, and by which numbers it is told (R10.1)."""

from typing import Annotated, Literal

from pydantic import Field

from scheme.definition.base import SchemeTable

Measure = Literal[
    "awareness",
    "mentees",
    "mentors",
    "partnerships",
    "answers",
    "background",
    "became_mentors",
    "organisations",
    "running",
    "equality",
    "elsewhere",
]


class SuccessFactor(SchemeTable):
    """One thing by which the scheme is judged, and the number that it is to reach."""

    measure: Measure = Field(
        description="What it is counted from; `answers` are those to `questions`, `equality` those to `questions` of "
        "`[equality]`, and `elsewhere` says `why` the bot cannot count it.",
        examples=["mentees"],
    )
    says: str = Field(
        min_length=1,
        max_length=160,
        description="The factor, as those who judge the scheme read it.",
        examples=["Enough mentees apply."],
    )
    more_than: tuple[Annotated[int, Field(ge=0, le=1_000_000)], ...] = Field(
        (),
        description="A number to be passed in the scheme's first year, in its second, and so on; the last holds from then "
        "on. Of answers it is per cent. Without any there is no target.",
        examples=[[10, 20]],
    )
    less_than: int = Field(
        0,
        ge=0,
        le=100,
        description="Per cent below which it is to stay, of what went wrong among `partnerships`; 0: no target.",
        examples=[10],
    )
    questions: tuple[str, ...] = Field(
        (),
        description="Closed questions of the questionnaires that tell it, as `questionnaire.key`; what counts is an answer "
        "among the first two that are offered. Of `equality`, keys of its questions.",
        examples=[["mentee_conclusion.goals_met"]],
    )
    why: str = Field(
        "",
        max_length=300,
        description="Why the bot cannot count it, and where it is told instead.",
        examples=["The monitoring form is kept apart from the bot."],
    )


class Success(SchemeTable):
    """By what the scheme is judged, year by year (R10.1)."""

    first_year: int = Field(
        0,
        ge=0,
        le=9000,
        description="The calendar year in which the scheme's first year began; 0: when the first application came.",
        examples=[2024],
    )
    begins_in: int = Field(
        1,
        ge=1,
        le=12,
        description="The month in which a year of the scheme begins, 1 to 12; 9 for academic years.",
        examples=[9],
    )
    factors: tuple[SuccessFactor, ...] = Field(
        (),
        description="The factors, in the order they are read; without any, what can be counted is shown without targets.",
    )
