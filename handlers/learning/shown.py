"""An event in words, and as a file for calendars (R9.1)."""

from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import CLASS, STATUS

from handlers.kit.ui import Attachment, Button, Part, When
from scheme.definition.definition import Definition
from scheme.definition.learning import EventPlace
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from scheme.meeting.appointment import spoken_at
from scheme.people import Person
from scheme.wording import counted
from storage.plans import subject_of

PLACES: dict[EventPlace, str] = {
    "in person": "in person",
    "online": "online",
    "either": "in person or online",
}
SAID = {
    SignUpState.ASKED: "You haven't said yet.",
    SignUpState.COMING: "You're coming.",
    SignUpState.WAITING: "You're on the waiting list.",
    SignUpState.AWAY: "You're not coming.",
}
ALL = Button(label="All events", action="events.show", opens=True)


def when(event: LearningEvent, reader: Person) -> str:
    """When it is, on the reader's clock; the zone is named where it differs from the event's."""
    return spoken_at(event.at, reader.zone, event.zone)


def time_of(event: LearningEvent, reader: Person) -> When:
    """The same for platforms that know their reader's own clock."""
    return When(label="When", at=event.at, text=when(event, reader))


def shape(event: LearningEvent) -> str:
    """How long and how: "60 minutes, online"."""
    return f"{length(event.minutes)}, {PLACES[event.place]}"


def length(minutes: int) -> str:
    """How long: "90 minutes", "2 hours"."""
    if minutes % 60 == 0:
        return counted(minutes // 60, "hour")
    return counted(minutes, "minute")


def line(event: LearningEvent, reader: Person) -> str:
    """All that matters of it in a sentence: "Mentor training: Thursday 14 January 2027, 13:00 (2 hours, online)"."""
    return f"{event.name}: {when(event, reader)} ({shape(event)})"


def place_of(event: LearningEvent) -> str:
    """Where it is, for a calendar: the room and the link, as there are."""
    return ", ".join(filter(None, (event.room, event.link)))


def entry_key(event: LearningEvent) -> str:
    """What tells it from all else in a calendar, for good."""
    return f"event-{event.id}"


def calendar_file(definition: Definition, event: LearningEvent, reader: Person) -> Attachment:
    """The entry as it stands. Saved again after a change, it updates or removes the earlier one (RFC 5546).

    The organiser must stay the same: that is whoever is named first for help. Times are in UTC.
    """
    address = next((contact.email for contact in definition.help if contact.email), reader.email)
    entry = Event.new(
        uid=f"{definition.key}-{entry_key(event)}@mentoring-bot",
        sequence=event.sequence,
        stamp=event.changed_at,
        last_modified=event.changed_at,
        start=event.at,
        end=event.ends_at,
        summary=event.name,
        location=place_of(event) or None,
        description="\n".join(filter(None, (event.about, f"From {definition.name}."))),
        organizer=vCalAddress.new(address, cn=definition.name),
        attendees=[vCalAddress.new(reader.email, cn=reader.name, partstat="ACCEPTED", rsvp=False)],
        classification=CLASS.PRIVATE,
        status=STATUS.CANCELLED if event.is_off else STATUS.CONFIRMED,
    )
    method = "CANCEL" if event.is_off else "REQUEST"
    calendar = Calendar.new(
        prodid="-//mentoring-bot//events//EN", method=method, subcomponents=[entry]
    )
    if event.is_off:
        label = "Take it out of your calendar"
    else:
        label = "Put it in your calendar"
    return Attachment(
        label=label,
        name="event.ics",
        text=calendar.to_ical().decode(),
        media=f"text/calendar; method={method}",
    )


def answers(sign_up: SignUp) -> tuple[Button, ...]:
    """What somebody can say, as things stand for them."""
    subject = subject_of(sign_up)
    come = Button(label="I'll come", action="events.come", subject=subject, style="primary")
    away = Button(label="I can't come", action="events.away", subject=subject)
    back = Button(label="Step back", action="events.away", subject=subject)
    match sign_up.state:
        case SignUpState.ASKED:
            return (come, away)
        case SignUpState.AWAY:
            return (come,)
        case SignUpState.COMING | SignUpState.WAITING:
            return (back,)


def details(sign_up: SignUp) -> Button:
    """Opens all there is to know of it."""
    return Button(label="Details", action="events.look", subject=subject_of(sign_up), opens=True)


def for_those_who_come(
    definition: Definition, event: LearningEvent, reader: Person
) -> tuple[Part, ...]:
    """The time on their own clock, and the file for their calendar."""
    return (time_of(event, reader), calendar_file(definition, event, reader))
