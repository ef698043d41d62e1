"""Ending a partnership: by either side, alone, without blame (R5.4). What can follow stands in `afterwards`."""

from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Form, Message, Prose, Reply
from handlers.pair.which import from_introduction, live, one_of
from handlers.partnership import closing, leaving
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, LongText, Option, TickField
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.ending import MINUTES, Ending
from scheme.partnership.partnership import Partnership
from storage import people
from storage.plans import subject_of
from storage.work import Work

end = Conversation(name="end")


WAYS = {
    Ending.COMPLETED: "We have done what we set out to do",
    Ending.AGREED: "We agreed to stop early",
    Ending.CHANGED: "Circumstances have changed",
    Ending.NOT_WORKING: "It was not the right fit",
}


@end.step(
    "ask",
    Audience.ANYONE,
    about=("", "partnership"),
    reads=True,
    by_phone="",
    in_help=PARTNERSHIP.entry("End it", 100, from_introduction),
)
async def ask(turn: Turn, work: Work) -> Reply:
    """Leads to the form, after asking which partnership where there are several."""
    if turn.subject:
        return Reply(then=Action(name="end.form", subject=turn.subject))
    none = "You have no partnership at the moment, so there is nothing to end."
    ours = await live(turn, work)
    return await one_of(
        turn, work, ours, "end.form", question="Which partnership would you like to end?", none=none
    )


def _fields(turn: Turn) -> tuple[AnyField, ...]:
    begun = turn.the(Partnership).started_on is not None
    options = [
        Option(key=str(way), label=label)
        for way, label in WAYS.items()
        if begun or way != Ending.COMPLETED
    ]
    private = (
        f"Optional. {turn.definition.terms.the_group_first} alone reads it, never your partner."
    )
    return (
        ChoiceField(key="how", label="Which comes closest?", options=tuple(options)),
        LongText(
            key="reason", label="Anything you would like to add?", help=private, required=False
        ),
        TickField(
            key="now",
            label="End it at once, without the ten minutes",
            help="For example because you do not feel safe. No reason is asked, and it can't be taken back.",
            required=False,
        ),
    )


@end.step("form", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def form(turn: Turn, work: Work) -> Reply:
    """Asks how it ends and, if they like, why; names somebody to talk to first (R5.5)."""
    pair = turn.the(Partnership)
    contact = turn.definition.help[0]
    pair.must_be_live()
    if pair.is_left_by(turn.person.id):
        return await leaving.window(turn, work)
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    text = (
        f"It ends for both of you, and nobody is to blame. You then have {MINUTES} minutes to take it back, in which nobody "
        f"is told. After that {partner.short_name} hears only that it has come to an end, not how or why."
    )
    talk = (
        f"If you would rather talk it over first: {contact.name}, {contact.phone or contact.email}."
    )
    if pair.ends_soon(turn.definition, turn.today):
        likely = {"how": str(Ending.COMPLETED)}
    else:
        likely = {}
    asks = Form(
        title=f"End the partnership with {partner.name}?",
        action="end.ended",
        fields=_fields(turn),
        submit="End the partnership",
        subject=turn.subject,
        parts=(Prose(f"{text}\n\n{talk}"),),
        answers=likely,
        style="danger",
    )
    return Reply(window=asks)


@end.step("ended", Audience.PARTY, about="partnership", by_phone="the end of your partnership")
async def ended(turn: Turn, work: Work) -> Reply:
    """End it, in ten minutes or at once; each of the two then has the closing card, which says that it has ended and no more."""
    turn.the(Partnership).must_be_live()
    answers = check(_fields(turn), turn.answers)
    if answers["reason"]:
        reason = str(answers["reason"])
    else:
        reason = None
    ending = Ending(str(answers["how"]))
    return await leaving.leave(turn, work, ending, reason, at_once=bool(answers["now"]))


@end.when("partnership", "ending")
@end.when("partnership", "ended")
async def near(moment: Moment, work: Work) -> None:
    """Two weeks before the planned end, and when it has come, each hears of it."""
    pair = moment.the(Partnership)
    definition = moment.definition
    closes = pair.closes_on(definition)
    if pair.ends_on is None or closes is None:
        return
    person_id = pair.recipient_of(moment.occasion)
    partner = await people.by_id(work, pair.partner_of(person_id))
    proposed = _proposed(moment, pair, person_id, partner.short_name)
    if moment.today < pair.ends_on:
        heading = f"Ends on {spoken(pair.ends_on)}"
        when = f"is planned to end on {spoken(pair.ends_on)}"
        then = "Finish it here whenever you are both ready, or ask to go on longer; that needs you both to agree."
    else:
        today = pair.ends_on == moment.today
        heading = "The planned end"
        when = f"was planned until {'today' if today else spoken(pair.ends_on)}"
        then = (
            f"Finish it here, or ask to go on longer; else it closes by itself on {spoken(closes)}."
        )
        proposed += (
            f" Without an answer it closes by itself on {spoken(closes)}." if proposed else ""
        )
    text = f"Your partnership with {partner.name} {when}. {proposed or then}"
    message = Message(
        text=text,
        parts=(),
        buttons=finish_buttons(pair, partner.short_name, proposed=bool(proposed)),
        heading=heading,
    )
    await unasked(moment, work, person_id, message, key=str(subject_of(pair)))


def _proposed(moment: Moment, pair: Partnership, person_id: PersonId, partner: str) -> str:
    """That another end was proposed and waits for an answer; nothing when none was, or its day has passed."""
    if pair.new_end is None or pair.new_end <= moment.today:
        return ""
    if pair.new_end_by == person_id:
        return f"You proposed {spoken(pair.new_end)} instead, and {partner} has not answered yet."
    return f"{partner} has proposed {spoken(pair.new_end)} instead; your answer waits on your home, and either is fine."


def finish_buttons(
    pair: Partnership, partner: str, *, proposed: bool = False
) -> tuple[Button, ...]:
    subject = subject_of(pair)
    return (
        Button(label="Finish", action="end.form", subject=subject, style="primary", opens=True),
        HOME
        if proposed
        else Button(label="Go on longer", action="extend.form", subject=subject, opens=True),
        Button(label="Log a meeting", action="meet.form", subject=subject, opens=True),
        Button(label=f"Contact {partner}", action="start.contact", subject=subject),
        HELP,
    )


@end.when("partnership", "close")
async def close(moment: Moment, work: Work) -> None:
    """Its time ran out and nobody ended it: completed."""
    pair = moment.the(Partnership)
    pair.end(Ending.COMPLETED, None, None, moment.now)
    await closing.conclude(moment, work, pair)
