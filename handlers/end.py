"""Ending a partnership: by either side, at once, without blame; and what follows for each (R5.4)."""

from datetime import date, timedelta

from handlers.kit import group
from handlers.kit.flow import Conversation, Standing
from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Facts, Form, Message, Part, Prose, Reply, View, says
from scheme.application import Application, Stage
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.fields import AnyField, Choice, DateField, LongText, Option, check, spoken
from scheme.partnership import Ending, Partnership, Phase
from scheme.people import Role
from scheme.refusal import Refusal
from storage import applications, partnerships, people, proposals
from storage.plans import subject_of
from storage.work import Work

end = Conversation("end")

AFTERWARDS = timedelta(days=60)  # how long somebody's home still shows what can follow
HOME = Button("Home", "home.show")
HELP = Button("Get help", "home.people", opens=True)

WAYS = {
    Ending.COMPLETED: "We have done what we set out to do",
    Ending.AGREED: "We agreed to stop early",
    Ending.CHANGED: "Circumstances have changed",
    Ending.NOT_WORKING: "It was not the right fit",
}


@end.step("ask", Audience.ANYONE, reads=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """Leads to the form, after asking which partnership where there are several."""
    if turn.subject:
        return Reply(then=Action("end.form", turn.subject))
    ours = await partnerships.live_of(work, turn.definition.key, turn.person.id)
    if len(ours) == 1:
        return Reply(then=Action("end.form", subject_of(ours[0])))
    if not ours:
        return says("You have no partnership at the moment, so there is nothing to end.", HOME, HELP)
    known = await people.by_ids(work, {one.partner_of(turn.person.id) for one in ours})
    buttons = [
        Button(known[one.partner_of(turn.person.id)].name, "end.form", subject_of(one), opens=True) for one in ours
    ]
    return says("Which partnership would you like to end?", *buttons)


def _fields(turn: Turn) -> tuple[AnyField, ...]:
    active = turn.the(Partnership).phase == Phase.ACTIVE
    options = [Option(key=str(way), label=label) for way, label in WAYS.items() if active or way != Ending.COMPLETED]
    private = f"Optional. The {turn.definition.terms.group} alone reads it, never your partner."
    return (
        Choice(key="how", label="Which comes closest?", options=tuple(options)),
        LongText(key="reason", label="Anything you would like to add?", help=private, required=False),
    )


@end.step("form", Audience.PARTY, opens=True)
async def form(turn: Turn, work: Work) -> Reply:
    """Asks how it ends and, if they like, why; names somebody to talk to first (R5.5)."""
    pair, contact = turn.the(Partnership), turn.definition.help[0]
    pair.must_be_live()
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    text = (
        f"It ends at once, for both of you, and nobody is to blame. {partner.first_name} hears only that it has come to an "
        f"end, not how or why.\n\nIf you would rather talk it over first: {contact.name}, {contact.phone or contact.email}."
    )
    likely = {"how": str(Ending.COMPLETED)} if pair.ends_soon(turn.definition, turn.today) else {}
    asks = Form(
        f"End the partnership with {partner.name}?",
        "end.ended",
        _fields(turn),
        "End the partnership",
        turn.subject,
        (Prose(text),),
        likely,
        style="danger",
    )
    return Reply(window=asks)


@end.step("ended", Audience.PARTY)
async def ended(turn: Turn, work: Work) -> Reply:
    """End it, at once; each of the two then has the closing card, which says that it has come to an end and no more."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    answers = check(_fields(turn), turn.answers)
    reason = str(answers["reason"]) if answers["reason"] else None
    pair.end(Ending(str(answers["how"])), turn.person.id, reason, turn.now)
    await _conclude(turn, work)
    return Reply()


async def _conclude(moment: Moment, work: Work) -> None:
    """What an ending brings: the place is free, reminders stop, both and the Group are told."""
    pair = moment.the(Partnership)
    if place := await proposals.place_of(work, pair.candidate_id):
        place.released_at = moment.now
    application = await applications.by_id(work, pair.mentee_application_id)
    application.conclude()
    await work.flush()
    for person_id in (pair.mentee_id, pair.mentor_id):
        closed = await _closing(moment, work, pair, person_id)
        await tell(work, person_id, closed, key=subject_of(pair))
        if pair.nudges(moment.definition, moment.now):
            settled = Message("This partnership is closed, so there is nothing left to note.")
            await tell(work, person_id, settled, key=f"nudge:{pair.id}", notify=False)
    how = "completed" if pair.ending == Ending.COMPLETED else "ended early"
    see = Button("Open", "end.overview", subject_of(pair), style="primary", opens=True)
    card = Message(f"{pair.ref}, partnership: {how}.", buttons=(see,))
    await tell_group(work, pair.scheme, card, key=subject_of(pair))
    await group.show_application(moment, work, application)


async def _closing(moment: Moment, work: Work, pair: Partnership, person_id: int) -> Message:
    """What a party reads at the end. The same whichever way it ended: the way is not for the partner to guess."""
    partner = await people.by_id(work, pair.partner_of(person_id))
    text = (
        f"Your partnership with {partner.name} has come to an end. Thank you for your time; its reminders have stopped."
    )
    text = f"{text} {_what_next(moment, pair.role_of(person_id))}"
    return Message(text, buttons=_follows(moment, pair, person_id), heading="Partnership closed")


def _what_next(moment: Moment, role: Role) -> str:
    terms = moment.definition.terms
    if role == "mentee":
        return f"If you would like another {terms.mentor}, we will gladly look."
    return f"Your place is open again. Would you take another {terms.mentee}?"


def _follows(moment: Moment, pair: Partnership, person_id: int) -> tuple[Button, ...]:
    subject, terms = subject_of(pair), moment.definition.terms
    if pair.role_of(person_id) == "mentor":
        yes = Button("I'm available", "end.available", subject, style="primary")
        return yes, Button("Away for a while", "end.away", subject, opens=True)
    look = Button(f"Look for another {terms.mentor}", "end.again", subject, style="primary")
    return (look, Button(f"Become a {terms.mentor}", "apply.mentor", opens=True)) if pair.started_on else (look,)


async def _settle(turn: Turn, work: Work, text: str, *buttons: Button) -> Reply:
    """The closing card shows what its reader chose, without what no longer applies (R12.3)."""
    message = Message(text, buttons=buttons or (HOME,), heading="Partnership closed")
    await tell(work, turn.person.id, message, key=turn.subject)
    return Reply()


def _ended_for(turn: Turn, role: Role) -> None:
    pair = turn.the(Partnership)
    if pair.is_live:
        raise Refusal("This partnership is still going on. To end it, choose End from your home page.")
    if pair.role_of(turn.person.id) != role:
        raise Refusal(f"This is for the {turn.definition.term(role)}. Your home page shows what you can do next.")


@end.step("again", Audience.PARTY)
async def again(turn: Turn, work: Work) -> Reply:
    """The mentee would like another mentor: with the Group again, and a day to hear by."""
    _ended_for(turn, "mentee")
    application = await applications.by_id(work, turn.the(Partnership).mentee_application_id)
    under_way = await applications.open_of(work, turn.definition.key, turn.person.id, "mentee")
    if under_way or application.stage != Stage.CONCLUDED:
        return Reply(then=Action("applied.status"))
    application.look_again(turn.definition, turn.today)
    await work.flush()
    terms = turn.definition.terms
    note = f"The {terms.mentee} would like another {terms.mentor}."
    await group.show_application(turn, work, application, note=note)
    text = f"Gladly. The {terms.group} looks for another {terms.mentor}, and you'll hear by {spoken(application.answer_by)}."
    see = Button("View it", "applied.view", subject_of(application), opens=True)
    return await _settle(turn, work, text, see)


async def _on_register(turn: Turn, work: Work) -> Application:
    _ended_for(turn, "mentor")
    own = await applications.open_of(work, turn.definition.key, turn.person.id, "mentor")
    if own is None:
        raise Refusal(f"You are not on the register just now. To be a {turn.definition.terms.mentor} again, say apply.")
    return own


@end.step("available", Audience.PARTY)
async def available(turn: Turn, work: Work) -> Reply:
    """The mentor would take another mentee now."""
    own = await _on_register(turn, work)
    own.away_until = None
    text = f"Thank you. You are on the register, and hear from us when a {turn.definition.terms.mentee} asks for you."
    return await _settle(turn, work, text)


def _until(turn: Turn) -> DateField:
    only = "Until then you won't be suggested to anybody."
    return DateField(key="until", label="Away until", help=only, earliest=turn.today + timedelta(days=1))


@end.step("away", Audience.PARTY, opens=True)
async def away(turn: Turn, work: Work) -> Reply:
    """Asks until when the mentor is away; no reason is asked."""
    await _on_register(turn, work)
    return Reply(window=Form("Away for a while", "end.rest", (_until(turn),), "Save", turn.subject))


@end.step("rest", Audience.PARTY)
async def rest(turn: Turn, work: Work) -> Reply:
    """The mentor is away until a day, and keeps their place on the register."""
    own = await _on_register(turn, work)
    own.away_until = date.fromisoformat(str(check((_until(turn),), turn.answers)["until"]))
    return await _settle(turn, work, f"Thank you. You won't be suggested to anybody before {spoken(own.away_until)}.")


@end.step("overview", Audience.UNCONFLICTED, opens=True)
async def overview(turn: Turn, work: Work) -> Reply:
    """How it ended, and the reason if one was given: for the Group alone."""
    pair, definition = turn.the(Partnership), turn.definition
    two = await people.by_ids(work, {pair.mentee_id, pair.mentor_id})
    by = two[pair.ended_by].name if pair.ended_by else "Its planned time"
    rows = (
        (definition.terms.mentee.capitalize(), two[pair.mentee_id].name),
        (definition.terms.mentor.capitalize(), two[pair.mentor_id].name),
        ("Started", spoken(pair.started_on) if pair.started_on else "Never"),
        ("Ended", spoken(local_day(pair.ended_at, definition.zone)) if pair.ended_at else "Not yet"),
        ("How", (pair.ending or "–").capitalize()),
        ("By", by if pair.ended_at else "–"),
    )
    parts: tuple[Part, ...] = (Facts(rows), Prose(pair.reason, "In their words")) if pair.reason else (Facts(rows),)
    more = Button("Dates and meetings", "meet.overview", turn.subject, opens=True)
    return Reply(window=View(f"{pair.ref}, partnership", parts, (more,)))


@end.when("partnership", "ending")
@end.when("partnership", "ended")
async def near(moment: Moment, work: Work) -> None:
    """Two weeks before the planned end, and when it has come, both hear of it."""
    pair, definition = moment.the(Partnership), moment.definition
    closes = pair.closes_on(definition)
    if pair.ends_on is None or closes is None:
        return
    if moment.today < pair.ends_on:
        heading, when = f"Ends on {spoken(pair.ends_on)}", f"is planned to end on {spoken(pair.ends_on)}"
        then = f"Finish it here whenever you are both ready. To talk about it, ask {definition.help[0].name}."
    else:
        today = pair.ends_on == moment.today
        heading, when = "The planned end", f"was planned until {'today' if today else spoken(pair.ends_on)}"
        then = f"If you are both done, finish it here; else it closes by itself on {spoken(closes)}."
    for person_id in (pair.mentee_id, pair.mentor_id):
        partner = await people.by_id(work, pair.partner_of(person_id))
        message = Message(f"Your partnership with {partner.name} {when}. {then}", (), _finish(pair), heading)
        await tell(work, person_id, message, key=subject_of(pair))


def _finish(pair: Partnership) -> tuple[Button, ...]:
    subject = subject_of(pair)
    return (
        Button("Finish", "end.form", subject, style="primary", opens=True),
        Button("Log a meeting", "meet.form", subject, opens=True),
        Button("Contact", "start.contact", subject),
        HELP,
    )


@end.when("partnership", "close")
async def close(moment: Moment, work: Work) -> None:
    """Its time ran out and nobody ended it: completed."""
    moment.the(Partnership).end(Ending.COMPLETED, None, None, moment.now)
    await _conclude(moment, work)


@end.stands
async def stands(turn: Turn, work: Work) -> list[Standing]:
    """Partnerships whose end is near, and for a while what can follow one that has ended."""
    found = []
    for one in await partnerships.of_person(work, turn.definition.key, turn.person.id):
        partner = await people.by_id(work, one.partner_of(turn.person.id))
        if one.ends_on and one.ends_soon(turn.definition, turn.today):
            over, (finish, *others) = turn.today >= one.ends_on, _finish(one)
            headline = f"{'Planned end:' if over else 'Ends on'} {spoken(one.ends_on)}"
            text = f"Your partnership with {partner.name}. Finish it whenever you are both ready."
            found.append(Standing(headline, text, 0 if over else 1, finish, tuple(others), one.ends_on))
        elif one.ended_at and turn.now - one.ended_at < AFTERWARDS and not await _moved_on(turn, work, one):
            look, *others = _follows(turn, one, turn.person.id)
            text = f"Your partnership with {partner.name} has come to an end. {_what_next(turn, one.role_of(turn.person.id))}"
            found.append(Standing("Partnership closed", text, 2, look, tuple(others)))
    return found


async def _moved_on(turn: Turn, work: Work, pair: Partnership) -> bool:
    """Whether somebody has chosen what follows: another search, or a rest."""
    role = pair.role_of(turn.person.id)
    own = await applications.open_of(work, turn.definition.key, turn.person.id, role)
    if role == "mentee":
        return own is not None
    return own is None or (own.away_until is not None and own.away_until > turn.today)
