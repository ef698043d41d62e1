"""Introducing two people, each in their own chat: contact details, first steps, who writes first (R4.5)."""

from datetime import date

from handlers.kit.post import tell
from handlers.kit.reading import listed
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message, Part
from handlers.pair.contact import contact_of
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.learning.shelves import resources_for
from scheme.partnership.partnership import Partnership
from scheme.people import Person, Role
from scheme.subject import Subject
from storage import applications, people
from storage.work import Work


async def introduce(moment: Moment, work: Work, pair: Partnership, *, notify: bool = True) -> None:
    """Tell each of the two about the other; again, without `notify`, to bring the buttons in line with the start."""
    known = await people.by_ids(work, {pair.mentee_id, pair.mentor_id})
    for person in known.values():
        partner = known[pair.partner_of(person.id)]
        if pair.role_of(person.id) == "mentee":
            theirs = pair.mentor_application_id
        else:
            theirs = pair.mentee_application_id
        told = _introduction(
            moment.definition,
            pair,
            person=person,
            partner=partner,
            theirs=await applications.by_id(work, theirs),
            today=moment.today,
        )
        await tell(work, person.id, told, key=f"partnership:{pair.id}", notify=notify)


def _introduction(
    definition: Definition,
    pair: Partnership,
    person: Person,
    partner: Person,
    theirs: Application,
    today: date,
) -> Message:
    """What one of the two reads."""
    role = pair.role_of(person.id)
    subject = Subject("partnership", pair.id)
    match definition.choosing.first_contact:
        case "either":
            first = "Either of you can write first"
        case writes if writes == role:
            first = "You write first"
        case _:
            first = f"{partner.short_name} writes first"
    begun = Button(
        label="We have started", action="start.started", subject=subject, style="primary"
    )
    not_right = Button(label="Not right for me", action="end.ask", subject=subject, opens=True)
    return Message(
        text=f"{person.greeted('Good news')}: {partner.name} is your {definition.term(theirs.role)}. {first}: a short hello and "
        f"two dates for a first talk. {together(definition, pair, today)}When you have started, tell me here.",
        parts=(*contact_of(definition, partner, theirs), *first_steps(definition, role)),
        buttons=(not_right,) if pair.started_by(person.id) else (begun, not_right),
        heading=f"Meet {partner.name}",
    )


def together(definition: Definition, pair: Partnership, today: date) -> str:
    """What a pair read of the days that their round has in common, as sentences with a space behind; "" for none ahead."""
    begins = pair.begins_together(definition)
    started_on = pair.started_on or pair.counts_from(definition, today)
    ends = pair.ends_together(definition, started_on)
    if begins is not None and begins > today:
        until = f", to {spoken(ends)}" if ends else ""
        return f"Your time counts from {spoken(begins)}, when everybody starts{until}. "
    if ends is not None and ends > today:
        return f"Your time together is planned until {spoken(ends)}. "
    return ""


def first_steps(definition: Definition, role: Role) -> tuple[Part, ...]:
    """What the scheme offers to read before a first talk."""
    return listed(resources_for(definition, role, "starting"))
