"""The calendar file of a planned meeting: valid whatever people are called, and the same entry whenever it changes (R6.3)."""

from datetime import UTC, datetime

import icalendar
import pytest

from handlers.kit.ui import Message, message_from, message_json
from handlers.meeting.plan_card import calendar_file
from scheme.definition.loading import load, preset
from scheme.ids import ApplicationId, CandidateId, PartnershipId, PersonId
from scheme.meeting.appointment import Appointment
from scheme.partnership.partnership import Partnership
from scheme.people import Person

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
ALN = load(preset("aln"))


def entry(name: str = "Priya Nair", *, how: str = "phone", minutes: int = 60) -> str:
    """The file that a mentee gets about a meeting with a mentor of that name."""
    two = {
        PersonId(1): Person(name="Maya Thorne", email="maya@fellside.example.org", since=NOW),
        PersonId(2): Person(name=name, email="priya@harbour.example.org", since=NOW),
    }
    for number, person in two.items():
        person.id = number
    pair = Partnership(
        scheme="aln",
        candidate_id=CandidateId(1),
        mentee_application_id=ApplicationId(1),
        mentor_application_id=ApplicationId(2),
        mentee_id=PersonId(1),
        mentor_id=PersonId(2),
        introduced_at=NOW,
    )
    plan = Appointment(
        scheme="aln",
        partnership_id=PartnershipId(7),
        at=datetime(2027, 6, 14, 13, 0, tzinfo=UTC),
        minutes=minutes,
        how=how,
        planned_by=PersonId(1),
        changed_at=NOW,
    )
    plan.id = 3
    return calendar_file(ALN, plan, pair, two, PersonId(1)).text


@pytest.mark.parametrize(
    "name",
    [
        "Priya; Nair, PhD",
        'Priya "Pri" Nair',
        "Priya\\nNair",
        "Priya\r\nATTENDEE:mailto:stranger@example.org",
        "Żaneta Ñuñez-Ødegård the Third of a Very Long Name That Has to Be Folded Over Two Lines 👋",
    ],
)
def test_no_name_breaks_the_file_or_adds_to_it(name: str) -> None:
    read = icalendar.Calendar.from_ical(entry(name))
    assert isinstance(read, icalendar.Calendar)
    [event] = read.events
    assert str(event["SUMMARY"]).startswith("Mentoring meeting with ")
    assert [str(one) for one in event.attendees] == [
        "mailto:maya@fellside.example.org",
        "mailto:priya@harbour.example.org",
    ]


def test_times_are_given_in_utc_so_that_each_calendar_shows_its_own() -> None:
    assert "DTSTART:20270614T130000Z" in entry()
    assert "DTEND:20270614T140000Z" in entry()


def test_lines_end_and_are_folded_as_calendars_want_them() -> None:
    lines = entry("A" * 150).encode().split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert lines[0] == b"BEGIN:VCALENDAR"


def test_a_way_of_meeting_that_the_scheme_has_no_longer_stays_readable() -> None:
    assert "LOCATION:pigeon" in entry(how="pigeon")


def test_the_file_comes_through_the_outbox_unchanged() -> None:
    two = {
        PersonId(1): Person(name="Maya Thorne", email="maya@fellside.example.org", since=NOW),
        PersonId(2): Person(name="Priya", email="p@harbour.example.org", since=NOW),
    }
    plan = Appointment(
        scheme="aln",
        partnership_id=PartnershipId(7),
        at=NOW,
        minutes=60,
        how="phone",
        planned_by=PersonId(1),
        changed_at=NOW,
    )
    plan.id = 3
    file = calendar_file(
        ALN,
        plan,
        Partnership(
            scheme="aln",
            candidate_id=CandidateId(1),
            mentee_application_id=ApplicationId(1),
            mentor_application_id=ApplicationId(2),
            mentee_id=PersonId(1),
            mentor_id=PersonId(2),
            introduced_at=NOW,
        ),
        two,
        PersonId(1),
    )
    assert message_from(message_json(Message(text="Here.", parts=(file,)))).parts == (file,)
