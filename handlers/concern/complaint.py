"""Complaints, for whoever complains: in confidence, kept from whoever they are about, answered by a day (R8.3, R8.4)."""

from handlers.concern import about, cards, quoting, thread
from handlers.group import opening
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import ComplaintRaised
from handlers.kit.forgotten import goes, words_of
from handlers.kit.help import WRONG
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Facts, Form, Message, Part, Prose, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.concern.concern import WHOLE_GROUP, ComplaintOutcome, ComplaintStage, Concern, reply_day
from scheme.concern.enquiry import Enquiry
from scheme.concern.remark import To
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField, ChoiceField, LongText, Option, TickField
from scheme.forms.shown import spoken
from scheme.pace import SELDOM
from scheme.people import Person
from storage import people
from storage.concern import concerns
from storage.matching import register
from storage.work import Work

complaint_conversation = Conversation(name="concern")

MOST = 10_000
MORE = LongText(key="text", label="What you want to add", most=MOST)


@complaint_conversation.step(
    "complain",
    Audience.ANYONE,
    about=("", "enquiry"),
    reads=True,
    in_help=WRONG.entry("Complain", 50),
)
async def complain(turn: Turn, work: Work) -> Reply:
    """The form, in a window of its own: whom it is about first, then what happened."""
    return await _complaint_form(turn, work, turn.given("words"))


@complaint_conversation.step("quoting", Audience.ANYONE, reads=True, takes="message")
async def quote(turn: Turn, work: Work) -> Reply:
    """Something that somebody wrote elsewhere isn't right: which way, and whether the words are to be taken along."""
    words = turn.given("words")
    by = turn.given("by")
    group = turn.definition.terms.group
    text = Prose(
        "Only you see this. Nothing is kept or passed on until you send a form, and you can leave the words out."
    )
    doors = quoting.doors(group, words, by, MOST)
    others = (*about.outside(turn.definition), *about.urgent(turn.definition))
    parts = (text, *quoting.shown(words, by), *doors, *others)
    return Reply(window=View(title="Raise a concern", parts=parts))


@complaint_conversation.step("quoted", Audience.ANYONE, reads=True)
async def complain_with_words(turn: Turn, work: Work) -> Reply:
    """The form, begun with what somebody wrote elsewhere: the person has said that it may be taken along."""
    return await _complaint_form(
        turn, work, quoting.quoted(turn.given("words"), turn.given("by"), MOST)
    )


async def _complaint_form(turn: Turn, work: Work, begun: str = "") -> Reply:
    day = spoken(reply_day(turn.definition, turn.today))
    issue = _issue(turn)
    return Reply(
        window=Form(
            title="Complain in confidence",
            action="concern.send",
            fields=await _fields(turn, work),
            submit="Send it",
            subject=turn.subject,
            parts=(
                Prose(f"{await _readers(turn, work)} You have a reply by {day}."),
                *about.outside(turn.definition),
                *about.urgent(turn.definition),
            ),
            answers={"text": begun} if begun else _about(issue),
            notice=quoting.notice(begun, typed=turn.action != "concern.quoted") if begun else "",
            scheme=turn.definition.key,
            private=True,
        )
    )


def _about(issue: Enquiry | None) -> Answers:
    """Whom the issue is about, for the complaint to be about as well."""
    if issue is None or issue.about_id is None:
        return {}
    first, *others = issue.chosen
    return {"about": first, about.ALSO: others}


def _issue(turn: Turn) -> Enquiry | None:
    """The issue of their own that they make a complaint of."""
    if turn.subject:
        return turn.the(Enquiry)
    return None


async def _readers(turn: Turn, work: Work) -> str:
    """Who will read it, said before a word is written; true also where the Steering Group has no seats."""
    name = turn.definition.terms.group
    roster = await people.tenure(work, turn.definition.key)
    trial = Concern.receive(
        turn.definition, turn.person.id, about=WHOLE_GROUP, about_id=None, text="", now=turn.now
    )
    if trial.handlers(roster):
        whole = (
            f"What is about the whole {name} goes to {turn.definition.terms.the_steering} alone."
        )
    else:
        whole = f"Nobody here could look into what is about the whole {name}."
    return f"The {name} reads it, with your name, but never whoever you choose below: they don't learn that it exists. {whole}"


