"""Questions and issues, for those who answer them: the administrators first, the Group where it helps (R8.1, R8.2)."""

from handlers.concern import about, cards, thread
from handlers.group import missed, opening
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.forgotten import LEFT
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Form, Message, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.concern.enquiry import Enquiry, EnquiryStage, Sort
from scheme.concern.remark import To
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.forms.shown import spoken
from scheme.people import GROUP_DUTIES
from storage import people
from storage.concern import concerns
from storage.matching import register
from storage.work import Work

enquiry_handling = Conversation(
    name="enquiry"
)  # its steps are those who answer take; handlers/concern/enquiry.py has the others

ANSWER = LongText(
    key="text",
    label="Your answer",
    help="They read it in private, and can write again.",
    most=10_000,
)


@enquiry_handling.step("open", Audience.UNCONFLICTED, about="enquiry", opens=True)
async def open_enquiry(turn: Turn, work: Work) -> Reply:
    """All of it, privately, with what can be done next."""
    enquiry = turn.the(Enquiry)
    zone = turn.definition.zone
    person = await people.by_id(work, enquiry.raised_by)
    rows = [
        ("Received", spoken(calendar.local_day(enquiry.raised_at, zone))),
        ("Answer due", spoken(enquiry.by)),
        ("Stage", enquiry.progress),
        ("Raised by", f"{person.name}, {person.email}"),
    ]
    if enquiry.sort == Sort.ISSUE:
        rows.insert(3, ("About", await about.said(turn, work, enquiry)))
    parts = (
        Facts(tuple(rows)),
        *(await thread.for_handlers(turn, work, enquiry) or LEFT),
        *about.urgent(turn.definition),
    )
    return Reply(
        window=View(
            title=f"{enquiry.sort.capitalize()} {enquiry.ref}",
            parts=parts,
            buttons=tuple(_next(turn, enquiry)),
        )
    )


def _next(turn: Turn, enquiry: Enquiry) -> list[Button]:
    if not enquiry.is_open:
        return []
    answer = Button(
        label="Answer",
        action="enquiry.answer",
        subject=enquiry.subject,
        style="primary",
        opens=True,
    )
    found = [
        answer
        if enquiry.waits
        else Button(
            label="Write again", action="enquiry.answer", subject=enquiry.subject, opens=True
        )
    ]
    if enquiry.stage == EnquiryStage.RECEIVED:
        found.append(
            Button(label="I'm looking at it", action="enquiry.look", subject=enquiry.subject)
        )
    if not enquiry.for_group:
        found.append(
            Button(
                label=f"Pass to {turn.definition.terms.the_group}",
                action="enquiry.pass",
                subject=enquiry.subject,
            )
        )
    if not enquiry.waits:
        found.append(Button(label="Close it", action="enquiry.close", subject=enquiry.subject))
    return [
        *found,
        Button(label="Stand aside", action="aside.ask", subject=enquiry.subject, opens=True),
    ]


@enquiry_handling.step("look", Audience.UNCONFLICTED, about="enquiry")
async def look(turn: Turn, work: Work) -> Reply:
    """Somebody has begun; whoever raised it sees so."""
    enquiry = turn.the(Enquiry)
    if enquiry.look_at():
        message = Message(
            text=f"Your {enquiry.sort} {enquiry.ref} is being looked at. You have an answer by {spoken(enquiry.by)}.",
            buttons=(opening.read(enquiry),),
        )
        await tell(work, enquiry.raised_by, message, key=str(enquiry.subject), notify=False)
        await cards.show(turn, work, enquiry, note="It is being looked at.")
    return says(
        f"Noted: {enquiry.ref} is being looked at. The answer is due by {spoken(enquiry.by)}.",
        opening.see(enquiry),
    )


@enquiry_handling.step("pass", Audience.UNCONFLICTED, about="enquiry")
async def pass_on(turn: Turn, work: Work) -> Reply:
    """An administrator passes a question to the whole Group; its channel has a card, by reference only."""
    enquiry = turn.the(Enquiry)
    enquiry.pass_on(turn.now)
    await cards.show(turn, work, enquiry, note="A question has been passed on.")
    return says(
        f"{enquiry.ref} is with the whole {turn.definition.terms.group} now. Any of you can answer it."
    )


@enquiry_handling.step("answer", Audience.UNCONFLICTED, about="enquiry", opens=True)
async def answer(turn: Turn, work: Work) -> Reply:
    """What was written so far, with a field for the answer."""
    enquiry = turn.the(Enquiry)
    enquiry.must_be_open()
    parts = await thread.for_handlers(turn, work, enquiry)
    return Reply(
        window=Form(
            title=f"Answer {enquiry.ref}",
            action="enquiry.answered",
            fields=(ANSWER,),
            submit="Send answer",
            subject=enquiry.subject,
            parts=parts,
            private=True,
        )
    )


