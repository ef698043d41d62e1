"""Complaints: raised in confidence, kept from whoever they are about, and answered within working days (R8.3, R8.4)."""

from handlers.kit import group
from handlers.kit.flow import Conversation, Standing
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Form, Message, Part, Prose, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.concern import SOMETHING_ELSE, THE_SCHEME, WHOLE_GROUP, Concern, reply_day
from scheme.definition import Definition
from scheme.fields import Choice, LongText, Option, check, spoken
from scheme.refusal import Refusal
from storage import concerns, partnerships, people, register
from storage.work import Work

concern = Conversation("concern")

PERSON = "person:"
REPLY = LongText(
    key="reply",
    label="Your reply",
    help="The complainant reads it in private. Say what was found, and what happens now.",
    most=10_000,
)


# Whoever complains


@concern.step("complain", Audience.ANYONE, reads=True)
async def complain(turn: Turn, work: Work) -> Reply:
    """The form, in a window of its own: whom it is about first, then what happened."""
    day = spoken(reply_day(turn.definition, turn.today))
    return Reply(
        window=Form(
            title="Complain in confidence",
            action="concern.send",
            fields=await _fields(turn, work),
            submit="Send it",
            parts=(Prose(f"{await _readers(turn, work)} You have a reply by {day}."),),
            scheme=turn.definition.key,
        )
    )


async def _readers(turn: Turn, work: Work) -> str:
    """Who will read it, said before a word is written; true also where the Steering Group has no seats."""
    name, seats = turn.definition.terms.group, await people.roster(work, turn.definition.key)
    trial = Concern.receive(turn.definition, turn.person.id, WHOLE_GROUP, None, "", turn.now)
    if not trial.handlers(seats):
        whole = f"Nobody here could look into what is about the whole {name}."
    elif trial.kept_from_those_concerned(seats):
        whole = f"What is about the whole {name} goes to the Steering Group alone."
    else:
        whole = f"What is about the whole {name} goes to its administrators, as nobody outside it could read it."
    return f"The {name} reads it, with your name, but never whoever you choose below: they don't learn that it exists. {whole}"


async def _fields(turn: Turn, work: Work) -> tuple[Choice, LongText]:
    offered = await _offered(turn, work)
    return (
        Choice(
            key="about",
            label="Whom is it about?",
            help="Choose the name where it is listed, so that this person can't see it.",
            options=tuple(Option(key=key, label=label) for key, label in offered.items()),
        ),
        LongText(
            key="text",
            label="What happened?",
            help="As much as you can say: what, when, who was there, and what you would like to happen.",
            most=10_000,
        ),
    )


async def _offered(turn: Turn, work: Work) -> dict[str, str]:
    """Whom a complaint of this person can be about: key and label."""
    definition, me = turn.definition, turn.person.id
    pairs = await partnerships.of_person(work, definition.key, me)
    seats = await people.group(work, definition.key)
    names = await people.by_ids(work, {p.partner_of(me) for p in pairs} | {seat.person_id for seat in seats})
    offered: dict[str, str] = {}
    for pair in pairs:
        term = definition.term("mentor" if pair.role_of(me) == "mentee" else "mentee")
        partner = names[pair.partner_of(me)]
        offered.setdefault(f"{PERSON}{partner.id}", f"{partner.name}, your {term}")
    for seat in seats:
        if seat.person_id != me:
            label = f"{names[seat.person_id].name}, {definition.terms.group}"
            offered.setdefault(f"{PERSON}{seat.person_id}", label)
    return offered | _topics(definition)


def _topics(definition: Definition) -> dict[str, str]:
    return {
        WHOLE_GROUP: f"The whole {definition.terms.group}",
        THE_SCHEME: "How the scheme is run",
        SOMETHING_ELSE: "Somebody or something else",
    }


@concern.step("send", Audience.ANYONE)
async def send(turn: Turn, work: Work) -> Reply:
    """Keep it, answer at once, and tell those who handle it, without a word of it (R11.4)."""
    definition = turn.definition
    answers = check(await _fields(turn, work), turn.answers)
    about = str(answers["about"])
    about_id = int(about.removeprefix(PERSON)) if about.startswith(PERSON) else None
    one = Concern.receive(definition, turn.person.id, about, about_id, str(answers["text"]), turn.now)
    seats = await people.roster(work, definition.key)
    if not one.handlers(seats):
        contact = definition.help[0]
        raise Refusal(
            "Nobody here could read this without being part of it, so it was not kept. "
            f"Please turn to {contact.name}: {contact.email or contact.phone}.",
            "about",
        )
    await work.add(one)
    kept = one.kept_from_those_concerned(seats)
    await tell(work, turn.person.id, received(turn.person.first_name, one, kept=kept), key=f"concern:{one.id}")
    await group.show_concern(turn, work, one, note="A new complaint has come in.")
    return Reply()


def received(first: str, one: Concern, *, kept: bool) -> Message:
    """The answer at once. What it promises is true; whom it is about is nowhere in it."""
    promise = (
        "Nobody you chose as the one it is about can see it, or that it exists."
        if kept
        else "Who reads it stands behind Read it."
    )
    return Message(
        f"{first}, your complaint is here; its reference is {one.ref}. {promise} You have a reply by {spoken(one.reply_by)}.",
        buttons=(_read(one),),
        heading="Complaint received",
    )


