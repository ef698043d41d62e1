"""Members disagree with what is proposed, or comment on it; read by those who may read of it, and by nobody else (R3.9)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Form, Reply, says
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import ChoiceField, LongText, Option
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.matching.selection import Comment
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from storage.matching import proposals
from storage.work import Work

comment = Conversation(name="propose")  # its steps are part of proposing

AGAINST = "against"
FIELDS = (
    ChoiceField(
        key="stance",
        label="What is it?",
        options=(
            Option(key="remark", label="A comment"),
            Option(key=AGAINST, label="I disagree with this selection"),
        ),
        help="Whoever disagrees with what waits for agreement takes back their own word on it.",
    ),
    LongText(
        key="text",
        label="Your words to the other members",
        help="Members who may read of this proposal see it, with your name. Nobody else does, and no channel.",
        most=2000,
    ),
)


async def _live(turn: Turn, work: Work) -> Proposal:
    proposal = await proposals.live_of(work, turn.the(Application).id)
    if proposal is None:
        ref = turn.the(Application).ref
        raise Refusal(f"Nothing is proposed on {ref} just now, so there is nothing to comment on.")
    return proposal


def _form(turn: Turn, proposal: Proposal, notice: str = "") -> Form:
    read = {"proposal": str(proposal.id), "revision": str(proposal.revision)}
    title = f"On what is proposed for {turn.the(Application).ref}"
    return Form(
        title=title,
        action="propose.commented",
        fields=FIELDS,
        submit="Add it",
        subject=turn.subject,
        answers=turn.answers,
        carries=read,
        notice=notice,
        private=True,
    )


@comment.step("comment", Audience.UNCONFLICTED, about="application", opens=True)
async def asks(turn: Turn, work: Work) -> Reply:
    """A form for a comment, or for disagreeing, beside what the reader has just read."""
    return Reply(window=_form(turn, await _live(turn, work)))


@comment.step("commented", Audience.UNCONFLICTED, about="application", pace=SELDOM)
async def commented(turn: Turn, work: Work) -> Reply:
    """Keep what a member says of the selection they read; the others hear that there is something, and never what."""
    application = turn.the(Application)
    proposal = await _live(turn, work)
    answers = check(FIELDS, turn.answers)
    if (turn.number("proposal"), turn.number("revision")) != (proposal.id, proposal.revision):
        notice = "The selection has changed since you read it. Your words are kept here; send them if they still fit."
        return Reply(window=_form(turn, proposal, notice))
    disagrees = answers["stance"] == AGAINST
    said = Comment(
        scheme=application.scheme,
        proposal_id=proposal.id,
        revision=proposal.revision,
        person_id=turn.person.id,
        at=turn.now,
        disagrees=disagrees,
        text=str(answers["text"]),
    )
    await work.add(said)
    if disagrees and proposal.state == ProposalProgress.DRAFT:
        await proposals.take_back_approval(work, proposal, turn.person.id)
    if disagrees:
        note = "A member disagrees with what is selected"
    else:
        note = "A member has commented on what is selected"
    await application_changed(turn, work, application, note=f"{note}; please look.")
    return says(f"Noted on {application.ref}. The other members can read it when they open it.")
