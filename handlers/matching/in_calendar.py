"""Until when to choose or to answer, in somebody's own calendar (R6.6)."""

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from scheme.matching.proposal import ProposalProgress
from scheme.wording import a
from storage import applications
from storage.matching import proposals, shortlists
from storage.work import Work

matching_days = Conversation(name="matching_days")


@matching_days.calendar_entries
async def to_choose(turn: Turn, work: Work) -> list[CalendarEntry]:
    """A mentee's last day to choose: of those proposed, or of all."""
    own = await applications.open_of(work, turn.definition.key, turn.person.id, "mentee")
    if own is None:
        return []
    says = f"Choose {a(turn.definition.terms.mentor)}: last day"
    found = []
    shortlist = await shortlists.of(work, own.id)
    if shortlist is not None and shortlist.is_open:
        found.append(
            CalendarEntry(
                key=f"choices-{own.id}",
                says=says,
                at=shortlist.closes_on,
                changed_at=shortlist.opened_at,
            )
        )
    proposal = await proposals.live_of(work, own.id)
    if (
        proposal is not None
        and proposal.state == ProposalProgress.OFFERED
        and proposal.choose_by is not None
    ):
        found.append(
            CalendarEntry(
                key=f"choose-{proposal.id}",
                says=says,
                at=proposal.choose_by,
                changed_at=proposal.offered_at or proposal.opened_at,
            )
        )
    return found


@matching_days.calendar_entries
async def to_answer(turn: Turn, work: Work) -> list[CalendarEntry]:
    """A mentor's last day to answer each request."""
    return [
        CalendarEntry(
            key=f"request-{candidate.id}",
            says="Answer a mentoring request: last day",
            at=candidate.answer_by,
            changed_at=candidate.asked_at,
        )
        for candidate in await proposals.asked_of(work, turn.definition.key, turn.person.id)
        if candidate.answer_by is not None and candidate.asked_at is not None
    ]
