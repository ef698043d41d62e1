"""A word in confidence: either side asks one person, who alone reads it, before anything breaks (R5.5)."""

from handlers.kit.buttons import HELP, HOME
from handlers.kit.contacts import reached, ways_to
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import WRONG
from handlers.kit.post import tell, tell_of
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Card, Contact, Facts, Form, Message, Part, Prose, Reply, View
from scheme import calendar
from scheme.audience import Audience
from scheme.concern.sounding import WAITED, Sounding
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, LongText, Option
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.pace import SELDOM
from scheme.people import Member
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import applications, matters, partnerships, people
from storage.concern import soundings
from storage.plans import subject_of
from storage.work import Work

sounding_conversation = Conversation(name="sounding")

HEADING = "A word in confidence"
ANOTHER = Button(label="Ask somebody else", action="sounding.ask", opens=True)
ANSWER = LongText(
    key="answer",
    label="Your answer",
    help="They read it in private, and nobody else does.",
    most=5000,
)


# Whoever asks


async def _seats(turn: Turn, work: Work) -> list[Member]:
    """Whom this person can ask: those who run the scheme, administrators first, without whoever is too close.

    Nobody who stands aside from their applications or a partner's, is a line manager there, or a partner.
    """
    scheme = turn.definition.key
    me = turn.person.id
    apart = {me}
    for pair in await partnerships.live_of(work, scheme, me):
        theirs = [
            await applications.by_id(work, application_id)
            for application_id in (pair.mentee_application_id, pair.mentor_application_id)
        ]
        apart |= await matters.conflicted(work, *theirs)
    for own in await applications.of_person(work, scheme, me):
        if own.is_open:
            apart |= await matters.conflicted(work, own)
    seats = [member for member in await people.group(work, scheme) if member.person_id not in apart]
    return sorted(seats, key=lambda member: (member.duty != "administrator", member.id))


async def _fields(turn: Turn, work: Work) -> tuple[AnyField, ...]:
    seats = await _seats(turn, work)
    known = await people.by_ids(work, {seat.person_id for seat in seats})
    options = []
    for seat in seats:
        where = turn.definition.organisation(seat.organisation)
        label = f"{known[seat.person_id].name}, {seat.duty}" + (f", {where.name}" if where else "")
        options.append(Option(key=str(seat.person_id), label=label))
    if not options:
        raise Refusal(
            "Nobody here is free to be asked about this. Get help names people you can phone."
        )
    told = "As much or as little as you like. It stays between you two; your partner never learns of it."
    return (
        ChoiceField(key="whom", label="With whom would you like a word?", options=tuple(options)),
        LongText(key="text", label="What is it about?", help=told, most=5000, required=False),
    )


@sounding_conversation.step(
    "ask", Audience.ANYONE, reads=True, in_help=WRONG.entry("A word in confidence", 40)
)
async def ask(turn: Turn, work: Work) -> Reply:
    """The form: with whom, and if they like what about; somebody to phone is named beside it."""
    contact = turn.definition.help[0]
    text = (
        "The person you choose alone reads this and gets in touch, here or as you like it best. Nobody else is told, and "
        f"nothing else follows.\n\nTo phone somebody instead: {contact.name}, {contact.phone or contact.email}."
    )
    if turn.definition.supervisor and not await _seats(turn, work):
        return Reply(
            window=View(title=HEADING, parts=_supervisor(turn.definition), buttons=(HELP,))
        )
    fields = await _fields(turn, work)
    asks = Form(
        title=HEADING,
        action="sounding.sent",
        fields=fields,
        submit="Ask",
        subject=NOTHING_IN_PARTICULAR,
        parts=(Prose(text), *_supervisor(turn.definition)),
        scheme=turn.definition.key,
    )
    return Reply(window=asks)


def _supervisor(definition: Definition) -> tuple[Part, ...]:
    """Somebody outside with whom one can think things over; written to by oneself, so that nobody here learns of it (R5.5)."""
    contact = definition.supervisor
    if contact is None:
        return ()
    told = f"{contact.about} They are not part of the scheme, and nobody here learns that you wrote.".strip()
    if contact.bookable:
        told = f"{told} You can arrange a talk alone with them."
    parts = reached(contact.name, told, phone=contact.phone, email=contact.email)
    if contact.bookable:
        times = Button(label="See their times", action="alone.show", opens=True)
        return (*parts, Card(title="A talk alone", buttons=(times,)))
    return parts


