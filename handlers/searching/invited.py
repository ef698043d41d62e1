"""Whoever was invited by mail: the mail, the page, and what becomes of it; nothing of it is about a mentee (R3.5)."""

from handlers.group.changed import application_changed
from handlers.kit.addressee import Addressee, NobodyToTell
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationReceived
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Facts, Link, Message, Prose, View
from handlers.searching.told import is_sought, show
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.partnership.usual import meets, usual_time
from scheme.searching.invitation import GOOD_DAYS, Invitation, InvitationState
from scheme.subject import Subject
from scheme.wording import a, counted, several
from storage import applications, ledger, people
from storage.searching import invitations
from storage.web import links
from storage.work import Work

invited = Conversation(name="nobody")

PURPOSE = "invitation"  # of the links
TITLE = "Invite somebody"


def words(definition: Definition, by: str) -> str:
    """What the mail says before its link; nothing of it is about a mentee."""
    mentors = several(definition.terms.mentor)
    return (
        f"{by}, who helps to run {definition.name}, thought of you: the scheme looks for {mentors}. The page says what it is and "
        "how much time it takes. There you can register or say no, and neither needs a reason."
    )


# The mail


@invited.addressee("invitation")
async def addressee(work: Work, invitation_id: int) -> Addressee | None:
    """Whoever is invited; None once that is over, so that nothing is sent any more."""
    invitation = await invitations.by_id(work, invitation_id)
    if invitation is None or not invitation.is_open:
        return None
    definition = work.definitions.get(invitation.scheme)
    if definition is None:
        return None
    return Addressee(
        address=invitation.address,
        name=invitation.name,
        scheme=invitation.scheme,
        zone=definition.zone,
        stop=f"/invited/stop/{invitations.stopping(invitation.id, invitation.address)}",
    )


@invited.draws("invitation")
async def letter(moment: Moment, work: Work) -> Message:
    """The one mail, with a link that it alone holds."""
    invitation = moment.the(Invitation)
    if not invitation.is_open:
        raise NobodyToTell
    by = (await people.by_id(work, invitation.asked_by)).name
    token = await links.make(
        work, PURPOSE, str(moment.subject), now=work.now, until=invitation.good_until
    )
    definition = moment.definition
    end = Prose(
        f"This is the only mail. Your name and address are deleted when you say no, and after {counted(GOOD_DAYS, 'day')} in any "
        "case. If it says nothing to you, you need do nothing."
    )
    return Message(
        text=words(definition, by),
        parts=(Link("Read about it", f"{moment.catalogue.site}/invited/{token}"), end),
        heading=f"{by} thought of you as {a(definition.terms.mentor)}",
    )


@invited.lost("invitation")
async def not_there(work: Work, invitation_id: int, address: str) -> bool:
    """Nobody is at that address: whoever invited them hears so, and the address is forgotten. Another is not tried."""
    invitation = await invitations.by_id(work, invitation_id)
    if invitation is None or address not in ("", invitation.address):
        return False
    if invitation.settle(InvitationState.LOST, work.now):
        text = (
            "The mail to somebody you invited did not arrive: nobody seems to be at that address. It is deleted here. You can "
            "invite them at another, or have a word with them."
        )
        again = Button(
            label="What else can be done",
            action="nobody.open",
            subject=Subject("application", invitation.application_id),
            opens=True,
        )
        await tell(work, invitation.asked_by, Message(text=text, buttons=(again,), heading=TITLE))
    return False


# The page


def shown(moment: Moment) -> View:
    """What whoever is invited reads before anything: what it is, how much time it takes, and that either answer is fine."""
    definition = moment.definition
    term = definition.terms.mentor
    rows = (("Meetings", meets(definition)), ("For", usual_time(definition)))
    first = definition.about.partition("\n\n")[0].strip()
    contact = definition.help[0]
    parts = (
        Prose(
            f"Somebody who helps to run {definition.name} thought of you as {a(term)}. Registering binds you to nothing: you are "
            f"asked before anybody is put together with you, and can say no each time."
        ),
        Link("Read more, and register", f"/about/{definition.key}"),
        *((Prose(first, "What it is"),) if first else ()),
        Facts(rows, "What it takes"),
        Prose(
            f"Was this handed on to you? Then leave the button to whoever had the mail; you are welcome to register as well. "
            f"Questions: {contact.name}, {contact.email or contact.phone}.",
            "Good to know",
        ),
    )
    return View(title=f"Would you like to be {a(term)}?", parts=parts)


# What becomes of it


async def says_no(moment: Moment, work: Work) -> None:
    """Whoever is invited would rather not: who they are is forgotten, and the Group looks further. Again changes nothing."""
    invitation = moment.the(Invitation)
    if invitation.settle(InvitationState.DECLINED, moment.now):
        subject = moment.subject
        await ledger.record(work, invitation.scheme, None, "invitation.no", subject, "done")
        await _came_to_nothing(moment, work, "would rather not")


@invited.when("invitation", "lapse")
async def lapse(moment: Moment, work: Work) -> None:
    """Four weeks without a word: who they are is forgotten, and the Group looks further."""
    if moment.the(Invitation).settle(InvitationState.LAPSED, moment.now):
        await _came_to_nothing(moment, work, "has not answered")


async def _came_to_nothing(moment: Moment, work: Work, came: str) -> None:
    await work.flush()
    mentee = moment.the(Application)
    await show(moment, work, mentee)
    if is_sought(mentee):
        note = f"Somebody who was invited {came}; please look further."
        await application_changed(moment, work, mentee, note=note)


@invited.hears(ApplicationReceived)
async def came(moment: Moment, work: Work, event: ApplicationReceived) -> None:
    """Somebody who was invited has applied: the invitation has done what it was for, and is forgotten."""
    application = event.application
    if application.role != "mentor":
        return
    person = await people.by_id(work, application.person_id)
    invitation = await invitations.open_at(work, application.scheme, person.email)
    if invitation is None:
        return
    invitation.settle(InvitationState.CAME, moment.now)
    await work.flush()
    mentee = await applications.by_id(work, invitation.application_id)
    await show(moment, work, mentee)
    if is_sought(mentee):
        note = f"Somebody who was invited has applied as {a(moment.definition.terms.mentor)}: {application.ref}."
        await application_changed(moment, work, mentee, note=note)
