"""What is asked of somebody who sets up an event or changes it (R9.1)."""

from datetime import date, datetime, time

from handlers.kit.turn import Turn
from scheme.calendar import add_days
from scheme.definition.definition import Definition
from scheme.definition.learning import MOST_TIMES, PlannedEvent
from scheme.forms.fields import (
    Answers,
    AnyField,
    ChoiceField,
    DateField,
    LongText,
    Number,
    Option,
    ShortText,
    TimeField,
)
from scheme.meeting.appointment import moment_of, must_be_ahead
from scheme.wording import several

A_YEAR = 366
ONCE = "once"
RHYTHMS = (
    (ONCE, "Once"),
    ("week", "Every week"),
    ("two weeks", "Every two weeks"),
    ("month", "Every month, on the same day"),
    ("month, same weekday", "Every month, on the same weekday"),
    ("year", "Every year"),
)
DAY = DateField(key="day", label="Which day?")
HOUR = TimeField(key="hour", label="At what time?")
MINUTES = Number(key="minutes", label="For how long?", least=10, most=1440, unit="minutes")
PLACES = Number(
    key="places", label="How many places?", least=0, most=100_000, help="0 is no limit."
)
ROOM = ShortText(key="room", label="Room and address", required=False)
LINK = ShortText(
    key="link",
    label="Link to join",
    form="link",
    required=False,
    help="Shown to those who come, and to nobody else.",
)
HOST = ShortText(key="host", label="Who holds it", most=80, required=False)
WHY = LongText(
    key="why",
    label="Why",
    most=200,
    required=False,
    help="Whoever signed up reads it, in your words.",
)
CHANGED: tuple[AnyField, ...] = (DAY, HOUR, MINUTES, PLACES, ROOM, LINK, HOST)


def what_is_asked(turn: Turn) -> tuple[AnyField, ...]:
    """The questions about a new event."""
    today = turn.today
    return (
        ShortText(key="name", label="What is it called?", most=80),
        LongText(key="about", label="What is it about?", most=300, required=False),
        ChoiceField(key="guests", label="Whom is it for?", options=_guests(turn.definition)),
        DAY.model_copy(update={"earliest": today, "latest": add_days(today, 2 * A_YEAR)}),
        HOUR,
        MINUTES,
        ChoiceField(
            key="every",
            label="How often?",
            options=tuple(Option(key=key, label=label) for key, label in RHYTHMS),
        ),
        Number(key="times", label="How many times in all?", least=1, most=MOST_TIMES),
        ChoiceField(
            key="place",
            label="How?",
            options=(
                Option(key="online", label="Online"),
                Option(key="in person", label="In person"),
                Option(key="either", label="In person or online"),
            ),
        ),
        ROOM,
        LINK,
        HOST,
        PLACES,
    )


def _guests(definition: Definition) -> tuple[Option, ...]:
    mentees, mentors = several(definition.terms.mentee), several(definition.terms.mentor)
    return (
        Option(key="everybody", label="Everybody who has applied"),
        Option(key="participants", label="Those who take part"),
        Option(key="mentees", label=f"The {mentees}"),
        Option(key="mentors", label=f"The {mentors}"),
    )


def given_time(
    zone: str, answers: Answers, now: datetime, planned: datetime | None = None
) -> datetime:
    """The moment that was given. Raises `Refusal` for one that has passed, or that the clocks leave out."""
    day = date.fromisoformat(str(answers["day"]))
    at = moment_of(day, time.fromisoformat(str(answers["hour"])), zone, planned)
    if at != planned:
        must_be_ahead(at, now)
    return at


def new_event(key: str, answers: Answers) -> PlannedEvent:
    """An event as it was asked for."""
    once = answers["every"] == ONCE
    return PlannedEvent.model_validate(
        {
            "key": key,
            "name": answers["name"],
            "about": answers["about"] or "",
            "guests": answers["guests"],
            "day": answers["day"],
            "at": str(answers["hour"])[:5],
            "minutes": int(str(answers["minutes"])),
            "every": "" if once else answers["every"],
            "times": 1 if once else int(str(answers["times"])),
            "place": answers["place"],
            "room": answers["room"] or "",
            "link": answers["link"] or "",
            "host": answers["host"] or "",
            "places": int(str(answers["places"])),
        }
    )
