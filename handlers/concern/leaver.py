"""Questions, issues and words in confidence of somebody who is about to be erased close; a complaint goes on (R11.1, R8.3)."""

from handlers.concern import cards
from handlers.kit.conversation import Conversation
from handlers.kit.events import PersonLeaves
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from scheme.concern.enquiry import Enquiry
from storage.concern import concerns, soundings
from storage.plans import subject_of
from storage.work import Work

asker_leaves = Conversation(name="enquiry")


@asker_leaves.hears(PersonLeaves)
async def closes(moment: Moment, work: Work, event: PersonLeaves) -> None:
    """Nobody is left to be answered."""
    scheme = moment.definition.key
    for raised in await concerns.own(work, scheme, event.person_id):
        if isinstance(raised, Enquiry):
            raised.settle(moment.now)
            await cards.show(
                moment, work, raised, note="Whoever raised it has left, and it is closed."
            )
    for sounding in await soundings.asked_by(work, scheme, event.person_id):
        if sounding.is_open:
            sounding.take_back(moment.now)
            gone = Message(text="This was taken back, so nothing is needed. Thank you.")
            await tell(work, sounding.asked_id, gone, key=str(subject_of(sounding)), notify=False)
