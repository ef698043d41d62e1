"""An address that an applicant gives as second contact is proved by a code; until then it is marked as not proved (R5.7)."""

from contextlib import suppress

from handlers.forms import proving
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Message, Prose, Reply, says
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.matching.side import text
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import addresses_in
from storage.member import proofs
from storage.work import Work

second_contact = Conversation(name="contact")

NOTHING = "There is no second address on this application that waits to be proved."


async def ask_to_prove(turn: Turn, work: Work, application: Application) -> None:
    """Mail a code to the second contact of an application that was sent or changed; nothing where it is proved, or none."""
    address = await _unproved(turn, work, application)
    if not address:
        return
    subject = Subject("application", application.id)
    pending = await proofs.pending(work, subject)
    if pending is not None and pending.address == address:
        return
    with suppress(Refusal):  # too many codes were asked for: it can be proved later
        await proving.send_code(work, application.scheme, subject, address)
        told = (
            "A code is on its way to your second contact. Typed here, it shows that mail reaches you there. It can wait, and "
            "nothing depends on it."
        )
        await tell(
            work,
            application.person_id,
            Message(text=told, buttons=(_type(subject), HOME), heading="Your second contact"),
            key=f"contact:{application.id}",
            notify=False,
        )


def _type(subject: Subject) -> Button:
    return Button(label="Type the code", action="contact.code", subject=subject, opens=True)


async def _unproved(turn: Turn, work: Work, application: Application) -> str:
    """The address that is to be proved; "" where there is none, or several, or no mail can be sent."""
    if not turn.catalogue.mails or not application.is_open:
        return ""
    own = {turn.person.email, text(application.answers, "email").lower()}
    given = addresses_in(text(application.answers, "second_contact")) - own
    proved = await proofs.proved_about(work, Subject("application", application.id))
    left = sorted(given - proved)
    if len(left) != 1:
        return ""
    return left[0]


@second_contact.step("code", Audience.PARTY, about="application", opens=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """A field for the code."""
    return Reply(window=_form(turn, await _must_be_unproved(turn, work)))


async def _must_be_unproved(turn: Turn, work: Work) -> str:
    address = await _unproved(turn, work, turn.the(Application))
    if not address:
        raise Refusal(NOTHING)
    return address


def _form(turn: Turn, address: str, wrong: str = "") -> Form:
    return Form(
        title="Prove your second contact",
        action="contact.proved",
        fields=(proving.CODE,),
        submit="This is it",
        subject=turn.subject,
        parts=(Prose(f"A code goes to {address}, and is good for twenty minutes."),),
        errors={"code": wrong} if wrong else {},
        buttons=(Button(label="Send a new code", action="contact.new_code", subject=turn.subject),),
    )


@second_contact.step("new_code", Audience.PARTY, about="application", pace=SELDOM)
async def new_code(turn: Turn, work: Work) -> Reply:
    """Mail another code."""
    address = await _must_be_unproved(turn, work)
    await proving.send_code(work, turn.definition.key, turn.subject, address)
    return says("A new code is on its way to your second contact.", _type(turn.subject))


@second_contact.step("proved", Audience.PARTY, about="application")
async def take(turn: Turn, work: Work) -> Reply:
    """The code is right: the address is proved. A wrong one is counted, and asked for again."""
    address = await _must_be_unproved(turn, work)
    code = str(check((proving.CODE,), turn.answers)["code"] or "")
    proof = await proofs.pending(work, turn.subject)
    if proof is None or proof.address != address or not await proofs.is_right(work, proof, code):
        return Reply(window=_form(turn, address, proving.WRONG))
    proof.prove(turn.now)
    done = Message(text="Your second contact is proved. Thank you.", heading="Your second contact")
    await tell(work, turn.person.id, done, key=f"contact:{turn.subject.id}", notify=False)
    return says("Thank you: mail reaches you there.", HOME)
