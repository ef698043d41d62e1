"""Questions and issues, for those who answer them: the administrators first, the Group where it helps (R8.1, R8.2)."""

from handlers.concern import about, cards, thread
from handlers.group import missed
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, Standing
from handlers.kit.forgotten import LEFT
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Form, Message, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.concern.enquiry import Enquiry, Sort, Stage
from scheme.concern.remark import To
from scheme.forms.fields import LongText, check, spoken
from scheme.people import GROUP_DUTIES
from storage import concerns, people, register
from storage.work import Work

answering = Conversation("enquiry")  # its steps are those who answer take; handlers/concern/enquiry.py has the others

ANSWER = LongText(key="text", label="Your answer", help="They read it in private, and can write again.", most=10_000)


@answering.step("open", Audience.UNCONFLICTED, about="enquiry", opens=True)
async def open_enquiry(turn: Turn, work: Work) -> Reply:
    """All of it, privately, with what can be done next."""
    one = turn.the(Enquiry)
    zone = turn.definition.zone
    person = await people.by_id(work, one.raised_by)
    rows = [
        ("Received", spoken(calendar.local_day(one.raised_at, zone))),
        ("Answer due", spoken(one.by)),
        ("Stage", one.standing),
        ("Raised by", f"{person.name}, {person.email}"),
    ]
    if one.sort == Sort.ISSUE:
        rows.insert(3, ("About", await about.said(turn, work, one)))
    parts = (Facts(tuple(rows)), *(await thread.for_handlers(turn, work, one) or LEFT), *about.urgent(turn.definition))
    return Reply(window=View(f"{one.sort.capitalize()} {one.ref}", parts, tuple(_next(turn, one))))


def _next(turn: Turn, one: Enquiry) -> list[Button]:
    if not one.is_open:
        return []
    answer = Button("Answer", "enquiry.answer", one.subject, style="primary", opens=True)
    found = [answer if one.waits else Button("Write again", "enquiry.answer", one.subject, opens=True)]
    if one.stage == Stage.RECEIVED:
        found.append(Button("I'm looking at it", "enquiry.look", one.subject))
    if not one.for_group:
        found.append(Button(f"Pass to the {turn.definition.terms.group}", "enquiry.pass", one.subject))
    if not one.waits:
        found.append(Button("Close it", "enquiry.close", one.subject))
    return [*found, Button("Stand aside", "aside.ask", one.subject, opens=True)]


@answering.step("look", Audience.UNCONFLICTED, about="enquiry")
async def look(turn: Turn, work: Work) -> Reply:
    """Somebody has begun; whoever raised it sees so."""
    one = turn.the(Enquiry)
    if one.look_at():
        message = Message(
            f"Your {one.sort} {one.ref} is being looked at. You have an answer by {spoken(one.by)}.",
            buttons=(cards.read(one),),
        )
        await tell(work, one.raised_by, message, key=one.subject, notify=False)
        await cards.show(turn, work, one, note="It is being looked at.")
    return says(f"Noted: {one.ref} is being looked at. The answer is due by {spoken(one.by)}.", cards.see(one))


@answering.step("pass", Audience.UNCONFLICTED, about="enquiry")
async def pass_on(turn: Turn, work: Work) -> Reply:
    """An administrator passes a question to the whole Group; its channel has a card, by reference only."""
    one = turn.the(Enquiry)
    one.pass_on(turn.now)
    await cards.show(turn, work, one, note="A question has been passed on.")
    return says(f"{one.ref} is with the whole {turn.definition.terms.group} now. Any of you can answer it.")


@answering.step("answer", Audience.UNCONFLICTED, about="enquiry", opens=True)
async def answer(turn: Turn, work: Work) -> Reply:
    """What was written so far, with a field for the answer."""
    one = turn.the(Enquiry)
    one.must_be_open()
    parts = await thread.for_handlers(turn, work, one)
    return Reply(
        window=Form(
            f"Answer {one.ref}",
            "enquiry.answered",
            fields=(ANSWER,),
            submit="Send answer",
            subject=one.subject,
            parts=parts,
            private=True,
        )
    )