async def _fields(turn: Turn, work: Work) -> tuple[AnyField, ...]:
    offered = await about.offered(turn, work)
    choices = offered | about.topics(turn.definition)
    fields: tuple[AnyField, ...] = (
        ChoiceField(
            key="about",
            label="Whom is it about?",
            help="Choose the name where it is listed, so that this person can't see it.",
            options=tuple(Option(key=key, label=label) for key, label in choices.items()),
        ),
        *about.also(offered),
        LongText(
            key="text",
            label="What happened?",
            help="As much as you can say: what, when, who was there, and what you would like to happen.",
            most=MOST,
        ),
    )
    if (issue := _issue(turn)) is None:
        return fields
    along = "What you wrote about it is then part of the complaint, and the issue is closed."
    return (
        *fields,
        TickField(key="take", label=f"Take {issue.ref} along", help=along, required=False),
    )


@complaint_conversation.step("send", Audience.ANYONE, about=("", "enquiry"), pace=SELDOM)
async def send(turn: Turn, work: Work) -> Reply:
    """Keep it, answer at once, and tell those who handle it, without a word of it (R11.4)."""
    definition = turn.definition
    answers = check(await _fields(turn, work), turn.answers)
    chosen = about.Chosen.of(answers)
    complaint = Concern.receive(
        definition,
        turn.person.id,
        about=chosen.about,
        about_id=chosen.person_id,
        text=str(answers["text"]),
        now=turn.now,
        others=chosen.others,
    )
    about.must_be_read(definition, complaint.handlers(await people.tenure(work, definition.key)))
    await work.add(complaint)
    if answers.get("take"):
        await _take_along(turn, work, complaint)
    await tell(work, turn.person.id, received(turn.person, complaint), key=str(complaint.subject))
    await cards.show(turn, work, complaint, note="A new complaint has come in.")
    await turn.happened(work, ComplaintRaised(person_id=turn.person.id))
    return Reply()


async def _take_along(turn: Turn, work: Work, concern: Concern) -> None:
    """What they wrote about an issue goes with the complaint; the issue closes and says nothing of where it went."""
    issue = turn.the(Enquiry)
    for each in await concerns.remarks_on(work, issue):
        if each.by == turn.person.id and each.text:
            await concerns.remark(work, concern, by=each.by, to=To.HANDLERS, text=each.text)
    if issue.is_open:
        issue.settle(turn.now)
        text = f"Your issue {issue.ref} is closed. What you wrote about it went along."
        await tell(work, turn.person.id, Message(text=text), key=str(issue.subject), notify=False)
        await cards.show(turn, work, issue)


def received(person: Person, concern: Concern) -> Message:
    """The answer at once. Whom it is about is nowhere in it."""
    return Message(
        text=f"{person.addressed('your complaint is here')}; its reference is {concern.ref}. "
        f"Nobody you chose as the one it is about can see it, or that it exists. You have a reply by {spoken(concern.reply_by)}.",
        buttons=(opening.read(concern),),
        heading="Complaint received",
    )


@complaint_conversation.step("mine", Audience.PARTY, about="concern", opens=True)
async def read_own(turn: Turn, work: Work) -> Reply:
    """What a complainant wrote, how far it is, who reads it, and what they were told."""
    complaint = turn.the(Concern)
    names = await people.by_ids(work, set(await register.handlers_of(work, complaint)))
    readers = ", ".join(sorted(person.name for person in names.values())) or "nobody just now"
    words: tuple[Part, ...] = (
        words_of(complaint.text, "The complaint"),
        *await thread.for_raiser(turn, work, complaint),
    )
    if complaint.reply:
        words = (*words, Prose(complaint.reply, "The reply"))
    buttons = (
        Button(label="Write again", action="concern.more", subject=complaint.subject, opens=True),
        Button(
            label="Withdraw it", action="concern.withdraw", subject=complaint.subject, opens=True
        ),
        PEOPLE,
    )
    facts = await _facts(turn, work, complaint, readers)
    parts = (facts, *words, *about.urgent(turn.definition))
    return Reply(
        window=View(
            title=f"Your complaint {complaint.ref}",
            parts=parts,
            buttons=buttons if complaint.is_open else buttons[2:],
        )
    )


async def _facts(turn: Turn, work: Work, concern: Concern, readers: str) -> Facts:
    zone = turn.definition.zone
    if concern.replied_at:
        reply = ("Answered on", spoken(calendar.local_day(concern.replied_at, zone)))
    elif concern.is_open:
        reply = (
            "Reply due",
            spoken(concern.by) if concern.has_a_day else "Longer than we promised",
        )
    else:
        reply = ("Reply", "None is needed")
    rows = [
        ("Received", spoken(calendar.local_day(concern.raised_at, zone))),
        reply,
        ("Stage", concern.progress),
    ]
    if concern.advice_asked_at:
        day = spoken(calendar.local_day(concern.advice_asked_at, zone))
        rows.append(("Advice", f"{turn.definition.terms.the_steering_first} was asked on {day}"))
    if concern.outcome:
        rows.append(("Outcome", f"{concern.outcome[0].upper()}{concern.outcome[1:]}"))
    return Facts((*rows, ("About", await about.said(turn, work, concern)), ("Read by", readers)))