@sounding_conversation.step("sent", Audience.ANYONE, pace=SELDOM)
async def sent(turn: Turn, work: Work) -> Reply:
    """Ask for a word; the person asked hears that somebody would like one, and reads it in a window."""
    answers = check(await _fields(turn, work), turn.answers)
    asked_id = PersonId(int(str(answers["whom"])))
    if answers["text"]:
        text = str(answers["text"])
    else:
        text = None
    mine = await soundings.asked_by(work, turn.definition.key, turn.person.id)
    if any(sounding.is_open and sounding.asked_id == asked_id for sounding in mine):
        raise Refusal(
            "You have asked this person already, and they will be in touch. You can see it under Home."
        )
    sounding = await work.add(
        Sounding(
            scheme=turn.definition.key,
            asker_id=turn.person.id,
            asked_id=asked_id,
            text=text,
            asked_at=turn.now,
        )
    )
    see = Button(
        label="Open",
        action="sounding.open",
        subject=subject_of(sounding),
        style="primary",
        opens=True,
    )
    asks = Message(
        text="Somebody would like a word with you in confidence. You alone can open this.",
        parts=(),
        buttons=(see,),
        heading=HEADING,
    )
    await tell_of(work, asked_id, asks, key=str(subject_of(sounding)))
    await _show_asker(turn, work, sounding)
    return Reply()


async def _show_asker(moment: Moment, work: Work, sounding: Sounding) -> None:
    """How it stands, kept up in the asker's chat."""
    definition = moment.definition
    name = (await people.by_id(work, sounding.asked_id)).name
    mine = Button(label="See it", action="sounding.view", subject=subject_of(sounding), opens=True)
    by = spoken(
        calendar.add_working_days(
            calendar.local_day(sounding.asked_at, definition.zone), WAITED, definition.region
        )
    )
    text = f"{name} has been asked for a word, and nobody else knows. If you hear nothing by {by}, I'll tell you."
    buttons: tuple[Button, ...] = (
        mine,
        Button(label="Take it back", action="sounding.withdrawn", subject=subject_of(sounding)),
        HELP,
    )
    if sounding.answer is not None:
        text = f"{name} has answered you, in confidence."
        buttons = (mine, ANOTHER)
    elif sounding.spoke:
        text = f"{name} noted that you two have spoken. If anything is still open, ask again."
        buttons = (ANOTHER, HOME)
    elif not sounding.is_open:
        text = "Taken back; what you wrote is gone. You can ask for a word whenever you like."
        buttons = (ANOTHER, HOME)
    await tell(
        work,
        sounding.asker_id,
        Message(text=text, parts=(), buttons=buttons, heading=HEADING),
        key=str(subject_of(sounding)),
    )


@sounding_conversation.step("view", Audience.PARTY, about="sounding", opens=True)
async def view(turn: Turn, work: Work) -> Reply:
    """What was asked and answered, for whoever asked."""
    sounding = turn.the(Sounding)
    name = (await people.by_id(work, sounding.asked_id)).name
    if sounding.is_open:
        state = "Waiting"
    elif sounding.answer:
        state = "Answered"
    elif sounding.spoke:
        state = "You have spoken"
    else:
        state = "Over, and what was written is gone"
    parts: list[Part] = [Facts((("Asked", name), ("How it stands", state)))]
    parts += [Prose(sounding.text, "What you wrote")] if sounding.text else []
    parts += [Prose(sounding.answer, f"{name}'s answer")] if sounding.answer else []
    back = Button(label="Take it back", action="sounding.withdrawn", subject=turn.subject)
    return Reply(
        window=View(
            title=HEADING, parts=tuple(parts), buttons=(back,) if sounding.is_open else (ANOTHER,)
        )
    )


@sounding_conversation.step("withdrawn", Audience.PARTY, about="sounding")
async def withdrawn(turn: Turn, work: Work) -> Reply:
    """The asker takes it back; what they wrote goes."""
    sounding = turn.the(Sounding)
    sounding.take_back(turn.now)
    await _show_asker(turn, work, sounding)
    gone = Message(text="This was taken back, so nothing is needed. Thank you.", heading=HEADING)
    await tell(work, sounding.asked_id, gone, key=str(turn.subject), notify=False)
    return Reply()


# Whoever is asked


