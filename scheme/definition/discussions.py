"""The table of a scheme file about the days on which the Group discusses matches, and the digest before each (R3.8)."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from scheme.definition.base import Fact
from scheme.definition.learning import MOST_TIMES, Again, EventDay


class Discussions(Fact):
    """When the Group discusses matches. Before each it has the register in short, where anybody waits."""

    day: EventDay = Field(
        description="The day, or the first of its days.", examples=[date(2026, 2, 3)]
    )
    every: Again = Field(
        "",
        description="How often the Group discusses again; left out, it is once. As with events.",
        examples=["two weeks"],
    )
    times: int = Field(
        1,
        ge=1,
        le=MOST_TIMES,
        description="How many times in all, with the first.",
        examples=[26],
    )
    skips: tuple[EventDay, ...] = Field(
        (), description="Days of the rhythm on which it does not.", examples=[[date(2026, 12, 29)]]
    )
    more_days: tuple[EventDay, ...] = Field(
        (),
        max_length=MOST_TIMES,
        description="Days outside the rhythm on which it does as well.",
        examples=[[date(2026, 5, 19)]],
    )
    digest_days: int = Field(
        2,
        ge=0,
        le=14,
        description="How many days before it the register in short comes, on a working day at nine.",
    )


def unsaid(table: Discussions | None) -> Iterator[tuple[str, str]]:
    """What contradicts itself: the path of the key, and what is wrong with it."""
    if table is not None and table.times > 1 and not table.every:
        yield (
            "discussions.times",
            "nothing says how often it comes again; accepted is 1, or a key `every`",
        )
