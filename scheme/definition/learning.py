"""The table of a scheme file about events that people attend: training, webinars, drop-ins (R9.1)."""

from collections.abc import Iterator
from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field

from scheme.calendar import EARLIEST, LATEST
from scheme.definition.base import Fact
from scheme.definition.values import NoAddressOr, NoLinkOr, Zone
from scheme.forms.fields import Accepts

MOST_TIMES = 60  # dates of an event that comes again
EventGuests = Literal["everybody", "participants", "mentees", "mentors"]
EventPlace = Literal["in person", "online", "either"]
Again = Literal["", "week", "two weeks", "month", "month, same weekday", "year"]
Weight = Literal["", "encouraged", "required"]
AtClock = Annotated[
    str,
    Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
    Accepts("an hour of the day, such as 13:00"),
]
EventDay = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class PlannedEvent(Fact):
    """A training, a webinar, a drop-in: once, or again and again."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{0,39}$",
        description="A short name for the records; never changed.",
        examples=["webinar"],
    )
    name: str = Field(
        min_length=1, max_length=80, description="What people read.", examples=["Monthly webinar"]
    )
    about: str = Field(
        "",
        max_length=300,
        description="What it is and what one takes from it.",
        examples=["An hour on a theme, with time for questions."],
    )
    guests: EventGuests = Field(
        "everybody",
        description="Whom it is for: everybody who has applied, those who take part (found eligible), or one role of these.",
        examples=["mentors"],
    )
    round: str = Field(
        "",
        description="Only those of one round, by its key; without it those of all.",
        examples=["2026-spring"],
    )
    day: EventDay = Field(
        description="The day, or the first of its days.", examples=[date(2026, 2, 12)]
    )
    at: AtClock = Field("10:00", description="When it begins, in its zone.", examples=["13:00"])
    zone: Zone | Literal[""] = Field(
        "",
        description="Time zone of its hour; without it the scheme's.",
        examples=["Australia/Sydney"],
    )
    minutes: int = Field(60, ge=10, le=1440, description="How long it lasts, in minutes.")
    every: Again = Field(
        "",
        description="How often it comes again; left out, it is once. A month or a year without that day has its last day instead; "
        "`month, same weekday` is such as the second Thursday.",
        examples=["month"],
    )
    times: int = Field(
        1, ge=1, le=MOST_TIMES, description="How many times in all, with the first.", examples=[11]
    )
    skips: tuple[EventDay, ...] = Field(
        (), description="Days of the rhythm on which it is not.", examples=[[date(2026, 12, 10)]]
    )
    more_days: tuple[EventDay, ...] = Field(
        (),
        max_length=MOST_TIMES,
        description="Days outside the rhythm on which it is as well.",
        examples=[[date(2026, 11, 20)]],
    )
    place: EventPlace = Field(
        "online", description="Whether people come, or join from where they are."
    )
    room: str = Field(
        "", max_length=200, description="Where it is.", examples=["Room 3, Central Library"]
    )
    link: NoLinkOr = Field(
        "",
        description="Where one joins online; shown only to those who come.",
        examples=["https://example.org/join"],
    )
    host: str = Field(
        "", max_length=80, description="Who holds it.", examples=["The training team"]
    )
    host_email: NoAddressOr = Field(
        "",
        description="The host's address; where they are known here, they note who came.",
        examples=["host@library.example.org"],
    )
    places: int = Field(
        0, ge=0, le=100000, description="How many can come; 0 is no limit. The rest wait in turn."
    )
    instead: str = Field(
        "",
        description="Another event, by its key, for those who can't come to this: either counts.",
        examples=["training-online"],
    )
    weight: Weight = Field(
        "",
        description="`encouraged` is said to whom it is for, and the Group sees at matching who came; `required`: no mentor "
        "is suggested before they came.",
        examples=["encouraged"],
    )
    announced_days: int = Field(
        21, ge=1, le=180, description="How many days before it those concerned are told, once."
    )
    afterwards: str = Field(
        "",
        max_length=300,
        description="A word to those who came, and to those who could not.",
        examples=["Try one open question in your next meeting."],
    )
    material: NoLinkOr = Field(
        "",
        description="Where the slides or the recording are afterwards.",
        examples=["https://example.org/slides"],
    )

    @property
    def hour(self) -> time:
        """When it begins, on the clocks of its zone."""
        return time.fromisoformat(self.at)


def led_astray(
    events: tuple[PlannedEvent, ...], rounds: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """What of the events leads nowhere or contradicts itself: the path of the key, and what is wrong with it."""
    known = {event.key for event in events}
    for number, event in enumerate(events, 1):
        at = f"events[{number}]"
        if event.round and event.round not in rounds:
            yield (
                f"{at}.round",
                f"there is no round '{event.round}'; accepted is a key of [[rounds]]",
            )
        if event.instead and (event.instead not in known or event.instead == event.key):
            yield (
                f"{at}.instead",
                f"'{event.instead}' is no other event; accepted is the key of another of [[events]]",
            )
        if event.times > 1 and not event.every:
            yield (
                f"{at}.times",
                "nothing says how often it comes again; accepted is 1, or a key `every`",
            )
        if event.weight == "required" and event.guests == "mentees":
            yield f"{at}.weight", "only mentors wait for a training; accepted is encouraged"
