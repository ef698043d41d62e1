"""What ends a search: the mentee has somebody or options, goes without or withdraws, or a mentor leaves the register (R3.5)."""

from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded, OptionsReady, PairBegun
from handlers.kit.turn import Moment
from handlers.searching import called, mentor_says
from handlers.searching.told import is_told, settle
from scheme.application.application import Application
from storage import applications
from storage.work import Work

search_over = Conversation(name="nobody")


@search_over.hears(ApplicationEnded)
async def ended(moment: Moment, work: Work, event: ApplicationEnded) -> None:
    """The mentee goes without or has withdrawn, or the mentor has left the register."""
    if event.application.role == "mentor":
        await mentor_says.over(moment, work, event.application)
    else:
        await _end(moment, work, event.application)


@search_over.hears(PairBegun)
async def begun(moment: Moment, work: Work, event: PairBegun) -> None:
    """The mentee has somebody."""
    mentee = await applications.by_id(work, event.partnership.mentee_application_id)
    await _end(moment, work, mentee)


@search_over.hears(OptionsReady)
async def offered(moment: Moment, work: Work, event: OptionsReady) -> None:
    """The mentee has options; whoever was asked may still answer, as the options may come to nothing."""
    await settle(work, event.application)


async def _end(moment: Moment, work: Work, mentee: Application) -> None:
    if not await is_told(work, mentee):
        return  # whatever is begun for a mentee, they are told of it: nothing was
    await mentor_says.over(moment, work, mentee)
    await called.close(moment, work, mentee)
    await settle(work, mentee)
