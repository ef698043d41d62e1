"""The seat of somebody who is about to be erased is given up (R11.1, R13.1)."""

from handlers.kit.conversation import Conversation
from handlers.kit.events import PersonLeaves
from handlers.kit.turn import Moment
from handlers.oversight import seats
from storage import people
from storage.work import Work

member_leaves = Conversation(name="organise")


@member_leaves.hears(PersonLeaves)
async def gives_up(moment: Moment, work: Work, event: PersonLeaves) -> None:
    """What waited for them is with the others. Raises `Refusal` where nobody else has their duty."""
    seat = await people.seat_of(work, moment.definition.key, event.person_id)
    if seat is not None:
        person = await people.by_id(work, event.person_id)
        await seats.leave(moment, work, seat, person.name)