@complaint_conversation.step("more", Audience.PARTY, about="concern", opens=True)
async def more(turn: Turn, work: Work) -> Reply:
    """The complainant has something to add."""
    complaint = turn.the(Concern)
    complaint.must_be_open()
    who = Prose("Those who read your complaint read this too; nobody else does.")
    form = Form(
        title="Write again",
        action="concern.added",
        fields=(MORE,),
        submit="Send it",
        subject=complaint.subject,
        parts=(who,),
        private=True,
    )
    return Reply(window=form)


@complaint_conversation.step("added", Audience.PARTY, about="concern", pace=SELDOM)
async def added(turn: Turn, work: Work) -> Reply:
    """Keep it, and tell those who handle it that it is there."""
    complaint = turn.the(Concern)
    complaint.must_be_open()
    await concerns.remark(
        work,
        complaint,
        by=turn.person.id,
        to=To.HANDLERS,
        text=str(check((MORE,), turn.answers)["text"]),
    )
    await cards.show(turn, work, complaint, note="The complainant has written again.")
    dated = complaint.replied_at is None and complaint.has_a_day
    if dated:
        when = f" You have a reply by {spoken(complaint.by)}."
    else:
        when = ""
    return says(
        f"Sent. It is kept with your complaint {complaint.ref}.{when}", opening.read(complaint)
    )


@complaint_conversation.step("withdraw", Audience.PARTY, about="concern", opens=True)
async def withdraw(turn: Turn, work: Work) -> Reply:
    """Are they sure? No reason is asked for."""
    complaint = turn.the(Concern)
    complaint.must_be_open()
    text = (
        "It is closed then, and nobody looks into it further. You need give no reason, and can complain again. "
        f"What was written about it {goes(turn.definition)}"
    )
    form = Form(
        title="Withdraw your complaint",
        action="concern.withdrawn",
        fields=(),
        submit="Withdraw it",
        subject=complaint.subject,
        parts=(Prose(text),),
        style="danger",
    )
    return Reply(window=form)


@complaint_conversation.step("withdrawn", Audience.PARTY, about="concern")
async def withdrawn(turn: Turn, work: Work) -> Reply:
    """Close it as withdrawn; those who handle it hear so."""
    complaint = turn.the(Concern)
    complaint.close(ComplaintOutcome.WITHDRAWN, None, turn.now)
    message = Message(
        text=f"You have withdrawn your complaint {complaint.ref}. It is closed, and nothing more is needed from you.",
        buttons=(opening.read(complaint), PEOPLE),
        heading="Complaint withdrawn",
    )
    await tell(work, turn.person.id, message, key=str(complaint.subject))
    await cards.show(turn, work, complaint, note="It was withdrawn and is closed.")
    await cards.show_advisers(work, complaint)
    return Reply()


@complaint_conversation.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """A complaint of one's own that waits for its reply."""
    mine = await concerns.own(work, turn.definition.key, turn.person.id)
    return [
        _standing(turn, raised) for raised in mine if isinstance(raised, Concern) and raised.waits
    ]


def _standing(turn: Turn, concern: Concern) -> HomeEntry:
    day = spoken(concern.by)
    if concern.stage != ComplaintStage.RECEIVED:
        far = f"{concern.ref} is {concern.stage}."
    else:
        far = f"{concern.ref} waits to be looked into."
    if not concern.has_a_day:
        text = f"{concern.ref} should have had a reply by {spoken(concern.reply_by)}. To ask how it stands, talk to a person."
        return HomeEntry(
            headline="Your complaint; longer than we promised",
            text=text,
            rank=1,
            primary=opening.read(concern),
        )
    if turn.today > concern.by or concern.again_by:
        text = f"{concern.ref} should have had a reply by {spoken(concern.reply_by)}. We are sorry."
        return HomeEntry(
            headline=f"Your complaint; its reply is late, by {day}",
            text=text,
            rank=1,
            primary=opening.read(concern),
            by=concern.by,
        )
    return HomeEntry(
        headline=f"Complaint received; reply by {day}",
        text=far,
        rank=1,
        primary=opening.read(concern),
        by=concern.by,
    )
