"""Those whom a call for mentors is for: what they read and when, by chat or by mail; and what ends the call (R3.5)."""

from handlers.group.changed import application_changed
from handlers.kit.addressee import Addressee, NobodyToTell
from handlers.kit.conversation import Conversation
from handlers.kit.post import unasked
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Link, Message, Prose
from handlers.searching.told import is_sought, show
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import ROLES, Person, Role
from scheme.searching.call import Called, MentorCall
from scheme.wording import a, capital, several
from storage import applications, awareness, people
from storage.searching import calls, invitations
from storage.work import Work

call_goes = Conversation(name="nobody")

RARELY = "No is fine; this comes twice a year at most."


def words(definition: Definition, wanted: tuple[str, ...]) -> str:
    """What a call says, after the name of its reader. `wanted`: what kind of mentor is looked for above all."""
    looked_for = f", above all: {'; '.join(wanted)}" if wanted else ""
    mentors = several(definition.terms.mentor)
    return (
        f"{definition.name} looks for {mentors}{looked_for}. You know what it is like: would you be {a(definition.terms.mentor)}, or "
        "do you know somebody?"
    )


def _asks(definition: Definition, made: MentorCall, person: Person) -> Message:
    text = person.addressed(words(definition, made.wanted(definition)))
    term = a(definition.terms.mentor)
    return Message(
        text=f"{text} {RARELY}",
        buttons=(
            Button(
                label=f"Be {term}",
                action="apply.mentor",
                style="primary",
                opens=True,
                scheme=definition.key,
            ),
            Button(label="How it works", action="home.about", opens=True, scheme=definition.key),
        ),
        heading=f"{capital(several(definition.terms.mentor))} are looked for",
    )


async def _takes_part(work: Work, definition: Definition, person_id: PersonId) -> bool:
    """Whether somebody is, or asks to be, a mentor by now; where nobody is both, whether they look for one."""
    roles: tuple[Role, ...] = ("mentor",) if definition.eligibility.both_roles else ROLES
    for role in roles:
        if await applications.open_of(work, definition.key, person_id, role) is not None:
            return True
    return False


@call_goes.when("called", "call")
async def tell_person(moment: Moment, work: Work) -> None:
    """A word to one of those who were with us, when it is welcome; none once the call is over, or they mentor by now."""
    each = moment.the(Called)
    made = moment.the(MentorCall)
    definition = moment.definition
    if each.person_id is None or not made.is_open:
        return
    if await _takes_part(work, definition, each.person_id):
        return
    person = await people.by_id(work, each.person_id)
    if await unasked(moment, work, person.id, _asks(definition, made, person)):
        each.tell(moment.now)


@call_goes.addressee("called")
async def addressee(work: Work, called_id: int) -> Addressee | None:
    """An organisation's contact; None once the call is over, the contact is gone, or they want no such mail."""
    found = await calls.by_id(work, called_id)
    if found is None or not found[1].is_open:
        return None
    definition = work.definitions.get(found[1].scheme)
    if definition is None:
        return None
    contact = next(
        (each.contact for each in definition.organisations if each.key == found[0].organisation), ""
    )
    if not contact or await awareness.is_stopped(work, contact):
        return None
    return Addressee(
        address=contact,
        name="",
        scheme=definition.key,
        zone=definition.zone,
        stop=f"/invited/stop/{invitations.stopping(0, contact)}",
    )


@call_goes.draws("called")
async def letter(moment: Moment, work: Work) -> Message:
    """The mail to an organisation's contact, who passes it on if they like."""
    made = moment.the(MentorCall)
    if not made.is_open:
        raise NobodyToTell
    definition = moment.definition
    wanted = made.wanted(definition)
    looked_for = f" Looked for above all: {'; '.join(wanted)}." if wanted else ""
    mentors = several(definition.terms.mentor)
    return Message(
        text=f"{definition.name} looks for {mentors}, and you are its contact at your organisation.{looked_for} Could you pass this "
        f"on to colleagues who might like to be {a(definition.terms.mentor)}?",
        parts=(
            Link("The page to pass on", f"{moment.catalogue.site}/about/{definition.key}"),
            Prose(
                "The page says what it is and how much time it takes. This is the only mail of this call, and it needs no answer."
            ),
        ),
        heading=f"{definition.name} looks for {mentors}",
    )


# What ends it


@call_goes.when("mentorcall", "over")
async def over(moment: Moment, work: Work) -> None:
    """Four weeks are over: the Group looks at the suggestions again."""
    moment.the(MentorCall).close(moment.now)
    await work.flush()
    mentee = moment.the(Application)
    await show(moment, work, mentee)
    if is_sought(mentee):
        note = f"The call for {several(moment.definition.terms.mentor)} is over; please look at the suggestions again."
        await application_changed(moment, work, mentee, note=note)


async def close(moment: Moment, work: Work, mentee: Application) -> None:
    """Nobody is looked for any more: whoever was not called yet is left in peace."""
    for made in await calls.about(work, mentee.id):
        made.close(moment.now)
