"""Equality monitoring: what a scheme asks those who take part about themselves, if they wish, apart from everything else (R10.4)."""

from pydantic import Field

from scheme.definition.base import SchemeTable
from scheme.figures.equality import UNSAID
from scheme.forms.fields import ChoiceField, Option

PREFER_NOT_TO_SAY = Option(key=UNSAID, label="Prefer not to say")


class EqualityQuestion(SchemeTable):
    """One question of the equality form, answered by one of its options; "prefer not to say" is always one more."""

    key: str = Field(min_length=1, max_length=60, description="What is kept.", examples=["age"])
    label: str = Field(
        min_length=1,
        max_length=300,
        description="What people read.",
        examples=["How old are you?"],
    )
    options: tuple[Option, ...] = Field(
        min_length=1,
        max_length=30,
        description="What can be chosen. The fewer and wider they are, the sooner there are numbers to show.",
        examples=[
            [{"key": "under_40", "label": "Under 40"}, {"key": "over_40", "label": "40 or over"}]
        ],
    )

    @property
    def field(self) -> ChoiceField:
        """The question as people answer it. None of it has to be answered."""
        return ChoiceField(
            key=self.key,
            label=self.label,
            options=(*self.options, PREFER_NOT_TO_SAY),
            required=False,
        )


class Equality(SchemeTable):
    """The voluntary form about who takes part, which nobody can join to a person; without questions there is none."""

    about: str = Field(
        "",
        max_length=600,
        description="What stands above the questions, in the scheme's own words.",
        examples=["We want to know whether the scheme helps everybody alike."],
    )
    minimum: int = Field(
        5,
        ge=5,
        le=50,
        description="The smallest group of which a number is ever shown; numbers come in steps of as many.",
    )
    questions: tuple[EqualityQuestion, ...] = Field(
        (), max_length=20, description="The questions, in the order they are asked."
    )

    @property
    def fields(self) -> tuple[ChoiceField, ...]:
        """The questions as people answer them."""
        return tuple(question.field for question in self.questions)
