"""What follows for options and requests when an application is over, or the Group looks at it again (R3.4, R3.6, R4.4)."""

from handlers.group.changed import application_changed
from handlers.group.undoable import OPTIONS
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded, DecisionUndone
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from handlers.matching.approvals import draw_back
from handlers.matching.requests import (
    carry_out,
    choice_of,
    comes_to_nothing,
    question_waits,
    settle_questions,
)
from scheme.application.application import Application, ApplicationStage
from scheme.matching.candidate import WAITED_FOR, Candidate, Word
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.wording import a, capital
from storage import applications, matters
from storage.matching import proposals
from storage.work import Work

ended = Conversation(name="ended")  # it hears what others do, and has no steps of its own


@ended.hears(ApplicationEnded)
async def over(moment: Moment, work: Work, event: ApplicationEnded) -> None:
    """Whoever was asked is told kindly, and places are free at once."""
    application = event.application
    if application.stage == ApplicationStage.INELIGIBLE:
        await settle_questions(work, application)
    elif application.stage == ApplicationStage.UNPLACED:
        await _no_place(moment, work, application)
    elif application.role == "mentee":
        await _mentee_withdraws(moment, work, application)
    else:
        await _mentor_withdraws(moment, work, application)


async def _mentee_withdraws(moment: Moment, work: Work, mentee: Application) -> None:
    """A mentor who was asked is told kindly, and their place is free at once (R4.4)."""
    asked = f"{mentee.applicant} has withdrawn, so there is nothing left to answer. Your place is open again. Thank you."
    await _options_end(
        moment,
        work,
        mentee=mentee,
        to_mentor=asked,
        to_mentee="You have withdrawn, so these options are closed.",
    )


async def _no_place(moment: Moment, work: Work, mentee: Application) -> None:
    """The Group has found no mentor this time: options that were open are closed, and a mentor who was asked hears so."""
    asked = f"{mentee.applicant}'s application is closed, so there is nothing left to answer. Your place is open again. Thank you."
    await _options_end(
        moment,
        work,
        mentee=mentee,
        to_mentor=asked,
        to_mentee=f"{mentee.ref} is answered, so these options are closed.",
    )


async def _options_end(
    moment: Moment, work: Work, mentee: Application, to_mentor: str, to_mentee: str
) -> None:
    await settle_questions(work, mentee)
    live = await proposals.live_of(work, mentee.id)
    if live is None:
        return
    proposal = await matters.locked(work, Proposal, live.id)
    mentee_knows = proposal.state != ProposalProgress.DRAFT
    choice = await choice_of(moment, work, proposal, mentee)
    await carry_out(
        moment, work, choice, choice.close(), over=Message(text=to_mentor, heading="Request closed")
    )
    if mentee_knows:
        closed = Message(text=to_mentee, heading="Options closed")
        await tell(work, mentee.person_id, closed, key=f"proposal:{proposal.id}", notify=False)


async def _mentor_withdraws(moment: Moment, work: Work, mentor: Application) -> None:
    """A request counts as declined, and wherever they were proposed nobody can choose them any more."""
    for waiting in await proposals.live_with(work, mentor.id):
        proposal, candidate = await proposals.request(work, waiting.id)
        mentee = await applications.by_id(work, proposal.application_id)
        if candidate.is_talking:
            await _leaves_talk(moment, work, proposal=proposal, candidate=candidate, mentee=mentee)
        elif candidate.state in WAITED_FOR:
            candidate.decline(moment.now)
            closed = Message(
                text="You have withdrawn, so this request is closed. They are told kindly.",
                heading="Declined",
            )
            await tell(
                work, candidate.mentor_id, closed, key=f"candidate:{candidate.id}", notify=False
            )
            await comes_to_nothing(
                moment, work, proposal=proposal, candidate=candidate, mentee=mentee
            )
        elif proposal.state == ProposalProgress.DRAFT:
            await _leaves_draft(moment, work, proposal=proposal, candidate=candidate, mentee=mentee)
        elif candidate.state == Word.PROPOSED:
            candidate.release()
            if proposal.state == ProposalProgress.OFFERED:
                await comes_to_nothing(
                    moment, work, proposal=proposal, candidate=candidate, mentee=mentee
                )


async def _leaves_talk(
    moment: Moment, work: Work, proposal: Proposal, candidate: Candidate, mentee: Application
) -> None:
    """Who withdraws steps back from a first talk: the mentee reads what they have left."""
    name = (await applications.by_id(work, candidate.mentor_application_id)).applicant
    candidate.part()
    closed = Message(
        text="You have withdrawn, so this first talk is over. They are told kindly.",
        heading="First talk over",
    )
    await tell(work, candidate.mentor_id, closed, key=f"candidate:{candidate.id}", notify=False)
    await comes_to_nothing(
        moment,
        work,
        proposal=proposal,
        candidate=candidate,
        mentee=mentee,
        news=f"{name} would rather not go on after all. It says nothing about you.",
    )


async def _leaves_draft(
    moment: Moment, work: Work, proposal: Proposal, candidate: Candidate, mentee: Application
) -> None:
    await proposals.remove(work, candidate)
    await work.flush()
    proposal.agree_afresh()
    if not await proposals.candidates_of(work, proposal.id):
        proposal.close()
    await work.flush()
    term = moment.definition.terms.mentor
    await application_changed(
        moment, work, mentee, note=f"{capital(a(term))} who was proposed has withdrawn."
    )


@ended.hears(DecisionUndone)
async def undone(moment: Moment, work: Work, event: DecisionUndone) -> None:
    """Options that nobody has acted on are a draft again; where it is checked afresh, none is left (R3.4)."""
    application = event.application
    proposal = await proposals.live_of(work, application.id)  # locked by whoever undoes it
    if proposal is not None and event.decision == OPTIONS:
        await draw_back(moment, work, proposal, application)
        proposal.agree_afresh()
        return
    if proposal is not None:
        for candidate in await proposals.candidates_of(work, proposal.id):
            await proposals.remove(work, candidate)
        proposal.close()
    await _questions_again(moment, work, application)


async def _questions_again(moment: Moment, work: Work, application: Application) -> None:
    """What the Group asked and nobody has answered can be answered again."""
    group = f"The {moment.definition.terms.group}"
    for asked in await applications.questions_on(work, application.id):
        if asked.from_group and asked.to_id and asked.answered_at is None:
            waits = question_waits(group, asked)
            await tell(work, asked.to_id, waits, key=f"question:{asked.id}", notify=False)