@enquiry_handling.step("answered", Audience.UNCONFLICTED, about="enquiry")
async def answered(turn: Turn, work: Work) -> Reply:
    """Keep the answer, and tell whoever asked that it is there."""
    enquiry = turn.the(Enquiry)
    late = turn.the(Enquiry).late
    text = str(check((ANSWER,), turn.answers)["text"])
    enquiry.answer(turn.now)
    await concerns.remark(work, enquiry, by=turn.person.id, to=To.RAISER, text=text)
    count = sum(each.to == To.RAISER for each in await concerns.remarks_on(work, enquiry))
    # The number, so that a second answer is told as well: the same wording twice is not sent.
    if count == 1:
        there = "There is an answer"
    else:
        there = f"There are {count} answers"
    if late:
        sorry = " We are sorry that it took longer than we said."
    else:
        sorry = ""
    message = Message(
        text=f"{there} to your {enquiry.sort} {enquiry.ref}.{sorry} If it leaves something open, write again.",
        buttons=(
            opening.read(enquiry),
            Button(label="Write again", action="enquiry.more", subject=enquiry.subject, opens=True),
            Button(label="It is settled", action="enquiry.settled", subject=enquiry.subject),
        ),
        heading=f"Your {enquiry.sort} has an answer",
    )
    await tell(work, enquiry.raised_by, message, key=str(enquiry.subject))
    await cards.show(turn, work, enquiry, note="The answer has gone out.")
    return says(
        f"Sent. Whoever raised {enquiry.ref} has been told that an answer is there.",
        opening.see(enquiry),
    )


@enquiry_handling.step("close", Audience.UNCONFLICTED, about="enquiry")
async def close(turn: Turn, work: Work) -> Reply:
    """Answered, and nothing more to do."""
    enquiry = turn.the(Enquiry)
    if enquiry.waits:
        return says(
            f"{enquiry.ref} has no answer yet. Please send one first.", opening.see(enquiry)
        )
    await _rest(turn, work, enquiry)
    return says(f"{enquiry.ref} is closed. Whoever raised it can always raise something new.")


async def _rest(moment: Moment, work: Work, enquiry: Enquiry) -> None:
    enquiry.settle(moment.now)
    message = Message(
        text=f"Your {enquiry.sort} {enquiry.ref} is closed. If anything is left open, you are welcome to raise it anew.",
        buttons=(opening.read(enquiry), PEOPLE),
    )
    await tell(work, enquiry.raised_by, message, key=str(enquiry.subject), notify=False)
    await cards.show(moment, work, enquiry)


# What time brings


@enquiry_handling.when("enquiry", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """The day of the answer has come: those who answer hear so in the morning."""
    enquiry = moment.the(Enquiry)
    await cards.show(moment, work, enquiry, note=f"The answer is due today.{missed.again(enquiry)}")


@enquiry_handling.when("enquiry", "late")
async def late(moment: Moment, work: Work) -> None:
    """No answer has come: whoever waits for it is told so on the day, with a new date, once; then with a person to ask."""
    enquiry = moment.the(Enquiry)
    if not enquiry.hold(moment.definition, moment.today):
        return
    if enquiry.has_a_day:
        text = (
            f"The answer to your {enquiry.sort} {enquiry.ref} is not ready on the day we said. We are sorry. You have it by "
            f"{spoken(enquiry.by)}."
        )
        note = f"It is late, which was said; the new day is {spoken(enquiry.by)}."
    else:
        text = (
            f"The second day for your {enquiry.sort} {enquiry.ref} has passed as well, and a third would only be a guess. Please "
            f"ask a person: {await missed.apart_from(moment, work, enquiry)}."
        )
        note = "Two promised days have passed; they were given a person to ask, and no third date."
    message = Message(
        text=text,
        buttons=(opening.read(enquiry), PEOPLE),
        heading=f"Your {enquiry.sort}: we are late",
    )
    await tell(work, enquiry.raised_by, message, key=str(enquiry.subject))
    await cards.show(moment, work, enquiry, note=note)
    if not enquiry.has_a_day:
        await missed.chair_hears(moment, work, enquiry)


@enquiry_handling.when("enquiry", "escalate")
async def escalate(moment: Moment, work: Work) -> None:
    """Nothing has come of it since: the Steering Group hears, by reference alone, and nothing more follows by itself."""
    enquiry = moment.the(Enquiry)
    enquiry.miss()
    await missed.steering_hears(moment, work, enquiry)


@enquiry_handling.when("enquiry", "rest")
async def rest(moment: Moment, work: Work) -> None:
    """Answered, and nothing more was heard: it closes without a sound."""
    await _rest(moment, work, moment.the(Enquiry))


@enquiry_handling.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What waits for whoever answers it and is no member of the Group: a member has it among what waits for them."""
    if turn.duties & GROUP_DUTIES:
        return []
    return [
        HomeEntry(
            headline=f"{enquiry.sort.capitalize()}; answer by {spoken(enquiry.by)}",
            text=f"{enquiry.ref} waits for an answer.",
            rank=0,
            primary=opening.see(enquiry),
            by=enquiry.by,
        )
        for enquiry in await register.raised_for(work, turn.definition.key, turn.person.id)
        if isinstance(enquiry, Enquiry)
    ]
