"""Two who have set no end and of whom nothing was heard for long are asked if they still go on (R5.3, R6.2)."""

from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation
from handlers.kit.events import MeetingNoted, PairRests
from handlers.kit.post import Later, tell, unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Message, Reply
from handlers.pair.pairs import tell_both
from handlers.partnership import closing
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from storage import meetings, outbox, people
from storage.plans import subject_of
from storage.work import Work

still = Conversation(name="still")

HEADING = "Still going on?"


@still.when("partnership", "still")
async def ask(moment: Moment, work: Work) -> None:
    """Each of the two is asked, kindly; the last time says what follows without an answer."""
    pair = moment.the(Partnership)
    await _wait_for_plan(moment, work, pair)
    person_id = pair.recipient_of(moment.occasion)
    partner = await people.by_id(work, pair.partner_of(person_id))
    text = (
        f"I have heard nothing of you and {partner.short_name} for a good while, which may just mean that all is well. Are "
        f"you two still going on?{_closes(moment, pair)}"
    )
    subject = subject_of(pair)
    buttons = (
        Button(label="We go on", action="still.on", subject=subject, style="primary"),
        Button(label="We have finished", action="end.form", subject=subject, opens=True),
        Button(label="Log a meeting", action="meet.form", subject=subject, opens=True),
        HELP,
    )
    message = Message(text=text, buttons=buttons, heading=HEADING)
    await unasked(moment, work, person_id, message, key=f"still:{pair.id}")


def _closes(moment: Moment, pair: Partnership) -> str:
    """When it is closed without an answer, where this is the last time that they are asked."""
    ahead = [due for due in pair.due(moment.definition) if due.at > moment.now]
    if any(due.name == "still" for due in ahead):
        return ""
    over = next((due.at for due in ahead if due.name == "faded"), None)
    if over is None:
        return ""
    day = spoken(local_day(over, moment.definition.zone))
    return f" Without an answer I take it that you have finished, and close it on {day}; that is fine too."


async def _wait_for_plan(moment: Moment, work: Work, pair: Partnership) -> None:
    """Two who have a meeting ahead of them go on: they are asked after it."""
    plan = await meetings.plan_of(work, pair.id)
    if plan and plan.is_ahead(moment.now):
        raise Later(plan.ends_at)


@still.step("on", Audience.PARTY, about="partnership", by_phone="you two still go on")
async def goes_on(turn: Turn, work: Work) -> Reply:
    """One of the two says that they go on: that is good for both, and nobody is asked again for long."""
    pair = turn.the(Partnership)
    pair.say_it_goes_on(turn.today)
    await work.flush()
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    subject = subject_of(pair)
    until = Button(label="Agree on an end", action="extend.form", subject=subject, opens=True)
    if pair.ends_on:
        text = f"Good to hear. You two go on until {spoken(pair.ends_on)}."
    else:
        text = "Good to hear. I'll leave you two in peace. If you would like to set an end, you can at any time."
    said = Message(text=text, buttons=(until, HOME), heading="You go on")
    await tell(work, turn.person.id, said, key=f"still:{pair.id}")
    told = Message(
        text=f"{turn.person.short_name} says that you two go on, so nothing is needed here.",
        buttons=(HOME,),
        heading="You go on",
    )
    await tell(work, partner.id, told, key=f"still:{pair.id}", notify=False)
    return Reply()


@still.when("partnership", "faded")
async def faded(moment: Moment, work: Work) -> None:
    """Nobody has answered: it counts as completed, and the place is free again."""
    pair = moment.the(Partnership)
    await _wait_for_plan(moment, work, pair)
    pair.end(Ending.COMPLETED, None, None, moment.now)
    await closing.conclude(moment, work, pair)


@still.hears(MeetingNoted)
async def met(moment: Moment, work: Work, event: MeetingNoted) -> None:
    """Two who meet go on: the question is settled, where it was asked."""
    await _settle(work, event.partnership, "A meeting is noted, so you two go on.")


@still.hears(PairRests)
async def rests(moment: Moment, work: Work, event: PairRests) -> None:
    """Nothing is asked of two who rest, nor of those who have finished."""
    await _settle(work, event.partnership, "Nothing is needed here any more.")


async def _settle(work: Work, pair: Partnership, text: str) -> None:
    if await outbox.holders(work, f"still:{pair.id}"):
        await tell_both(work, pair, "still", Message(text=text, heading=HEADING), notify=False)