def _read(one: Concern) -> Button:
    return Button("Read it", "concern.mine", f"concern:{one.id}", style="primary", opens=True)


@concern.step("mine", Audience.PARTY, opens=True)
async def read_own(turn: Turn, work: Work) -> Reply:
    """What a complainant wrote, who reads it, and the reply."""
    one = turn.the(Concern)
    names = await people.by_ids(work, set(await register.handlers_of(work, one)))
    readers = ", ".join(sorted(person.name for person in names.values())) or "nobody just now"
    return Reply(
        window=View(f"Your complaint {one.ref}", (await _facts(turn, work, one, ("Read by", readers)), *_words(one)))
    )


async def _facts(turn: Turn, work: Work, one: Concern, *more: tuple[str, str]) -> Facts:
    zone = turn.definition.zone
    about = (await people.by_id(work, one.about_id)).name if one.about_id else _topics(turn.definition)[one.about]
    reply = (
        ("Answered on", spoken(calendar.local_day(one.replied_at, zone)))
        if one.replied_at
        else ("Reply due", spoken(one.reply_by))
    )
    return Facts((("Received", spoken(calendar.local_day(one.raised_at, zone))), reply, ("About", about), *more))


def _words(one: Concern) -> tuple[Part, ...]:
    words: tuple[Part, ...] = (Prose(one.text, "The complaint"),)
    return (*words, Prose(one.reply, "The reply")) if one.reply else words


# Those who handle it


@concern.step("open", Audience.UNCONFLICTED, opens=True)
async def open_concern(turn: Turn, work: Work) -> Reply:
    """All of it, privately, to somebody who handles it."""
    one = turn.the(Concern)
    person = await people.by_id(work, one.raised_by)
    facts = await _facts(turn, work, one, ("Raised by", f"{person.name}, {person.email}"))
    reply = Button("Reply", "concern.reply", turn.subject, style="primary", opens=True)
    return Reply(window=View(f"Complaint {one.ref}", (facts, *_words(one)), () if one.replied_at else (reply,)))


@concern.step("reply", Audience.UNCONFLICTED, opens=True)
async def reply_form(turn: Turn, work: Work) -> Reply:
    """The form for the reply."""
    one = turn.the(Concern)
    one.must_be_unanswered()
    return Reply(
        window=Form(
            title=f"Reply to {one.ref}",
            action="concern.answered",
            fields=(REPLY,),
            submit="Send reply",
            subject=turn.subject,
            parts=(Prose(one.text, "The complaint"),),
        )
    )


@concern.step("answered", Audience.UNCONFLICTED)
async def answer(turn: Turn, work: Work) -> Reply:
    """Keep the reply, stop the clock, and tell the complainant that it is there."""
    one = turn.the(Concern)
    one.answer(str(check((REPLY,), turn.answers)["reply"]), turn.person.id, turn.now)
    late = " We are sorry that it took longer than promised." if turn.today > one.reply_by else ""
    message = Message(
        f"The reply to your complaint {one.ref} is here.{late} If it leaves something open, somebody to talk to is one step away.",
        buttons=(_read(one), Button("Talk to a person", "home.people", opens=True)),
        heading="Your complaint has a reply",
    )
    await tell(work, one.raised_by, message, key=turn.subject)
    await group.show_concern(turn, work, one, note="The reply has gone out.")
    return says(f"Sent. {one.ref} is answered, and the complainant has been told that a reply is there.")


@concern.when("concern", "warn")
async def warn(moment: Moment, work: Work) -> None:
    """Those who handle it hear before the promise lapses."""
    one = moment.the(Concern)
    left = one.working_days_left(moment.today, moment.definition.region)
    if left:
        note = "One working day left to reply." if left == 1 else f"{left} working days left to reply."
    else:
        note = "The reply is due today." if moment.today <= one.reply_by else "The day of the reply has passed."
    await group.show_concern(moment, work, one, note=note)


@concern.stands
async def stands(turn: Turn, work: Work) -> list[Standing]:
    """What a person waits for, and what waits for whoever handles it; nothing for anybody else."""
    found = []
    for one in await register.concerns_for(work, turn.definition.key, turn.person.id):
        button = Button("Open", "concern.open", f"concern:{one.id}", style="primary", opens=True)
        text = f"{one.ref} waits for a reply."
        found.append(Standing(f"Complaint; reply by {spoken(one.reply_by)}", text, 0, button, by=one.reply_by))
    for one in await concerns.waiting_of(work, turn.definition.key, turn.person.id):
        found.append(_own(turn, one))
    return found


def _own(turn: Turn, one: Concern) -> Standing:
    day = spoken(one.reply_by)
    if turn.today <= one.reply_by:
        headline, text = f"Complaint received; reply by {day}", f"{one.ref} is being looked into."
    else:
        headline, text = (
            "Complaint received; the reply is late",
            f"{one.ref} should have had a reply by {day}. We are sorry.",
        )
    return Standing(headline, text, 1, _read(one), by=one.reply_by)
