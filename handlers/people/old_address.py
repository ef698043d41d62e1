"""Once a new address counts, the old one is told: whoever reads mail there may not be who gave the new one (R5.7, R11.5)."""

from handlers.kit.addressee import Addressee
from handlers.kit.conversation import Conversation
from handlers.kit.post import mail
from handlers.kit.turn import Moment
from handlers.kit.ui import Message, Prose
from scheme.member.move import Move
from scheme.people import Person
from storage.member import moves
from storage.plans import subject_of
from storage.work import Work

old_address = Conversation(name="moved")


async def tell_old_address(moment: Moment, work: Work, move: Move, person: Person) -> None:
    """Mail the address that counted until now, once; not where nobody reads there any more, as far as is known."""
    old = move.address_before
    if moment.catalogue.mails and old and person.takes_mail_at(old):
        subject = str(subject_of(move))
        await mail(work, subject, name=subject, key="old address")


@old_address.addressee("move")
async def addressee(work: Work, move_id: int) -> Addressee | None:
    """Whoever reads mail at the old address; by no name, as it may be somebody else by now."""
    move = await moves.by_id(work, move_id)
    definition = work.definitions.get(move.scheme) if move else None
    if move is None or definition is None or not move.address_before:
        return None
    return Addressee(
        address=move.address_before,
        name="",
        scheme=definition.key,
        zone=definition.zone,
    )


@old_address.draws("move")
async def letter(moment: Moment, work: Work) -> Message:
    """That mail goes elsewhere, and whom to tell if that is wrong. Neither a name nor the new address stands in it."""
    contact = moment.definition.help[0]
    where = ", ".join(filter(None, (contact.email, contact.phone)))
    return Message(
        text=(
            f"{moment.definition.name} writes to another address of yours from now on: somebody asked for that, and it was "
            "confirmed. No more mail comes here. If it was you, nothing is needed."
        ),
        parts=(
            Prose(
                f"If it was not you, please tell {contact.name} soon, who can put it right: {where}."
            ),
        ),
        heading="Your address was changed",
    )