@sounding_conversation.step("open", Audience.UNCONFLICTED, about="sounding", opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """Who asks, how to reach them, and what they wrote: for the person asked alone."""
    sounding = turn.the(Sounding)
    asker = await people.by_id(work, sounding.asker_id)
    day = spoken(calendar.local_day(sounding.asked_at, turn.definition.zone))
    rows = (("Who asks", asker.name), ("Asked on", day))
    parts: list[Part] = [
        Contact(person=asker.id, name=asker.name, rows=rows),
        *ways_to(email=asker.email),
    ]
    if sounding.text or sounding.is_open:
        parts.append(
            Prose(
                sounding.text or "They wrote nothing more; a short call is often best.",
                "What they wrote",
            )
        )
    if sounding.answer:
        parts.append(Prose(sounding.answer, "Your answer"))
    write = Button(
        label="Answer", action="sounding.answer", subject=turn.subject, style="primary", opens=True
    )
    spoke = Button(label="We have spoken", action="sounding.spoken", subject=turn.subject)
    return Reply(
        window=View(
            title=HEADING, parts=tuple(parts), buttons=(write, spoke) if sounding.is_open else ()
        )
    )


@sounding_conversation.step("answer", Audience.UNCONFLICTED, about="sounding", opens=True)
async def answer(turn: Turn, work: Work) -> Reply:
    """The form for an answer."""
    turn.the(Sounding).must_wait()
    return Reply(
        window=Form(
            title="Your answer",
            action="sounding.answered",
            fields=(ANSWER,),
            submit="Send it",
            subject=turn.subject,
        )
    )


@sounding_conversation.step("answered", Audience.UNCONFLICTED, about="sounding")
async def answered(turn: Turn, work: Work) -> Reply:
    """The person asked writes back."""
    sounding = turn.the(Sounding)
    sounding.must_wait()
    sounding.reply(str(check((ANSWER,), turn.answers)["answer"]), turn.now)
    return await _settled(
        turn, work, "Thank you. Your answer is with whoever asked, and nobody else."
    )


@sounding_conversation.step("spoken", Audience.UNCONFLICTED, about="sounding")
async def have_spoken(turn: Turn, work: Work) -> Reply:
    """The person asked has been in touch some other way."""
    turn.the(Sounding).spoken(turn.now)
    return await _settled(
        turn, work, "Thank you for taking the time. Nothing of it is kept here but that you spoke."
    )


async def _settled(turn: Turn, work: Work, text: str) -> Reply:
    sounding = turn.the(Sounding)
    await _show_asker(turn, work, sounding)
    await tell(work, turn.person.id, Message(text=text, heading=HEADING), key=str(turn.subject))
    return Reply()


# What time brings


@sounding_conversation.when("sounding", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """The person asked has not answered yet."""
    sounding = moment.the(Sounding)
    see = Button(
        label="Open",
        action="sounding.open",
        subject=subject_of(sounding),
        style="primary",
        opens=True,
    )
    text = "Somebody still hopes for a word with you in confidence. A line to say when you can is enough."
    await tell(
        work,
        sounding.asked_id,
        Message(text=text, parts=(), buttons=(see,), heading=HEADING),
        key=str(subject_of(sounding)),
    )


@sounding_conversation.when("sounding", "unanswered")
async def unanswered(moment: Moment, work: Work) -> None:
    """Nobody has answered for days: the asker is told, with somebody else to turn to."""
    sounding = moment.the(Sounding)
    contact = moment.definition.help[0]
    name = (await people.by_id(work, sounding.asked_id)).short_name
    reached = "phone" if contact.phone else "write to"
    text = f"{name} has not answered yet and may be away, sorry. Ask somebody else, or {reached} {contact.name}."
    back = Button(label="Take it back", action="sounding.withdrawn", subject=subject_of(sounding))
    await tell(
        work,
        sounding.asker_id,
        Message(text=text, parts=(), buttons=(ANOTHER, HELP, back), heading=HEADING),
        key=str(subject_of(sounding)),
    )


@sounding_conversation.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Words that wait for this person, and those they asked for."""
    found = []
    for sounding in await soundings.waiting_for(work, turn.definition.key, turn.person.id):
        see = Button(
            label="Open",
            action="sounding.open",
            subject=subject_of(sounding),
            style="primary",
            opens=True,
        )
        found.append(
            HomeEntry(
                headline="Somebody would like a word",
                text="In confidence; you alone can open it.",
                rank=0,
                primary=see,
            )
        )
    for sounding in await soundings.asked_by(work, turn.definition.key, turn.person.id):
        if sounding.is_open:
            see = Button(
                label="See it",
                action="sounding.view",
                subject=subject_of(sounding),
                style="primary",
                opens=True,
            )
            found.append(
                HomeEntry(
                    headline="A word in confidence",
                    text="Nobody knows of it but whom you asked.",
                    rank=1,
                    primary=see,
                    others=(HELP,),
                )
            )
    return found
