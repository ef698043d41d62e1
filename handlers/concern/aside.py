"""Who may know of what was raised changes: a member stands aside, or the roster is another (R3.3, R8.4, R13.1)."""

from handlers.concern import cards
from handlers.kit.conversation import Conversation
from handlers.kit.events import RosterChanged
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry
from scheme.concern.raised import Raised
from storage import people
from storage.concern import concerns
from storage.work import Work

aside = Conversation(name="aside")

RAISED = ("concern", "enquiry")


def _raised(turn: Turn) -> Raised:
    if turn.subject.kind == Concern.KIND:
        return turn.the(Concern)
    return turn.the(Enquiry)


@aside.step("from_advising", Audience.STEERING, about="concern", opens=True)
@aside.step("ask", Audience.UNCONFLICTED, about=RAISED, opens=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """Asks before somebody stands aside: it cannot be undone from here."""
    raised = _raised(turn)
    advises = turn.person.id not in raised.handlers(await people.tenure(work, raised.scheme))
    text = f"From then on {raised.ref} is closed to you, and others look after it. It is recorded; no reason is asked."
    if advises:
        step = "aside.not_advising"
    else:
        step = "aside.done"
    button = Button(label="Stand aside", action=step, subject=turn.subject, style="danger")
    return Reply(
        window=View(
            title=f"Stand aside from {raised.ref}?", parts=(Prose(text),), buttons=(button,)
        )
    )


@aside.step("not_advising", Audience.STEERING, about="concern")
@aside.step("done", Audience.UNCONFLICTED, about=RAISED)
async def done(turn: Turn, work: Work) -> Reply:
    """It is closed to them from now on, and its card is with those who are left."""
    raised = _raised(turn)
    raised.stand_aside(turn.person.id, await people.tenure(work, raised.scheme))
    await work.flush()
    await cards.follow(turn, work, raised)
    return says(
        f"You stand aside from {raised.ref}. The others have it from here. Thank you for saying so."
    )


@aside.hears(RosterChanged)
async def follow_roster(moment: Moment, work: Work, event: RosterChanged) -> None:
    """Whatever is open reaches whoever handles it now, and leaves whoever no longer does."""
    for each in await concerns.all_of(work, moment.definition.key):
        for raised in each:
            await cards.follow(moment, work, raised)
