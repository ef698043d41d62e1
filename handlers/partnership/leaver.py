"""The partnerships of somebody who is about to be erased end; the partner hears that, and no more (R11.1, R5.4)."""

from handlers.kit.conversation import Conversation
from handlers.kit.events import PersonLeaves
from handlers.kit.turn import Moment
from handlers.partnership import closing
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from storage import matters, partnerships
from storage.work import Work

partner_leaves = Conversation(name="end")


@partner_leaves.hears(PersonLeaves)
async def ends(moment: Moment, work: Work, event: PersonLeaves) -> None:
    """At once: whoever leaves had days to take that back."""
    for live in await partnerships.live_of(work, moment.definition.key, event.person_id):
        pair = await matters.locked(work, Partnership, live.id)
        pair.leave(Ending.CHANGED, event.person_id, None, moment.now, at_once=True)
        await closing.conclude(moment, work, pair)
