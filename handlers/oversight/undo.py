"""Undoing: a member takes back what the Group decided, until whoever it was about has acted on it (R3.4)."""

from handlers.group import missed, places
from handlers.group.changed import application_changed
from handlers.group.undoable import OPTIONS, undoable
from handlers.kit.conversation import Conversation
from handlers.kit.events import DecisionUndone
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Message, Prose, Reply, says
from scheme.application.application import Application, ApplicationStage
from scheme.application.undoing import Undoing
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.matching.proposal import Proposal
from scheme.refusal import Refusal
from storage import matters, people
from storage.matching import proposals
from storage.work import Work

undo = Conversation(name="undo")

REASON = LongText(
    key="reason",
    label="Why another look?",
    help="Kept for the Group; nobody else reads it.",
    most=2000,
)


@undo.step("ask", Audience.UNCONFLICTED, about="application", opens=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """Asks for the reason, and says what the undoing does."""
    application = turn.the(Application)
    decision = await _decision(turn, work)
    text = f"{application.ref} is to be checked afresh."
    if decision == OPTIONS:
        text = "The options come back to you as a draft, to be agreed on afresh."
    told = "The applicant is told kindly that you are looking again, and by when they hear."
    title = f"Undo “{decision}” on {application.ref}?"
    return Reply(
        window=Form(
            title=title, action="undo.done", fields=(REASON,), submit="Undo", subject=turn.subject, parts=(Prose(f"{text} {told}"),),
            carries={"decision": decision}, style="danger",
        )
    )  # fmt: skip


async def _decision(turn: Turn, work: Work) -> str:
    decision = await undoable(work, turn.the(Application))
    if not decision:
        ref = turn.the(Application).ref
        raise Refusal(
            f"It is too late to undo this on {ref}: it has been acted on, or undone. Open it again to see."
        )
    return decision


@undo.step("done", Audience.UNCONFLICTED, about="application")
async def done(turn: Turn, work: Work) -> Reply:
    """A decision is taken back, with the reason kept; whoever it was about is told kindly."""
    application = turn.the(Application)
    live = await proposals.live_of(work, application.id)
    # Whoever acts on it at this moment holds the proposal's row: once it is ours, it is too late for one of us.
    if live:
        await matters.locked(work, Proposal, live.id)
    decision = await _decision(turn, work)
    reason = str(check((REASON,), turn.answers)["reason"])
    if turn.given("decision") and turn.given("decision") != decision:
        raise Refusal(
            f"{application.ref} has moved on since you opened this. Open it again to see where it stands."
        )
    await work.add(
        Undoing(
            application_id=application.id,
            person_id=turn.person.id,
            at=turn.now,
            decision=decision,
            reason=reason,
        )
    )
    if decision != OPTIONS:
        await _check_afresh(turn, work, application)
    await turn.happened(work, DecisionUndone(application=application, decision=decision))
    await work.flush()
    await application_changed(
        turn, work, application, note="A decision was undone; another look, please."
    )
    see = Button(
        label="Open", action="review.open", subject=turn.subject, style="primary", opens=True
    )
    return says(
        f"Undone. {application.ref} is with {turn.definition.terms.the_group} again, and the applicant knows.",
        see,
    )


async def _check_afresh(turn: Turn, work: Work, application: Application) -> None:
    application.undo(turn.definition, turn.today)
    if (
        application.stage == ApplicationStage.ELIGIBLE
    ):  # its place may have gone to somebody else meanwhile
        await places.seat(turn, work, application)
    person = await people.by_id(work, application.person_id)
    name = turn.definition.terms.group
    text = (
        f"{person.addressed(f'the {name} takes another look at {application.ref}')}, so what we told you does not stand for "
        f"now. Sorry for the back and forth. {missed.hears(turn.definition, application)} "
        "Nothing is needed from you."
    )
    view = Button(label="View it", action="applied.view", subject=turn.subject, opens=True)
    await tell(
        work,
        person.id,
        Message(text=text, buttons=(view,), heading="Another look"),
        key=str(turn.subject),
    )
