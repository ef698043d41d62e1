"""Somebody named who is not registered is invited: one mail with a link, a no that is forgotten, an end (R3.5)."""

from handlers.group.changed import application_changed
from handlers.kit.addressee import Addressee, NobodyToTell
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationReceived
from handlers.kit.post import mail, tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Form, Link, Message, Prose, Reply, View, says
from handlers.searching.nobody import sought
from handlers.searching.told import is_sought, show, was_told_today
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import ShortText
from scheme.pace import SELDOM
from scheme.partnership.usual import meets, usual_time
from scheme.refusal import Refusal
from scheme.searching.invitation import GOOD_DAYS, Invitation, InvitationState
from scheme.subject import Subject
from scheme.wording import a, counted, several
from storage import applications, awareness, ledger, people
from storage.plans import subject_of
from storage.searching import invitations
from storage.web import links
from storage.work import Work

invite = Conversation(name="nobody")

PURPOSE = "invitation"  # of the links
TITLE = "Invite somebody"
NAME = ShortText(key="name", label="Their name", most=120, fills="off")
ADDRESS = ShortText(key="address", label="Their e-mail address", form="email", fills="off")
NOT_THERE = "The bot doesn't write to this address. A word from you in person still works."


@invite.step("invite", Audience.UNCONFLICTED, about="application", opens=True)
async def whom(turn: Turn, work: Work) -> Reply:
    """Asks who is to be invited, and shows what they will read; without mail, the page to pass on in person."""
    await sought(turn, work)
    definition = turn.definition
    if not turn.catalogue.mails or not turn.catalogue.site:
        return Reply(window=_in_person(turn))
    text = (
        f"They get one mail, and no reminder. It names you and the scheme, never who waits for {a(definition.terms.mentor)}. "
        f"Their name and address are deleted when they say no, apply, or have not answered within {counted(GOOD_DAYS, 'day')}."
    )
    words = _words(definition, turn.person.name)
    return Reply(
        window=Form(
            title=TITLE,
            action="nobody.invited",
            fields=(NAME, ADDRESS),
            submit="Send the invitation",
            subject=turn.subject,
            parts=(Prose(text), Prose(words, "What they read")),
        )
    )


def _in_person(turn: Turn) -> View:
    text = "This bot sends no mail yet, so it can't write to them. A word from you in person works as well."
    site = turn.catalogue.site
    page = (Link("The page to show them", f"{site}/about/{turn.definition.key}"),) if site else ()
    back = Button(
        label="What else can be done", action="nobody.open", subject=turn.subject, opens=True
    )
    return View(title=TITLE, parts=(Prose(text), *page), buttons=(back,))


def _words(definition: Definition, by: str) -> str:
    """What the mail says before its link; nothing of it is about a mentee."""
    mentors = several(definition.terms.mentor)
    return (
        f"{by}, who helps to run {definition.name}, thought of you: the scheme looks for {mentors}. The page says what it is and "
        "how much time it takes. There you can register or say no, and neither needs a reason."
    )


@invite.step("invited", Audience.UNCONFLICTED, about="application", pace=SELDOM)
async def ask(turn: Turn, work: Work) -> Reply:
    """One mail goes out, and the mentee hears that somebody new was invited."""
    application = await sought(turn, work)
    if not turn.catalogue.mails or not turn.catalogue.site:
        raise Refusal("This bot sends no mail yet, so nothing was sent.")
    answers = check((NAME, ADDRESS), turn.answers)
    address = str(answers["address"]).lower()
    await _must_be_new(turn, work, address)
    first_today = not await was_told_today(turn, work, application)
    invitation = await work.add(
        Invitation(
            scheme=turn.definition.key,
            application_id=application.id,
            asked_by=turn.person.id,
            name=str(answers["name"]),
            address=address,
            asked_at=turn.now,
            address_mark=invitations.mark_of(address),
        )
    )
    await work.flush()
    subject = str(subject_of(invitation))
    await mail(work, subject, name=subject, key="invitation")
    await show(turn, work, application, notify=first_today)
    note = "Somebody who is not registered has been invited."
    await application_changed(turn, work, application, note=note)
    return says(
        f"The invitation is on its way. {application.applicant} has been told that you go on looking."
    )


async def _must_be_new(turn: Turn, work: Work, address: str) -> None:
    """Raises `Refusal`, beside the field, for who is there already, was invited, or does not want to be written to."""
    scheme = turn.definition.key
    if await invitations.open_at(work, scheme, address) is not None:
        raise Refusal("They have been invited already, and one mail is enough.", "address")
    known = await people.by_email(work, address)
    if known is not None and await applications.open_of(work, scheme, known.id, "mentor"):
        term = turn.definition.terms.mentor
        raise Refusal(f"They have applied as {a(term)} already.", "address")
    if await awareness.is_stopped(work, address):
        raise Refusal(NOT_THERE, "address")


# The mail


@invite.addressee("invitation")
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


@invite.draws("invitation")
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
        text=_words(definition, by),
        parts=(Link("Read about it", f"{moment.catalogue.site}/invited/{token}"), end),
        heading=f"{by} thought of you as {a(definition.terms.mentor)}",
    )


@invite.lost("invitation")
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


@invite.when("invitation", "lapse")
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


@invite.hears(ApplicationReceived)
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
