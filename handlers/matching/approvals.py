"""Members' words on a selection: counted, and with enough of them the mentee has it; taken back until acted on (R3.4)."""

from collections.abc import Sequence

from handlers.group import missed
from handlers.group.changed import application_changed
from handlers.group.undoable import acted_on
from handlers.kit.events import OptionsReady
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Message, Reply, says
from handlers.matching.board import to_next
from handlers.matching.requests import carry_out, choice_of, options
from scheme.application.application import Application
from scheme.matching.choosing import Choice, Next
from scheme.matching.proposal import Approval, Proposal, ProposalProgress, agreed
from scheme.matching.ways import way_of
from scheme.refusal import Refusal
from storage import people
from storage.matching import proposals
from storage.work import Work


async def agrees(
    turn: Turn,
    work: Work,
    draft: Proposal,
    *,
    approvals: Sequence[Approval],
    application: Application,
    criteria: str,
) -> Reply:
    """A member agrees to the set as it stands: kept with the time and the questions considered; enough is an offer.

    `approvals`: those that were given before.
    """
    definition = turn.definition
    needed = definition.choosing.approvals
    given = agreed(draft, approvals)
    if turn.person.id in given:
        return says(
            f"Your word is noted already: {len(given)} of {needed} agreed on {application.ref}."
        )
    await work.add(
        Approval(
            proposal_id=draft.id,
            person_id=turn.person.id,
            revision=draft.revision,
            at=turn.now,
            criteria=criteria,
        )
    )
    count = len(given) + 1
    onward = to_next(application.id)
    if count < needed:
        note = f"{count} of {needed} agreed; {needed - count} more to look, please."
        await application_changed(turn, work, application, note=note)
        term = definition.terms.mentee
        return says(
            f"Noted: {count} of {needed} agreed on {application.ref}. The {term} sees it when enough do.",
            onward,
        )
    choice = await choice_of(turn, work, draft, application)
    outcome = way_of(draft).agree(choice, now=turn.now)
    await carry_out(turn, work, choice, outcome)
    await turn.happened(work, OptionsReady(application=application))
    if outcome.next == Next.MENTEE:
        await _offered(turn, work, choice)
    if outcome.next == Next.MENTOR:
        term = definition.terms.mentor
        return says(
            f"{count} of {needed} agreed. The {term} whom the {definition.terms.mentee} chose has been asked, and you'll hear "
            "what comes of it.",
            onward,
        )
    if outcome.next == Next.BOTH:
        return says(
            f"{count} of {needed} agreed. Both have been told, and you'll hear what comes of it.",
            onward,
        )
    return says(
        f"{count} of {needed} agreed. {application.ref} has its options, and you'll hear what comes of it.",
        onward,
    )


async def _offered(turn: Turn, work: Work, choice: Choice) -> None:
    await work.flush()
    person = await people.by_id(work, choice.mentee.person_id)
    proposal = choice.proposal
    told = options(turn.definition, person, len(choice.candidates), proposal)
    await tell(work, person.id, told, key=f"proposal:{proposal.id}")
    await application_changed(turn, work, choice.mentee)


async def takes_back(turn: Turn, work: Work, proposal: Proposal, application: Application) -> Reply:
    """A member takes back their word. What the mentee has and has not acted on goes back to the Group, as it was."""
    approvals = await proposals.approvals_of(work, proposal.id)
    if turn.person.id not in agreed(proposal, approvals):
        raise Refusal(
            f"Your word is not on {application.ref} as it stands, so there is nothing to take back."
        )
    if proposal.state != ProposalProgress.DRAFT:
        if await acted_on(work, proposal):
            term = turn.definition.terms.mentee
            raise Refusal(
                f"The {term} has acted on it already, so it can't be taken back. You can still ask them something."
            )
        await draw_back(turn, work, proposal, application)
    await proposals.take_back_approval(work, proposal, turn.person.id)
    await application_changed(turn, work, application, note="A member would like another look.")
    return says(
        f"Your word on {application.ref} is taken back. It waits for {turn.definition.terms.the_group} again."
    )


async def draw_back(
    moment: Moment, work: Work, proposal: Proposal, application: Application
) -> None:
    """What nobody has acted on goes back to the Group: the mentee is told, and so is a mentor who knew of it."""
    choice = await choice_of(moment, work, proposal, application)
    both = any(candidate.both_told for candidate in choice.candidates)
    outcome = choice.draw_back()
    told = Message(
        text=f"{moment.definition.terms.the_group_first} takes another look before anything begins with "
        f"{application.applicant}. Your place is open again, and nothing is needed. Thank you.",
        heading="Another look first",
    )
    await carry_out(moment, work, choice, outcome, over=told)
    await _hear_later(moment, work, proposal, application, both=both)


async def _hear_later(
    moment: Moment, work: Work, proposal: Proposal, application: Application, *, both: bool
) -> None:
    """The mentee's options, or the match of `both`, are looked at again: they are told so, and by when they hear."""
    if both:
        what = "before anything is settled"
    else:
        what = "at your options before you choose"
    application.await_again(moment.definition, moment.today)
    person = await people.by_id(work, application.person_id)
    name = moment.definition.terms.group
    text = (
        f"{person.greeted('Sorry')}: the {name} takes another look {what}. "
        f"{missed.hears(moment.definition, application)} Nothing is needed from you."
    )
    await tell(
        work,
        person.id,
        Message(text=text, heading="Another look first"),
        key=f"proposal:{proposal.id}",
    )
