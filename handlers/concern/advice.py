"""The Steering Group and a complaint: asked for advice, or handed it; the complainant is told of either (R8.3)."""

from handlers.concern import cards, thread
from handlers.group import opening
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.forgotten import words_of
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Message, Part, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.concern.concern import Concern
from scheme.concern.remark import To
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.forms.shown import spoken
from storage import people
from storage.concern import concerns
from storage.work import Work

advice = Conversation(name="concern")  # its steps are part of looking into a complaint

ASKED = LongText(
    key="text",
    label="What do you want to ask?",
    help="They read the complaint as well, but no notes.",
    most=5000,
)
ADVICE = LongText(
    key="text", label="Your advice", help="Those who look into the complaint read it.", most=10_000
)
HANDED = LongText(
    key="text",
    label="What should they know?",
    help="They also read all that was written so far.",
    required=False,
    most=5000,
)


@advice.step("ask_advice", Audience.UNCONFLICTED, about="concern", opens=True)
async def ask_form(turn: Turn, work: Work) -> Reply:
    """The form for a question to the Steering Group."""
    turn.the(Concern).must_be_unanswered()
    who = await _who(turn, work)
    text = f"It goes to {who}. They read the complaint and advise; you still reply. The complainant is told that you asked."
    return _form(
        turn,
        f"Ask {turn.definition.terms.the_steering}",
        "concern.advice_asked",
        ASKED,
        "Ask",
        Prose(text),
    )


@advice.step("advice_asked", Audience.UNCONFLICTED, about="concern")
async def asked(turn: Turn, work: Work) -> Reply:
    """Those of the Steering Group whom it does not concern are asked; the complainant is told that they were."""
    concern = turn.the(Concern)
    text = str(check((ASKED,), turn.answers)["text"])
    concern.ask_advice(await people.tenure(work, concern.scheme), turn.now)
    await concerns.remark(work, concern, by=turn.person.id, to=To.ADVISERS, text=text)
    await cards.show_advisers(work, concern)
    told = (
        f"{turn.definition.terms.the_steering_first} has been asked for advice on your complaint {concern.ref}. You still "
        f"have a reply by {spoken(concern.by)}."
    )
    await _tell(work, concern, told)
    await cards.show(turn, work, concern)
    return says(
        f"{turn.definition.terms.the_steering_first} has been asked about {concern.ref}. Its advice comes here.",
        opening.see(concern),
    )


@advice.step("advise", Audience.STEERING, about="concern", opens=True)
async def advise(turn: Turn, work: Work) -> Reply:
    """The complaint and the question, with a field for the advice."""
    concern = turn.the(Concern)
    parts = (
        words_of(concern.text, "The complaint"),
        *await thread.for_handlers(turn, work, concern, advisers=True),
    )
    if not concern.waits or concern.advised_at:
        return Reply(
            window=View(
                title=f"Complaint {concern.ref}",
                parts=(*parts, Prose("No advice is needed just now.")),
            )
        )
    return _form(turn, f"Advise on {concern.ref}", "concern.advised", ADVICE, "Send advice", *parts)


@advice.step("advised", Audience.STEERING, about="concern")
async def advised(turn: Turn, work: Work) -> Reply:
    """Keep the advice, and tell those who handle it that it is there."""
    concern = turn.the(Concern)
    text = str(check((ADVICE,), turn.answers)["text"])
    concern.advise(turn.now)
    await concerns.remark(work, concern, by=turn.person.id, to=To.ADVISED, text=text)
    await cards.show_advisers(work, concern)
    await cards.show(
        turn, work, concern, note=f"{turn.definition.terms.the_steering_first}'s advice is here."
    )
    return Reply()


@advice.step("hand", Audience.UNCONFLICTED, about="concern", opens=True)
async def hand_form(turn: Turn, work: Work) -> Reply:
    """Handing it over is for good, so it is said what it means."""
    turn.the(Concern).must_be_unanswered()
    text = (
        f"It then belongs to {await _who(turn, work)} alone, and you no longer see it. The day of the reply stays, and the "
        "complainant is told."
    )
    return _form(
        turn,
        f"Hand over to {turn.definition.terms.the_steering}",
        "concern.handed",
        HANDED,
        "Hand over",
        Prose(text),
    )


@advice.step("handed", Audience.UNCONFLICTED, about="concern")
async def handed(turn: Turn, work: Work) -> Reply:
    """The Steering Group handles it from now on; the clock goes on, and the complainant is told."""
    concern = turn.the(Concern)
    text = check((HANDED,), turn.answers).get("text")
    concern.refer(await people.tenure(work, concern.scheme), turn.now)
    if text:
        await concerns.remark(work, concern, by=turn.person.id, to=To.THEMSELVES, text=str(text))
    body = turn.definition.terms.the_steering
    told = f"Your complaint {concern.ref} is with {body} now. You still have a reply by {spoken(concern.by)}."
    await _tell(work, concern, told)
    await cards.show(turn, work, concern, note="The Group has handed it to you.")
    await cards.show_advisers(work, concern)
    return says(
        f"{concern.ref} is with {body} now, and the complainant has been told. Nothing more is needed from you."
    )


async def _who(turn: Turn, work: Work) -> str:
    """Those of the Steering Group who would read it, by name."""
    concern = turn.the(Concern)
    found = await people.by_ids(
        work, set(concern.advisers(await people.tenure(work, concern.scheme)))
    )
    return ", ".join(sorted(person.name for person in found.values())) or "nobody just now"


async def _tell(work: Work, complaint: Concern, text: str) -> None:
    buttons = (opening.read(complaint), PEOPLE)
    await tell(
        work,
        complaint.raised_by,
        Message(text=text, buttons=buttons, heading="Your complaint"),
        key=str(complaint.subject),
    )


def _form(turn: Turn, title: str, action: str, field: LongText, submit: str, *parts: Part) -> Reply:
    return Reply(
        window=Form(
            title=title,
            action=action,
            fields=(field,),
            submit=submit,
            subject=turn.subject,
            parts=parts,
            private=True,
        )
    )


@advice.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What the Steering Group was asked for and has not said yet."""
    if "steering" not in turn.duties:
        return []
    roster = await people.tenure(work, turn.definition.key)
    found = []
    for complaint in await concerns.unanswered(work, turn.definition.key):
        if (
            isinstance(complaint, Concern)
            and not complaint.advised_at
            and turn.person.id in complaint.readers(roster)
        ):
            button = Button(
                label="Read and advise",
                action="concern.advise",
                subject=complaint.subject,
                style="primary",
                opens=True,
            )
            text = f"Those who look into {complaint.ref} ask for your advice."
            found.append(
                HomeEntry(
                    headline=f"Advice on a complaint; reply by {spoken(complaint.by)}",
                    text=text,
                    rank=0,
                    primary=button,
                    by=complaint.by,
                )
            )
    return found
