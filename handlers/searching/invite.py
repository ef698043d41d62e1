"""Somebody named who is not registered is invited: one mail with a link, a no that is forgotten, an end (R3.5)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.post import mail
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Link, Prose, Reply, View, says
from handlers.searching.invited import TITLE, words
from handlers.searching.nobody import sought
from handlers.searching.told import show, was_told_today
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import ShortText
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.searching.invitation import GOOD_DAYS, Invitation
from scheme.wording import a, counted
from storage import applications, awareness, people
from storage.plans import subject_of
from storage.searching import invitations
from storage.work import Work

invite = Conversation(name="nobody")

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
    mail_says = words(definition, turn.person.name)
    return Reply(
        window=Form(
            title=TITLE,
            action="nobody.invited",
            fields=(NAME, ADDRESS),
            submit="Send the invitation",
            subject=turn.subject,
            private=True,  # whose name and address it is, no chat keeps
            parts=(Prose(text), Prose(mail_says, "What they read")),
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
