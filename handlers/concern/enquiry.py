"""Questions about the scheme, and issues that are to be put right without a complaint: whoever raises them (R8.1, R8.2)."""

from handlers.concern import about, cards, quoting, thread
from handlers.group import opening
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.forgotten import LEFT
from handlers.kit.help import WRONG
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Facts, Form, Message, Prose, Reply, View
from scheme import calendar
from scheme.audience import Audience
from scheme.concern.enquiry import Enquiry, EnquiryStage, Sort, answer_day
from scheme.concern.remark import To
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, LongText, Option
from scheme.forms.shown import spoken
from scheme.pace import SELDOM
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import people
from storage.concern import concerns
from storage.work import Work

enquiry_conversation = Conversation(name="enquiry")

ISSUE_MOST = 5000
QUESTION = LongText(key="text", label="Your question", most=5000)
MORE = LongText(key="text", label="What you want to add", most=5000)


@enquiry_conversation.step(
    "ask", Audience.ANYONE, reads=True, in_help=WRONG.entry("Ask a question", 20)
)
async def ask(turn: Turn, work: Work) -> Reply:
    """The form for a question: who reads it, and until when it is answered."""
    group = turn.definition.terms.group
    day = spoken(answer_day(turn.definition, Sort.QUESTION, turn.today))
    text = (
        f"The administrators read it, with your name, and answer you here by {day}. They may ask the rest of the {group}. "
        "For what somebody should not see, complain in confidence instead."
    )
    return _form(
        turn,
        "Ask about the scheme",
        action="enquiry.asked",
        fields=(QUESTION,),
        submit="Send question",
        text=text,
        begun=turn.given("words"),
    )


@enquiry_conversation.step(
    "raise", Audience.ANYONE, reads=True, in_help=WRONG.entry("Something isn't right", 30)
)
async def raise_issue(turn: Turn, work: Work) -> Reply:
    """The form for an issue: who reads it is said before a word is written, and where a confidence goes instead."""
    return await _issue_form(turn, work, turn.given("words"))


@enquiry_conversation.step("quoted", Audience.ANYONE, reads=True)
async def raise_with_words(turn: Turn, work: Work) -> Reply:
    """The same form, begun with what somebody wrote elsewhere: the person has said that it may be taken along."""
    return await _issue_form(
        turn, work, quoting.quoted(turn.given("words"), turn.given("by"), ISSUE_MOST)
    )


async def _issue_form(turn: Turn, work: Work, begun: str = "") -> Reply:
    group = turn.definition.terms.group
    day = spoken(answer_day(turn.definition, Sort.ISSUE, turn.today))
    text = (
        f"The {group} with its administrators reads it, with your name, but not whoever you choose below. You have an answer "
        f"by {day}. If it is serious, or about the whole {group}, complain in confidence instead."
    )
    return _form(
        turn,
        "Something isn't right",
        action="enquiry.raised",
        fields=await _issue(turn, work),
        submit="Send it",
        text=text,
        begun=begun,
    )


async def _issue(turn: Turn, work: Work) -> tuple[AnyField, ...]:
    offered = await about.offered(turn, work)
    choices = {about.NOBODY: "Nobody in particular"} | offered
    return (
        ChoiceField(
            key="about",
            label="Is it about somebody?",
            help="Choose the name where it is listed, so that this person can't see it.",
            options=tuple(Option(key=key, label=label) for key, label in choices.items()),
        ),
        *about.also(offered),
        LongText(
            key="text",
            label="What isn't right?",
            help="A few sentences, and what would put it right.",
            most=ISSUE_MOST,
        ),
    )


def _form(
    turn: Turn, title: str, action: str, fields: tuple[AnyField, ...], submit: str, text: str,
    subject: Subject = NOTHING_IN_PARTICULAR, begun: str = "",
) -> Reply:  # fmt: skip
    form = Form(
        title=title,
        action=action,
        fields=fields,
        submit=submit,
        subject=subject,
        parts=(Prose(text), *about.urgent(turn.definition)),
        answers={"text": begun} if begun else {},
        notice=quoting.notice(begun, typed=turn.action != "enquiry.quoted") if begun else "",
        scheme=turn.definition.key,
        private=True,
    )
    return Reply(window=form)


@enquiry_conversation.step("asked", Audience.ANYONE, pace=SELDOM)
async def asked(turn: Turn, work: Work) -> Reply:
    """Keep a question, and tell the administrators, in their own chats."""
    text = str(check((QUESTION,), turn.answers)["text"])
    return await _keep(
        turn,
        work,
        sort=Sort.QUESTION,
        chosen=about.Chosen(about.NOBODY, None, frozenset()),
        text=text,
    )


@enquiry_conversation.step("raised", Audience.ANYONE, pace=SELDOM)
async def issue_raised(turn: Turn, work: Work) -> Reply:
    """Keep an issue, and tell the administrators and the Group at once."""
    answers = check(await _issue(turn, work), turn.answers)
    return await _keep(
        turn, work, sort=Sort.ISSUE, chosen=about.Chosen.of(answers), text=str(answers["text"])
    )


