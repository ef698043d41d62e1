"""A talk alone with a coach in words, and as a file for calendars (R5.5)."""

from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import CLASS, STATUS

from handlers.kit.ui import Attachment, Button
from scheme.definition.definition import Definition
from scheme.learning.one_to_one import OfferedTime
from scheme.meeting.appointment import spoken_at
from scheme.people import Person
from scheme.wording import counted

SAYS = "A talk alone"
SHOW = Button(label="A talk alone", action="alone.show", opens=True)


def when(time: OfferedTime, reader: Person) -> str:
    """When it is and how long it lasts, on the reader's clock."""
    return f"{spoken_at(time.at, reader.zone)}, {counted(time.minutes, 'minute')}"


def entry_key(time: OfferedTime) -> str:
    """What tells a booking from all else in a calendar; given back and booked again, it is the same with a later sequence."""
    return f"talk-alone-{time.id}"


def calendar_file(definition: Definition, time: OfferedTime, coach: Person) -> Attachment:
    """The entry as it stands, with nobody's name in it but the coach's as its organiser. Times are in UTC."""
    entry = Event.new(
        uid=f"{definition.key}-{entry_key(time)}@mentoring-bot",
        sequence=time.sequence,
        stamp=time.changed_at,
        last_modified=time.changed_at,
        start=time.at,
        end=time.ends_at,
        summary=SAYS,
        location=time.place or None,
        description=f"From {definition.name}.",
        organizer=vCalAddress.new(coach.email, cn=coach.name),
        classification=CLASS.PRIVATE,
        status=STATUS.CONFIRMED,
    )
    made = Calendar.new(
        prodid="-//mentoring-bot//one-to-ones//EN", method="PUBLISH", subcomponents=[entry]
    )
    return Attachment(
        label="Put it in your calendar",
        name="talk-alone.ics",
        text=made.to_ical().decode(),
        media="text/calendar; method=PUBLISH",
    )
