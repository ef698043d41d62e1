"""In the last month each of the two is asked if they would go on; it takes a yes of both, and a new end (R5.3)."""

from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell, unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Message, Reply
from scheme.audience import Audience
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal
from storage import people
from storage.plans import subject_of
from storage.work import Work

continuing = Conversation(name="continuing")

HEADING = "Go on, or finish?"


@continuing.when("partnership", "continue")
async def ask(moment: Moment, work: Work) -> None:
    """Each is asked on their own, before the end is told: neither reads what the other has said."""
    pair = moment.the(Partnership)
    person_id = pair.recipient_of(moment.occasion)
    if pair.ends_on is None or pair.new_end_by == person_id:
        return  # nothing to ask of whoever has proposed another end already
    partner = await people.by_id(work, pair.partner_of(person_id))
    text = (
        f"Your time with {partner.name} is planned to end on {spoken(pair.ends_on)}. Would you like to go on? It takes a yes "
        "of both of you, and a new end. Finishing as planned is just as good, and nobody needs a reason."
    )
    subject = subject_of(pair)
    day = {"day": pair.ends_on.isoformat()}
    buttons = (
        Button(
            label="I'd like to go on",
            action="extend.form",
            subject=subject,
            style="primary",
            opens=True,
        ),
        Button(label="Finish as planned", action="continuing.no", subject=subject, answers=day),
        HELP,
    )
    message = Message(text=text, buttons=buttons, heading=HEADING)
    await unasked(moment, work, person_id, message, key=f"continuing:{pair.id}")


@continuing.step(
    "no",
    Audience.PARTY,
    about="partnership",
    by_phone="you two finish as planned, as far as you are concerned",
)
async def finish(turn: Turn, work: Work) -> Reply:
    """One of the two would rather finish: the partner is not told, and another mind is free to change."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.ends_on is None or pair.ends_on.isoformat() != turn.given("day"):
        raise Refusal("The planned end is another by now. Your home shows how it stands.")
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    waits = ""
    if pair.new_end and pair.new_end_by == partner.id:
        waits = f" {partner.short_name} has proposed another day; your home has it, and keeping the end is fine."
    text = (
        f"Thank you. It ends on {spoken(pair.ends_on)}, as planned. {partner.short_name} is not told that you were asked. "
        f"Should you change your mind, you can.{waits}"
    )
    longer = Button(label="Go on after all", action="extend.form", subject=turn.subject, opens=True)
    said = Message(text=text, buttons=(longer, HOME), heading=HEADING)
    await tell(work, turn.person.id, said, key=f"continuing:{pair.id}")
    return Reply()
