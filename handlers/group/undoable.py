"""Which decision on an application can still be undone: until whoever it was about has acted on it (R3.4)."""

from scheme.application.application import Application, ApplicationStage
from scheme.matching.choosing import is_acted_on
from scheme.matching.proposal import Proposal, ProposalProgress
from storage import applications
from storage.matching import proposals
from storage.work import Work

OPTIONS = "options"


async def undoable(work: Work, application: Application) -> str:
    """The decision that a member could undo now; "" when there is none.

    "eligible", "not eligible", "no mentor this time" or "options".
    """
    match application.stage:
        case ApplicationStage.INELIGIBLE | ApplicationStage.UNPLACED:
            again = await applications.open_of(
                work, application.scheme, application.person_id, application.role
            )
            if application.stage == ApplicationStage.INELIGIBLE:
                no = "not eligible"
            else:
                no = "no mentor this time"
            if again or application.is_forgotten:
                return ""
            return no
        case ApplicationStage.LISTED:
            return "eligible"
        case ApplicationStage.ELIGIBLE if application.role == "mentor":
            if await proposals.put_forward(work, application.id):
                return ""
            return "eligible"
        case ApplicationStage.ELIGIBLE:
            return await _of_mentee(work, application)
        case (
            ApplicationStage.RECEIVED
            | ApplicationStage.MATCHED
            | ApplicationStage.CONCLUDED
            | ApplicationStage.WITHDRAWN
        ):
            return ""


async def _of_mentee(work: Work, application: Application) -> str:
    made = await proposals.of_application(work, application.id)
    if made and made[0].state in (ProposalProgress.OFFERED, ProposalProgress.ASKED):
        if await acted_on(work, made[0]):
            return ""
        return OPTIONS
    if any(proposal.offered_at for proposal in made):
        return ""
    return "eligible"


async def acted_on(work: Work, proposal: Proposal) -> bool:
    """Whether the mentee has done something about their options, or either of a pair that was decided on about that."""
    candidates = await proposals.candidates_of(work, proposal.id)
    questions = await applications.questions_on(work, proposal.application_id)
    return is_acted_on(proposal=proposal, candidates=candidates, questions=questions)