@answering.step("answered", Audience.UNCONFLICTED, about="enquiry")
async def answered(turn: Turn, work: Work) -> Reply:
    """Keep the answer, and tell whoever asked that it is there."""
    one = turn.the(Enquiry)
    late = turn.the(Enquiry).late
    text = str(check((ANSWER,), turn.answers)["text"])
    one.answer(turn.now)
    await concerns.remark(work, one, by=turn.person.id, to=To.RAISER, text=text)
    count = sum(each.to == To.RAISER for each in await concerns.remarks_on(work, one))
    # The number, so that a second answer is told as well: the same wording twice is not sent.
    there = "There is an answer" if count == 1 else f"There are {count} answers"
    sorry = " We are sorry that it took longer than we said." if late else ""
    message = Message(
        f"{there} to your {one.sort} {one.ref}.{sorry} If it leaves something open, write again.",
        buttons=(
            cards.read(one),
            Button("Write again", "enquiry.more", one.subject, opens=True),
            Button("It is settled", "enquiry.settled", one.subject),
        ),
        heading=f"Your {one.sort} has an answer",
    )
    await tell(work, one.raised_by, message, key=one.subject)
    await cards.show(turn, work, one, note="The answer has gone out.")
    return says(f"Sent. Whoever raised {one.ref} has been told that an answer is there.", cards.see(one))


@answering.step("close", Audience.UNCONFLICTED, about="enquiry")
async def close(turn: Turn, work: Work) -> Reply:
    """Answered, and nothing more to do."""
    one = turn.the(Enquiry)
    if one.waits:
        return says(f"{one.ref} has no answer yet. Please send one first.", cards.see(one))
    await _rest(turn, work, one)
    return says(f"{one.ref} is closed. Whoever raised it can always raise something new.")


async def _rest(moment: Moment, work: Work, one: Enquiry) -> None:
    one.settle(moment.now)
    message = Message(
        f"Your {one.sort} {one.ref} is closed. If anything is left open, you are welcome to raise it anew.",
        buttons=(cards.read(one), PEOPLE),
    )
    await tell(work, one.raised_by, message, key=one.subject, notify=False)
    await cards.show(moment, work, one)


# What time brings


@answering.when("enquiry", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """The day of the answer has come: those who answer hear so in the morning."""
    one = moment.the(Enquiry)
    await cards.show(moment, work, one, note=f"The answer is due today.{missed.again(one)}")


@answering.when("enquiry", "late")
async def late(moment: Moment, work: Work) -> None:
    """No answer has come: whoever waits for it is told so on the day, with a new date, once; then with a person to ask."""
    one = moment.the(Enquiry)
    if not one.hold(moment.definition, moment.today):
        return
    if one.has_a_day:
        text = (
            f"The answer to your {one.sort} {one.ref} is not ready on the day we said. We are sorry. You have it by "
            f"{spoken(one.by)}."
        )
        note = f"It is late, which was said; the new day is {spoken(one.by)}."
    else:
        text = (
            f"The second day for your {one.sort} {one.ref} has passed as well, and a third would only be a guess. Please "
            f"ask a person: {await missed.apart_from(moment, work, one)}."
        )
        note = "Two promised days have passed; they were given a person to ask, and no third date."
    message = Message(
        text,
        buttons=(cards.read(one), PEOPLE),
        heading=f"Your {one.sort}: we are late",
    )
    await tell(work, one.raised_by, message, key=one.subject)
    await cards.show(moment, work, one, note=note)
    if not one.has_a_day:
        await missed.chair_hears(moment, work, one)


@answering.when("enquiry", "escalate")
async def escalate(moment: Moment, work: Work) -> None:
    """Nothing has come of it since: the Steering Group hears, by reference alone, and nothing more follows by itself."""
    one = moment.the(Enquiry)
    one.miss()
    await missed.steering_hears(moment, work, one)


@answering.when("enquiry", "rest")
async def rest(moment: Moment, work: Work) -> None:
    """Answered, and nothing more was heard: it closes without a sound."""
    await _rest(moment, work, moment.the(Enquiry))


@answering.stands
async def stands(turn: Turn, work: Work) -> list[Standing]:
    """What waits for whoever answers it and is no member of the Group: a member has it among what waits for them."""
    if turn.duties & GROUP_DUTIES:
        return []
    return [
        Standing(
            f"{one.sort.capitalize()}; answer by {spoken(one.by)}",
            f"{one.ref} waits for an answer.",
            0,
            cards.see(one),
            by=one.by,
        )
        for one in await register.raised_for(work, turn.definition.key, turn.person.id)
        if isinstance(one, Enquiry)
    ]
