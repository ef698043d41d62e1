"""Ending a partnership: by either side, at once, without blame; and what follows for each (R5.4)."""

from handlers.forms.away import away_field, until
from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Facts, Form, Message, Part, Prose, Reply, View, says
from handlers.partnership import closing, pairs
from handlers.partnership.which import from_introduction, live, one_of
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, DateField, LongText, Option
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Ending, Partnership
from scheme.partnership.phase import Phase
from scheme.people import Role
from scheme.refusal import Refusal
from scheme.wording import a
from storage import applications, partnerships, people
from storage.plans import subject_of
from storage.work import Work

end = Conversation(name="end")

AFTERWARDS = 60  # days; how long somebody's home still shows what can follow

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
    """ShowStep to the form, after asking which partnership where there are several."""
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
    private = f"Optional. The {turn.definition.terms.group} alone reads it, never your partner."
    return (
        ChoiceField(key="how", label="Which comes closest?", options=tuple(options)),
        LongText(
            key="reason", label="Anything you would like to add?", help=private, required=False
        ),
    )


@end.step("form", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def form(turn: Turn, work: Work) -> Reply:
    """Asks how it ends and, if they like, why; names somebody to talk to first (R5.5)."""
    pair = turn.the(Partnership)
    contact = turn.definition.help[0]
    pair.must_be_live()
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    text = (
        f"It ends at once, for both of you, and nobody is to blame. {partner.short_name} hears only that it has come to an "
        f"end, not how or why.\n\nIf you would rather talk it over first: {contact.name}, {contact.phone or contact.email}."
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
        parts=(Prose(text),),
        answers=likely,
        style="danger",
    )
    return Reply(window=asks)


@end.step("ended", Audience.PARTY, about="partnership", by_phone="your partnership was ended")
async def ended(turn: Turn, work: Work) -> Reply:
    """End it, at once; each of the two then has the closing card, which says that it has come to an end and no more."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    answers = check(_fields(turn), turn.answers)
    if answers["reason"]:
        reason = str(answers["reason"])
    else:
        reason = None
    pair.end(Ending(str(answers["how"])), turn.person.id, reason, turn.now)
    await closing.conclude(turn, work)
    return Reply()


@end.when("partnership", "invite")
async def invite(moment: Moment, work: Work) -> None:
    """Months after the end, the mentee is invited once more to become a mentor."""
    pair = moment.the(Partnership)
    terms = moment.definition.terms
    if not await closing.may_mentor(moment, work, pair):
        return
    text = (
        f"A while ago you were {a(terms.mentee)}. Would you like to pass it on and be {a(terms.mentor)}? What you "
        "remember of your own start is worth a lot. No is fine; I won't ask again."
    )
    about = Button(label="How it works", action="home.about", opens=True)
    message = Message(
        text=text,
        parts=(),
        buttons=(closing.become(moment), about),
        heading=f"Become {a(terms.mentor)}",
    )
    await unasked(moment, work, pair.mentee_id, message, key=f"invite:{pair.id}")


def _ended_for(turn: Turn, role: Role) -> None:
    pair = turn.the(Partnership)
    if pair.is_live:
        raise Refusal("This partnership is still going on. To end it, choose End under Home.")
    if pair.role_of(turn.person.id) != role:
        raise Refusal(
            f"This is for the {turn.definition.term(role)}. Your home shows what you can do next."
        )


@end.step("another", Audience.ANYONE, reads=True, in_chat=True)
async def another(turn: Turn, work: Work) -> Reply:
    """What somebody can do who would like another mentor: talk first, or end; after an end, have another looked for."""
    ours = [
        partnership
        for partnership in await partnerships.of_person(work, turn.definition.key, turn.person.id)
    ]
    mine = [partnership for partnership in ours if partnership.mentee_id == turn.person.id]
    term = turn.definition.terms.mentor
    if going_on := [partnership for partnership in mine if partnership.is_live]:
        text = f"That is fine, and nobody is to blame. Talk it over in confidence first, or end it; then we look for another {term}."
        over = Button(
            label="A word in confidence", action="sounding.ask", style="primary", opens=True
        )
        return says(
            text,
            over,
            Button(label="End it", action="end.ask", subject=subject_of(going_on[0]), opens=True),
            HELP,
        )
    if mine and await closing.may_look(turn, work, mine[0]):
        return Reply(then=Action(name="end.again", subject=subject_of(mine[0])))
    return Reply(then=Action(name="applied.status"))


@end.step(
    "again", Audience.PARTY, about="partnership", by_phone="you would like another partnership"
)
async def again(turn: Turn, work: Work) -> Reply:
    """The mentee would like another mentor: with the Group again, and a day to hear by."""
    _ended_for(turn, "mentee")
    return await closing.look(turn, work)


def _waits_for_mentor(turn: Turn) -> Partnership:
    """The partnership, where its mentor is away and the mentee waits (R5.6)."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.role_of(turn.person.id) != "mentee":
        raise Refusal(
            f"This is for the {turn.definition.terms.mentee}. Your home shows what you can do next."
        )
    if pair.phase != Phase.PAUSED or pair.paused_by == turn.person.id:
        raise Refusal(
            "You are not waiting for anybody just now. To end the partnership, choose End under Home."
        )
    return pair


@end.step("instead", Audience.PARTY, about="partnership", opens=True)
async def instead(turn: Turn, work: Work) -> Reply:
    """The mentor is away: before the mentee looks elsewhere, they read that it ends this partnership."""
    pair = _waits_for_mentor(turn)
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    text = (
        f"This ends the partnership with {partner.name}, who hears that it has come to an end and no more. The "
        f"{turn.definition.terms.group} then looks for another {turn.definition.terms.mentor}, for you first."
    )
    yes = Button(
        label="End it and look elsewhere",
        action="end.replaced",
        subject=turn.subject,
        style="danger",
    )
    return Reply(window=View(title="Look elsewhere?", parts=(Prose(text),), buttons=(yes, HELP)))


@end.step("replaced", Audience.PARTY, about="partnership")
async def replaced(turn: Turn, work: Work) -> Reply:
    """The mentee does not wait: it ends, without blame, and another mentor is looked for."""
    _waits_for_mentor(turn).end(Ending.CHANGED, turn.person.id, None, turn.now)
    await closing.conclude(turn, work)
    return await closing.look(turn, work)


async def _on_register(turn: Turn, work: Work) -> Application:
    _ended_for(turn, "mentor")
    own = await applications.open_of(work, turn.definition.key, turn.person.id, "mentor")
    if own is None:
        raise Refusal(
            f"You are not on the register just now. To be a {turn.definition.terms.mentor} again, say apply."
        )
    return own


@end.step("available", Audience.PARTY, about="partnership", by_phone="you are available again")
async def available(turn: Turn, work: Work) -> Reply:
    """The mentor would take another mentee now."""
    own = await _on_register(turn, work)
    own.be_back()
    turn.the(Partnership).note_mentor_said(turn.now)
    text = f"Thank you. You are on the register, and hear from us when a {turn.definition.terms.mentee} asks for you."
    return await closing.settle(turn, work, text)


def _until(turn: Turn) -> DateField:
    only = "Until then you won't be suggested to anybody."
    return away_field(turn, "until", "Away until", help_=only)


@end.step("away", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def away(turn: Turn, work: Work) -> Reply:
    """Asks until when the mentor is away; no reason is asked."""
    await _on_register(turn, work)
    return Reply(
        window=Form(
            title="Away for a while",
            action="end.rest",
            fields=(_until(turn),),
            submit="Save",
            subject=turn.subject,
        )
    )


@end.step("rest", Audience.PARTY, about="partnership", by_phone="you are away for a while")
async def rest(turn: Turn, work: Work) -> Reply:
    """The mentor is away until a day, and keeps their place on the register."""
    own = await _on_register(turn, work)
    own.be_away(until(turn, _until(turn)))
    turn.the(Partnership).note_mentor_said(turn.now)
    return await closing.settle(
        turn,
        work,
        f"Thank you. You won't be suggested to anybody before {spoken(own.away_until or turn.today)}.",
    )


@end.step("overview", Audience.UNCONFLICTED, about="partnership", opens=True)
async def overview(turn: Turn, work: Work) -> Reply:
    """How it ended, the reason if one was given, and what the Group learnt: for the Group alone."""
    pair = turn.the(Partnership)
    parts: list[Part] = [await pairs.facts(turn.definition, work, pair)]
    if pair.ended_at:
        if pair.ended_by:
            by = (await people.by_id(work, pair.ended_by)).name
        else:
            by = "Its planned time"
        parts.append(Facts((("How", (pair.ending or "").capitalize()), ("By", by)), "The end"))
    if pair.reason:
        parts.append(Prose(pair.reason, "In their words"))
    if pair.lessons:
        parts.append(Prose(pair.lessons, "What we learnt"))
    note = Button(
        label="Note what we learnt", action="end.lessons", subject=turn.subject, opens=True
    )
    return Reply(
        window=View(
            title=f"{pair.ref}, partnership",
            parts=tuple(parts),
            buttons=(note,) if pair.teaches else (),
        )
    )


LESSON = LongText(
    key="lesson",
    label="What would we do another way?",
    help="About our matching and our help, never about who was to blame. The Group alone reads it.",
    most=2000,
)


@end.step("lessons", Audience.UNCONFLICTED, about="partnership", opens=True)
async def lessons(turn: Turn, work: Work) -> Reply:
    """The form for a lesson; what others noted stays."""
    pair = turn.the(Partnership)
    pair.must_teach()
    before = (Prose(pair.lessons, "Noted so far"),) if pair.lessons else ()
    return Reply(
        window=Form(
            title=f"{pair.ref}, what we learnt",
            action="end.noted",
            fields=(LESSON,),
            submit="Save",
            subject=turn.subject,
            parts=before,
        )
    )


@end.step("noted", Audience.UNCONFLICTED, about="partnership")
async def noted(turn: Turn, work: Work) -> Reply:
    """Keep a lesson beside the others; the same text sent twice is kept once."""
    pair = turn.the(Partnership)
    pair.must_teach()
    text = f"{check((LESSON,), turn.answers)['lesson']} ({turn.person.name}, {spoken(turn.today)})"
    pair.note_lesson(text)
    return await overview(turn, work)


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
        text=text, parts=(), buttons=_finish(pair, proposed=bool(proposed)), heading=heading
    )
    await unasked(moment, work, person_id, message, key=subject_of(pair))


def _proposed(moment: Moment, pair: Partnership, person_id: int, partner: str) -> str:
    """That another end was proposed and waits for an answer; nothing when none was, or its day has passed."""
    if pair.new_end is None or pair.new_end <= moment.today:
        return ""
    if pair.new_end_by == person_id:
        return f"You proposed {spoken(pair.new_end)} instead, and {partner} has not answered yet."
    return f"{partner} has proposed {spoken(pair.new_end)} instead; your answer waits on your home, and either is fine."


def _finish(pair: Partnership, *, proposed: bool = False) -> tuple[Button, ...]:
    subject = subject_of(pair)
    return (
        Button(label="Finish", action="end.form", subject=subject, style="primary", opens=True),
        HOME
        if proposed
        else Button(label="Go on longer", action="extend.form", subject=subject, opens=True),
        Button(label="Log a meeting", action="meet.form", subject=subject, opens=True),
        Button(label="Contact", action="start.contact", subject=subject),
        HELP,
    )


@end.when("partnership", "close")
async def close(moment: Moment, work: Work) -> None:
    """Its time ran out and nobody ended it: completed."""
    moment.the(Partnership).end(Ending.COMPLETED, None, None, moment.now)
    await closing.conclude(moment, work)


@end.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Partnerships whose end is near, and for a while what can follow one that has ended."""
    found = []
    for partnership in await partnerships.of_person(work, turn.definition.key, turn.person.id):
        partner = await people.by_id(work, partnership.partner_of(turn.person.id))
        if partnership.ends_on and partnership.ends_soon(turn.definition, turn.today):
            over, (finish, *others) = turn.today >= partnership.ends_on, _finish(partnership)
            headline = f"{'Planned end:' if over else 'Ends on'} {spoken(partnership.ends_on)}"
            text = f"Your partnership with {partner.name}. Finish it whenever you are both ready."
            found.append(
                HomeEntry(
                    headline=headline,
                    text=text,
                    rank=0 if over else 1,
                    primary=finish,
                    others=tuple(others),
                    by=partnership.ends_on,
                )
            )
        elif (
            partnership.ended_at
            and (turn.now - partnership.ended_at).days < AFTERWARDS
            and not await _moved_on(turn, work, partnership)
        ):
            look, *others = await closing.follows(turn, work, partnership, turn.person.id)
            what_next = closing.what_next(turn, partnership.role_of(turn.person.id))
            text = f"Your partnership with {partner.name} has come to an end. {what_next}"
            found.append(
                HomeEntry(
                    headline="Partnership closed",
                    text=text,
                    rank=2,
                    primary=look,
                    others=tuple(others),
                )
            )
    return found


async def _moved_on(turn: Turn, work: Work, pair: Partnership) -> bool:
    """Whether somebody has chosen what follows: another search, or a rest."""
    role = pair.role_of(turn.person.id)
    own = await applications.open_of(work, turn.definition.key, turn.person.id, role)
    if role == "mentee":
        return own is not None
    return (
        own is None
        or pair.mentor_said_at is not None
        or (own.away_until or turn.today) > turn.today
    )
