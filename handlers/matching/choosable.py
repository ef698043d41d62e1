"""Which mentors a mentee can choose of all: on the register, open to it, with a place, not away, not kept apart (R4.1)."""

from collections.abc import Sequence

from handlers.kit.turn import Turn
from scheme.application.application import Application
from scheme.ids import ApplicationId
from scheme.matching.ranking import Mentee, choosable
from scheme.matching.search import is_listed
from scheme.matching.shortlist import Shortlist
from scheme.refusal import Refusal
from storage import applications, people
from storage.many import apart
from storage.matching import register
from storage.work import Work


async def own_application(work: Work, shortlist: Shortlist) -> Application:
    """The mentee's application that a shortlist is for."""
    return await applications.by_id(work, shortlist.application_id)


async def all_choosable(
    turn: Turn, work: Work, own: Application, among: Sequence[Application] | None = None
) -> list[Application]:
    """The mentors whom a mentee could ask for now; of `among` alone where it is given. They are to be read alone."""
    mentors = await register.mentors(work, turn.definition, among, mentee_id=own.person_id)
    mentee = Mentee(application=own, person=await people.by_id(work, own.person_id))
    able = await apart(choosable, turn.definition, mentee, mentors, turn.today)
    return [mentor.application for mentor in able]


async def choosable_mentor(turn: Turn, work: Work, own: Application) -> Application:
    """The mentor that a press names. Raises `Refusal` where they can't be chosen now."""
    wanted = [ApplicationId(turn.number("mentor"))]
    there = await applications.mentors_among(work, turn.definition.key, wanted)
    able = await all_choosable(turn, work, own, there)
    listed = [mentor for mentor in able if is_listed(turn.definition, mentor)]
    if not listed:
        raise Refusal(
            f"That {turn.definition.terms.mentor} can't be chosen just now. The list shows everybody who can."
        )
    return listed[0]
