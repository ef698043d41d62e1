"""A code goes by mail to an address, and whoever types it has proved that they read mail there (R11.5)."""

from handlers.kit.addressee import Addressee, NobodyToTell
from handlers.kit.conversation import Conversation
from handlers.kit.post import mail
from handlers.kit.turn import Moment
from handlers.kit.ui import Facts, Message, Prose
from scheme.forms.fields import ShortText
from scheme.member.proof import GOOD_MINUTES, Proof
from scheme.subject import Subject
from storage.member import proofs
from storage.work import Work

proving = Conversation(name="proof")

CODE = ShortText(
    key="code",
    label="The code from the mail",
    help="Six letters, large or small.",
    most=20,
    fills="off",
)
WRONG = "This is not the code of the latest mail, or it is good no more. You can have another sent."
FOR = {
    "account": "It makes the chat in which it was asked for yours.",
    "application": "Somebody who applied gave this address as another way to reach them, and asks you for the code.",
    "move": "It makes this the address that we write to.",
}


async def send_code(work: Work, scheme: str, about: Subject, address: str) -> Proof:
    """Mail a code to an address. Raises `Refusal` where too many were asked for."""
    proof = await proofs.ask(work, scheme, about, address.lower())
    await mail(work, f"proof:{proof.id}", name="proof", key="code", note=str(proof.id))
    return proof


@proving.addressee("proof")
async def addressee(work: Work, proof_id: int) -> Addressee | None:
    """Whoever reads mail at the address; None once its code would be good no more."""
    proof = await proofs.by_id(work, proof_id)
    if proof is None or proof.good_until <= work.now or proof.scheme not in work.definitions:
        return None
    zone = work.definitions[proof.scheme].zone
    return Addressee(address=proof.address, name="", scheme=proof.scheme, zone=zone)


@proving.draws("proof")
async def letter(moment: Moment, work: Work) -> Message:
    """The code, made as the mail goes out: it stands nowhere else."""
    proof = await proofs.by_id(work, int(moment.occasion))
    if proof is None:
        raise NobodyToTell
    code = await proofs.code_for(work, proof)
    text = (
        f"Here is the code that was asked for. Type it where you were asked for it, within {GOOD_MINUTES} minutes. "
        f"{FOR.get(proof.about.kind, '')}"
    )
    return Message(
        text=text.strip(),
        parts=(
            Facts((("Code", code),)),
            Prose("If you did not ask for it, you need do nothing. Please give it to nobody."),
        ),
        heading="Your code",
    )
