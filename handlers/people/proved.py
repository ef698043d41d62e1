"""A changed address is proved by a code instead of waiting for an administrator, who still hears of it (R5.7, R11.5)."""

from handlers.forms import proving
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Prose, Reply, says
from handlers.people.moved import address_counts, proof_button
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.member.move import Move, MoveState
from scheme.pace import SELDOM
from storage.member import proofs
from storage.work import Work

proved = Conversation(name="moved")


@proved.step("code", Audience.PARTY, about="move", opens=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """A field for the code."""
    turn.the(Move).must_wait()
    return Reply(window=_form(turn))


def _form(turn: Turn, wrong: str = "") -> Form:
    address = turn.the(Move).address
    again = Button(label="Send a new code", action="moved.new_code", subject=turn.subject)
    return Form(
        title="Prove your new address",
        action="moved.proved",
        fields=(proving.CODE,),
        submit="This is it",
        subject=turn.subject,
        parts=(Prose(f"A code went to {address}. Once you have typed it, the address counts."),),
        errors={"code": wrong} if wrong else {},
        buttons=(again,),
    )


@proved.step("new_code", Audience.PARTY, about="move", pace=SELDOM)
async def new_code(turn: Turn, work: Work) -> Reply:
    """Mail another code; the earlier one is good no more."""
    move = turn.the(Move)
    move.must_wait()
    await proving.send_code(work, move.scheme, turn.subject, move.address)
    return says("A new code is on its way to your new address.", proof_button(move))


@proved.step("proved", Audience.PARTY, about="move")
async def take(turn: Turn, work: Work) -> Reply:
    """The code is right: the address counts from now on. A wrong one is counted, and asked for again."""
    move = turn.the(Move)
    move.must_wait()
    code = str(check((proving.CODE,), turn.answers)["code"] or "")
    proof = await proofs.pending(work, turn.subject)
    if (
        proof is None
        or proof.address != move.address
        or not await proofs.is_right(work, proof, code)
    ):
        return Reply(window=_form(turn, proving.WRONG))
    return await address_counts(turn, work, MoveState.PROVED)
