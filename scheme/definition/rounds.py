"""The tables of a scheme file about its rounds: when one applies, for how many there is room, and the days that follow (R1.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from scheme.calendar import EARLIEST, LATEST
from scheme.definition.base import Fact, SchemeTable
from scheme.definition.values import refuse
from scheme.people import Role


class Window(SchemeTable):
    """When applications are taken."""

    opens: date = Field(
        ge=EARLIEST, le=LATEST, description="First day.", examples=[date(2024, 1, 15)]
    )
    closes: date = Field(
        ge=EARLIEST, le=LATEST, description="Last day.", examples=[date(2024, 9, 13)]
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes < self.opens:
            refuse(
                [
                    (
                        "closes",
                        "it closes before it opens; accepted is the opening day or a later one",
                    )
                ]
            )
        return self

    def holds(self, day: date) -> bool:
        """Whether the window is open on a day."""
        return self.opens <= day <= self.closes


class RoundPlaces(SchemeTable):
    """For how many a round has room, by role."""

    mentee: int = Field(
        0, ge=0, le=100000, description="Mentees, at most; 0 is no limit.", examples=[20]
    )
    mentor: int = Field(
        0, ge=0, le=100000, description="Mentors, at most; 0 is no limit.", examples=[20]
    )


class Round(Fact):
    """A recruitment campaign, with a window for each role (R1.2)."""

    key: str = Field(
        min_length=1, description="A short name for the records.", examples=["2024-autumn"]
    )
    name: str = Field(min_length=1, description="What people read.", examples=["Autumn 2024"])
    mentee: Window = Field(description="When mentees may apply: opens and closes.")
    mentor: Window = Field(description="When mentors may apply: opens and closes.")
    choices_close: date | None = Field(
        None,
        ge=EARLIEST,
        le=LATEST,
        description="Where mentees choose from all mentors: the last day on which they may change their choices. "
        "Left out, each has [choosing] mentee_days.",
        examples=[date(2024, 9, 27)],
    )
    places: RoundPlaces = Field(
        RoundPlaces(),
        description="For how many there is room, by role. Whoever is eligible beyond that is on a waiting list.",
    )
    matched_by: date | None = Field(
        None,
        ge=EARLIEST,
        le=LATEST,
        description="By when those of the round hear. Left out, each hears within [answering] days.",
        examples=[date(2024, 10, 31)],
    )
    starts: date | None = Field(
        None,
        ge=EARLIEST,
        le=LATEST,
        description="The day on which all partnerships of the round start together. Who is matched before it is introduced at "
        "once, and the time counts from that day. Left out, each starts when the two say so.",
        examples=[date(2024, 11, 4)],
    )
    ends: date | None = Field(
        None,
        ge=EARLIEST,
        le=LATEST,
        description="The day on which partnerships of the round end, whatever [pairing] months says. Left out, each lasts so "
        "many months.",
        examples=[date(2025, 5, 30)],
    )
    review: date | None = Field(
        None,
        ge=EARLIEST,
        le=LATEST,
        description="A day on which the Group is reminded, once, to look at the round.",
        examples=[date(2024, 12, 2)],
    )

    def window(self, role: Role) -> Window:
        """The window of one role."""
        if role == "mentee":
            return self.mentee
        return self.mentor

    def room(self, role: Role) -> int:
        """For how many of one role there is room; 0: no limit."""
        if role == "mentee":
            return self.places.mentee
        return self.places.mentor

    def out_of_order(self) -> Iterator[tuple[str, str]]:
        """The days that come before what they follow: the key, and what is wrong with it."""
        closes = self.mentee.closes
        opens = min(self.mentee.opens, self.mentor.opens)
        heard = self.matched_by
        rules = (
            ("choices_close", self.choices_close, closes, "mentees may still apply then"),
            ("matched_by", heard, closes, "mentees may still apply then"),
            ("matched_by", heard, self.choices_close, "choices may still be changed then"),
            ("starts", self.starts, closes, "mentees may still apply then"),
            ("starts", self.starts, heard, "those of the round have not heard by then"),
            ("ends", self.ends, closes, "mentees may still apply then"),
            ("ends", self.ends, heard, "those of the round have not heard by then"),
            ("review", self.review, opens, "nobody can have applied by then"),
        )
        for key, day, earliest, why in rules:
            if day is not None and earliest is not None and day < earliest:
                yield key, f"{why}; accepted is {earliest} or later"
        if self.ends is not None and self.starts is not None and self.ends <= self.starts:
            yield "ends", f"it ends before it starts; accepted is a day after {self.starts}"
