"""A planned meeting as the two have it: one message each, kept up, and a calendar file that follows it (R6.3)."""

from collections.abc import Mapping
from datetime import date

from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import CLASS, STATUS

from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Attachment, Button, Message, When
from handlers.pair.pairs import two as two_of
from scheme.calendar import add_days, local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.meeting.appointment import Appointment, Plan, spoken_at
from scheme.meeting.meeting import way
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from scheme.wording import counted
from storage import meetings
from storage.plans import subject_of
from storage.work import Work

Two = Mapping[PersonId, Person]

NEARLY = 7  # days; a meeting noted so long before the day planned was that meeting, brought forward


def when(plan: Appointment, reader: Person, partner: Person) -> str:
    """When it is, on the reader's clock; the zone is named where the partner's clock differs."""
    return spoken_at(plan.at, reader.zone, partner.zone)


def time_of(plan: Appointment, reader: Person, partner: Person) -> When:
    """The same for platforms that know their reader's own clock; a message says it in its words as well (R12.5)."""
    return When(label="When", at=plan.at, text=when(plan, reader, partner))


def shape(definition: Definition, plan: Appointment) -> str:
    """How long and how: "90 minutes, Teams"."""
    return f"{counted(plan.minutes, 'minute')}, {way(definition, plan.how)}"


def calendar_file(
    definition: Definition, plan: Appointment, pair: Partnership, two: Two, reader_id: PersonId
) -> Attachment:
    """The calendar entry as it stands. Saved again after a change, it updates or removes the earlier one.

    Calendars tell entries apart by their UID and later states by their SEQUENCE, and want an organiser who stays the
    same (RFC 5546); here that is the mentee, whose meeting it is. Times are in UTC: each calendar shows its own.
    """
    off = plan.state == Plan.CANCELLED
    partner = two[pair.partner_of(reader_id)]
    event = Event.new(
        uid=f"{definition.key}-{entry_key(plan, pair)}@mentoring-bot",
        sequence=plan.sequence,
        stamp=plan.changed_at,
        start=plan.at,
        end=plan.ends_at,
        summary=f"Mentoring meeting with {partner.name}",
        location=way(definition, plan.how),
        description=f"Planned in {definition.name}. Move it or call it off there, and both of you hear of it.",
        organizer=vCalAddress.new(two[pair.mentee_id].email, cn=two[pair.mentee_id].name),
        attendees=[
            vCalAddress.new(person.email, cn=person.name, partstat="ACCEPTED", rsvp=False)
            for person in two.values()
        ],
        classification=CLASS.PRIVATE,
        status=STATUS.CANCELLED if off else STATUS.CONFIRMED,
    )
    method = "CANCEL" if off else "REQUEST"
    entry = Calendar.new(
        prodid="-//mentoring-bot//meetings//EN", method=method, subcomponents=[event]
    )
    if off:
        label = "Take it out of your calendar"
    else:
        label = "Put it in your calendar"
    return Attachment(
        label=label,
        name="meeting.ics",
        text=entry.to_ical().decode(),
        media=f"text/calendar; method={method}",
    )


def entry_key(plan: Appointment, pair: Partnership) -> str:
    """What tells a meeting from all others in a calendar, also from those of a database that was begun anew."""
    return f"{plan.id}-{pair.introduced_at:%Y%m%dT%H%M%S}"


def key_of(plan: Appointment) -> str:
    """The key of the one message that each of the two has about a plan."""
    return str(subject_of(plan))


def changes(plan: Appointment, pair: Partnership) -> tuple[Button, ...]:
    """What one can do about a plan that stands."""
    return (
        Button(
            label="Prepare",
            action="prepare.ask",
            subject=subject_of(pair),
            answers={"stage": "preparing"},
            opens=True,
        ),
        Button(label="Move", action="plan.form", subject=subject_of(pair), opens=True),
        Button(label="Call it off", action="plan.cancel", subject=subject_of(plan), opens=True),
    )


async def show_plan(moment: Moment, work: Work, plan: Appointment, pair: Partnership) -> None:
    """Tell both what the plan is now, in the message they have of it, with the file as it is now."""
    two = await two_of(work, pair)
    definition = moment.definition
    for reader in two.values():
        partner = two[pair.partner_of(reader.id)]
        own = plan.planned_by == reader.id
        if own:
            by = "You"
        else:
            by = two[plan.planned_by].short_name
        at = when(plan, reader, partner)
        file = calendar_file(definition, plan, pair=pair, two=two, reader_id=reader.id)
        if plan.state == Plan.CANCELLED:
            text = f"{by} called off the meeting of {at}. Nothing more is needed; plan another when it suits you both."
            again = Button(
                label="Plan another",
                action="plan.form",
                subject=subject_of(pair),
                style="primary",
                opens=True,
            )
            message = Message(
                text=text, parts=(file,), buttons=(again,), heading="Meeting called off"
            )
        else:
            if plan.sequence:
                did = "moved your next meeting to"
            else:
                did = "planned your next meeting for"
            if own:
                then = f"{partner.short_name} hears of it too."
            else:
                then = "If it doesn't suit you, move it; no harm done."
            text = f"{by} {did} {at}: {shape(definition, plan)}. {then}"
            message = Message(
                text=text,
                parts=(time_of(plan, reader, partner), file),
                buttons=changes(plan, pair),
                heading="Next meeting",
            )
        await tell(work, reader.id, message, key=key_of(plan))


async def cancel_plan(moment: Moment, work: Work, pair: Partnership) -> None:
    """The partnership ends or rests, and with it the meeting that was planned, if any: its message and file say so."""
    plan = await meetings.plan_of(work, pair.id)
    if plan is None:
        return
    if not plan.is_ahead(moment.now):
        plan.settle()
        await _put_away(work, plan, pair, "That meeting's time has passed.")
        return
    plan.cancel(plan.planned_by, moment.now)
    two = await two_of(work, pair)
    for reader in two.values():
        at = when(plan, reader, two[pair.partner_of(reader.id)])
        file = calendar_file(moment.definition, plan, pair=pair, two=two, reader_id=reader.id)
        message = Message(
            text=f"The meeting of {at} is off. The file takes it out of your calendar.",
            parts=(file,),
        )
        await tell(work, reader.id, message, key=key_of(plan), notify=False)


async def settle_plan(moment: Moment, work: Work, pair: Partnership, day: date) -> None:
    """A meeting was noted for a day: a plan for about then is answered, and asks for nothing more."""
    plan = await meetings.plan_of(work, pair.id)
    if plan is None:
        return
    planned = local_day(plan.at, moment.definition.zone)
    if planned <= moment.today and day >= add_days(planned, -NEARLY):
        plan.settle()
        await _put_away(work, plan, pair, f"You two met on {spoken(day)}. It is noted.")


async def _put_away(work: Work, plan: Appointment, pair: Partnership, text: str) -> None:
    for person_id in (pair.mentee_id, pair.mentor_id):
        await tell(work, person_id, Message(text=text), key=key_of(plan), notify=False)


async def pass_over(work: Work, plan: Appointment, pair: Partnership) -> None:
    """A plan whose time has gone by makes room for the next, or did not happen."""
    plan.settle()
    await work.flush()
    await _put_away(
        work, plan, pair, "That meeting's time has passed. If you met, log it whenever you like."
    )
