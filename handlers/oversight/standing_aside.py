"""A member stands aside from an application: it is closed to them, and others look after it (R3.3)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Prose, Reply, View, says
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.matching.candidate import Candidate
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.people import StandsAside
from storage import applications, matters
from storage.matching import proposals
from storage.work import Work

standing_aside = Conversation(name="review")  # its steps are part of the Group's review


@standing_aside.step("aside", Audience.UNCONFLICTED, about="application", opens=True)
async def ask_aside(turn: Turn, work: Work) -> Reply:
    """Asks before a member stands aside: it cannot be undone from here."""
    ref = turn.the(Application).ref
    text = f"From then on you can't open or act on {ref}, nor anything that follows from it. It is recorded; no reason is asked."
    return Reply(
        window=View(
            title=f"Stand aside from {ref}?",
            parts=(Prose(text),),
            buttons=(
                Button(
                    label="Stand aside",
                    action="review.stood_aside",
                    subject=turn.subject,
                    style="danger",
                ),
            ),
        )
    )


@standing_aside.step("stood_aside", Audience.UNCONFLICTED, about="application")
async def stood_aside(turn: Turn, work: Work) -> Reply:
    """A member stands aside; what they had agreed to no longer counts."""
    application = turn.the(Application)
    await work.add(
        StandsAside(application_id=application.id, person_id=turn.person.id, declared_at=turn.now)
    )
    live = await proposals.live_of(work, application.id)
    if live is not None and live.state == ProposalProgress.DRAFT:
        await proposals.take_back_approval(work, live, turn.person.id)
    await work.flush()
    for candidate in await proposals.live_with(work, application.id):
        await _aside_from_mentee(turn, work, candidate)
    await application_changed(turn, work, application)
    return says(
        f"You stand aside from {application.ref}. The others have it from here. Thank you for saying so."
    )


async def _aside_from_mentee(turn: Turn, work: Work, candidate: Candidate) -> None:
    """The mentor they stand aside from is proposed to somebody: there, too, others go on without them."""
    proposal = await matters.locked(work, Proposal, candidate.proposal_id)
    if proposal.state == ProposalProgress.DRAFT:
        await proposals.take_back_approval(work, proposal, turn.person.id)
    await application_changed(turn, work, await applications.by_id(work, proposal.application_id))