async def _keep(turn: Turn, work: Work, sort: Sort, chosen: about.Chosen, text: str) -> Reply:
    enquiry = Enquiry.receive(
        turn.definition,
        sort,
        raised_by=turn.person.id,
        about=chosen.about,
        about_id=chosen.person_id,
        now=turn.now,
        others=chosen.others,
    )
    about.must_be_read(turn.definition, enquiry.handlers(await people.tenure(work, enquiry.scheme)))
    await work.add(enquiry)
    await concerns.remark(work, enquiry, by=turn.person.id, to=To.HANDLERS, text=text)
    if sort == Sort.QUESTION:
        who = "The administrators have"
    else:
        who = f"{turn.definition.terms.the_group_first} has"
    message = Message(
        text=f"{turn.person.addressed('thank you')}. {who} your {sort}; its reference is {enquiry.ref}. You have an answer by "
        f"{spoken(enquiry.by)}.",
        buttons=(opening.read(enquiry),),
        heading=f"{sort.capitalize()} received",
    )
    await tell(work, turn.person.id, message, key=str(enquiry.subject))
    await cards.show(turn, work, enquiry, note=f"A new {sort} has come in.")
    return Reply()


@enquiry_conversation.step("mine", Audience.PARTY, about="enquiry", opens=True)
async def read_own(turn: Turn, work: Work) -> Reply:
    """What they asked, the answers, how far it is, and what they can do."""
    enquiry = turn.the(Enquiry)
    rows = [
        ("Received", spoken(calendar.local_day(enquiry.raised_at, turn.definition.zone))),
        ("Stage", enquiry.progress),
    ]
    if enquiry.waits:
        rows.append(
            ("Answer due", spoken(enquiry.by) if enquiry.has_a_day else "Longer than we said")
        )
    if enquiry.about_id:
        rows.append(("About", await about.said(turn, work, enquiry)))
    parts = (
        Facts(tuple(rows)),
        *(await thread.for_raiser(turn, work, enquiry) or LEFT),
        *about.urgent(turn.definition),
    )
    return Reply(
        window=View(
            title=f"Your {enquiry.sort} {enquiry.ref}",
            parts=parts,
            buttons=tuple(_own_buttons(enquiry)),
        )
    )


def _own_buttons(enquiry: Enquiry) -> list[Button]:
    found = []
    if enquiry.is_open:
        found.append(
            Button(label="Write again", action="enquiry.more", subject=enquiry.subject, opens=True)
        )
        found.append(
            Button(label="It is settled", action="enquiry.settled", subject=enquiry.subject)
        )
    if enquiry.sort == Sort.ISSUE:
        found.append(
            Button(
                label="Make it a complaint",
                action="concern.complain",
                subject=enquiry.subject,
                opens=True,
            )
        )
    return found


@enquiry_conversation.step("more", Audience.PARTY, about="enquiry", opens=True)
async def more(turn: Turn, work: Work) -> Reply:
    """They have something to add, or the answer leaves something open."""
    enquiry = turn.the(Enquiry)
    enquiry.must_be_open()
    text = f"Those who read your {enquiry.sort} read this too, and answer you."
    return _form(
        turn,
        "Write again",
        action="enquiry.added",
        fields=(MORE,),
        submit="Send it",
        text=text,
        subject=enquiry.subject,
    )


@enquiry_conversation.step("added", Audience.PARTY, about="enquiry", pace=SELDOM)
async def added(turn: Turn, work: Work) -> Reply:
    """Keep it; where it was answered already, an answer is owed afresh."""
    enquiry = turn.the(Enquiry)
    enquiry.write_again(turn.definition, turn.now)
    await concerns.remark(
        work,
        enquiry,
        by=turn.person.id,
        to=To.HANDLERS,
        text=str(check((MORE,), turn.answers)["text"]),
    )
    message = Message(
        text=f"Your {enquiry.sort} {enquiry.ref} is with those who answer it. You have an answer by {spoken(enquiry.by)}.",
        buttons=(opening.read(enquiry),),
        heading=f"{enquiry.sort.capitalize()} received",
    )
    await tell(work, turn.person.id, message, key=str(enquiry.subject))
    await cards.show(turn, work, enquiry, note="They have written again.")
    return Reply()


@enquiry_conversation.step("settled", Audience.PARTY, about="enquiry")
async def settled(turn: Turn, work: Work) -> Reply:
    """Nothing more is needed: it closes."""
    enquiry = turn.the(Enquiry)
    enquiry.settle(turn.now)
    message = Message(
        text=f"Good to hear. Your {enquiry.sort} {enquiry.ref} is closed.",
        buttons=(opening.read(enquiry),),
    )
    await tell(work, turn.person.id, message, key=str(enquiry.subject))
    await cards.show(turn, work, enquiry, note="It is settled, says whoever raised it.")
    return Reply()


@enquiry_conversation.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What a person has raised and has no answer to."""
    mine = await concerns.own(work, turn.definition.key, turn.person.id)
    return [_standing(raised) for raised in mine if isinstance(raised, Enquiry) and raised.waits]


def _standing(enquiry: Enquiry) -> HomeEntry:
    day = spoken(enquiry.by)
    headline = f"Your {enquiry.sort}; answer by {day}"
    if enquiry.stage == EnquiryStage.LOOKED_AT:
        text = f"{enquiry.ref} is being looked at."
    else:
        text = f"{enquiry.ref} has been received."
    if not enquiry.has_a_day:
        text = f"The answer to {enquiry.ref} is late. To ask how it stands, talk to a person."
        return HomeEntry(
            headline=f"Your {enquiry.sort}; longer than we said",
            text=text,
            rank=1,
            primary=opening.read(enquiry),
        )
    if enquiry.late:
        text = f"The answer to {enquiry.ref} is late. We are sorry; it comes by {day}."
    return HomeEntry(
        headline=headline, text=text, rank=1, primary=opening.read(enquiry), by=enquiry.by
    )
