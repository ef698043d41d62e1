"""Complaints, for those who look into them: from the first look to the outcome, and the clock (R8.3, R8.4)."""

from handlers.concern import about, cards, thread
from handlers.group import missed, opening
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.forgotten import words_of
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Form, Message, Part, Prose, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.concern.concern import ComplaintOutcome, ComplaintStage, Concern
from scheme.concern.remark import To
from scheme.forms.checking import check
from scheme.forms.fields import ChoiceField, LongText, Option
from scheme.forms.shown import spoken
from scheme.people import GROUP_DUTIES
from storage import people
from storage.concern import concerns
from storage.matching import register
from storage.work import Work

complaint_handling = Conversation(
    name="concern"
)  # its steps are those of the handlers; handlers/concern/complaint.py has the complainant's


REPLY = LongText(
    key="reply",
    label="Your reply",
    help="The complainant reads it in private. Say what was found, and what happens now.",
    most=10_000,
)
WORD = LongText(
    key="text",
    label="What you want to say",
    help="A word on the way: the reply itself comes later.",
    most=10_000,
)
NOTE = LongText(
    key="text",
    label="Your note",
    help="For those who look into it. Nobody else reads it.",
    most=10_000,
)
CLOSE = (
    ChoiceField(
        key="outcome",
        label="What came of it?",
        help="The complainant reads this word, and the Board counts it.",
        options=tuple(
            Option(key=outcome, label=f"{outcome[0].upper()}{outcome[1:]}")
            for outcome in ComplaintOutcome
            if outcome != ComplaintOutcome.WITHDRAWN
        ),
    ),
    LongText(
        key="lesson",
        label="What was learnt from it?",
        help="For those who look into it alone: what should be done another way from now on.",
        required=False,
        most=5000,
    ),
)


@complaint_handling.step("open", Audience.UNCONFLICTED, about="concern", opens=True)
async def open_concern(turn: Turn, work: Work) -> Reply:
    """All of it, privately, to somebody who handles it, with what can be done next."""
    concern = turn.the(Concern)
    return Reply(
        window=View(
            title=f"Complaint {concern.ref}",
            parts=await _whole(turn, work, concern),
            buttons=tuple(await _next(turn, work, concern)),
        )
    )


async def _whole(
    turn: Turn, work: Work, concern: Concern, *, advisers: bool = False
) -> tuple[Part, ...]:
    zone = turn.definition.zone
    person = await people.by_id(work, concern.raised_by)
    rows = [
        ("Received", spoken(calendar.local_day(concern.raised_at, zone))),
        ("Answered on", spoken(calendar.local_day(concern.replied_at, zone)))
        if concern.replied_at
        else ("Reply due", spoken(concern.by)),
        ("Stage", concern.progress),
        ("About", await about.said(turn, work, concern)),
        ("Raised by", f"{person.name}, {person.email}"),
    ]
    if concern.again_by:
        rows.append(("First promised for", spoken(concern.reply_by)))
    if concern.outcome:
        rows.append(("Outcome", f"{concern.outcome[0].upper()}{concern.outcome[1:]}"))
    words: list[Part] = [Facts(tuple(rows)), words_of(concern.text, "The complaint")]
    words += await thread.for_handlers(turn, work, concern, advisers=advisers)
    for text, title in (
        (concern.reply, "The reply"),
        (None if advisers else concern.lesson, "What was learnt"),
    ):
        if text:
            words.append(Prose(text, title))
    return (*words, *about.urgent(turn.definition))


async def _next(turn: Turn, work: Work, concern: Concern) -> list[Button]:
    """What those who handle it can do, as it stands."""
    if not concern.is_open:
        return []
    note = Button(label="Keep a note", action="concern.note", subject=concern.subject, opens=True)
    word = Button(label="Write to them", action="concern.word", subject=concern.subject, opens=True)
    aside = Button(label="Stand aside", action="aside.ask", subject=concern.subject, opens=True)
    if concern.replied_at:
        return [
            Button(
                label="Close it",
                action="concern.close",
                subject=concern.subject,
                style="primary",
                opens=True,
            ),
            word,
            note,
            aside,
        ]
    found = [
        Button(
            label="Reply",
            action="concern.reply",
            subject=concern.subject,
            style="primary",
            opens=True,
        ),
        word,
        note,
    ]
    if concern.stage == ComplaintStage.RECEIVED:
        found.insert(
            1, Button(label="I'm looking into it", action="concern.look", subject=concern.subject)
        )
    if concern.advisers(await people.tenure(work, concern.scheme)):
        if not concern.advice_asked_at or concern.advised_at:
            found.append(
                Button(
                    label=f"Ask {turn.definition.terms.the_steering}",
                    action="concern.ask_advice",
                    subject=concern.subject,
                    opens=True,
                )
            )
        found.append(
            Button(label="Hand over", action="concern.hand", subject=concern.subject, opens=True)
        )
    return [*found, aside]


@complaint_handling.step("look", Audience.UNCONFLICTED, about="concern")
async def look(turn: Turn, work: Work) -> Reply:
    """Somebody has begun; the complainant's own window says so from now on."""
    concern = turn.the(Concern)
    if concern.look_into():
        await cards.show(turn, work, concern, note="It is being looked into.")
    return says(
        f"Noted: {concern.ref} is being looked into. The reply is due by {spoken(concern.by)}.",
        opening.see(concern),
    )


# To and fro


@complaint_handling.step("word", Audience.UNCONFLICTED, about="concern", opens=True)
async def word(turn: Turn, work: Work) -> Reply:
    """The form for a word to the complainant on the way."""
    turn.the(Concern).must_be_open()
    return _form(turn, "Write to the complainant", "concern.worded", (WORD,), "Send it")


@complaint_handling.step("worded", Audience.UNCONFLICTED, about="concern")
async def worded(turn: Turn, work: Work) -> Reply:
    """Keep it, and tell the complainant that it is there."""
    concern = turn.the(Concern)
    concern.must_be_open()
    if concern.waits:
        concern.look_into()
    await concerns.remark(
        work,
        concern,
        by=turn.person.id,
        to=To.RAISER,
        text=str(check((WORD,), turn.answers)["text"]),
    )
    count = sum(each.to == To.RAISER for each in await concerns.remarks_on(work, concern))
    # The number, so that a second word is told as well: the same wording twice is not sent.
    if count == 1:
        number = "There is a message"
    else:
        number = f"There are {count} messages now"
    await _tell(
        turn,
        work,
        concern,
        f"{number} about your complaint {concern.ref}.",
        heading="A word about your complaint",
    )
    await cards.show(turn, work, concern)
    return says(
        f"Sent. The complainant of {concern.ref} has been told that it is there.",
        opening.see(concern),
    )


@complaint_handling.step("note", Audience.UNCONFLICTED, about="concern", opens=True)
async def note(turn: Turn, work: Work) -> Reply:
    """The form for a note among those who handle it."""
    turn.the(Concern).must_be_open()
    return _form(turn, "Keep a note", "concern.noted", (NOTE,), "Keep it")


@complaint_handling.step("noted", Audience.UNCONFLICTED, about="concern")
async def noted(turn: Turn, work: Work) -> Reply:
    """Keep the note; nobody is told."""
    concern = turn.the(Concern)
    concern.must_be_open()
    await concerns.remark(
        work,
        concern,
        by=turn.person.id,
        to=To.THEMSELVES,
        text=str(check((NOTE,), turn.answers)["text"]),
    )
    await cards.show(turn, work, concern)
    return says(f"Kept with {concern.ref}.", opening.see(concern))


# The reply, and the end


@complaint_handling.step("reply", Audience.UNCONFLICTED, about="concern", opens=True)
async def reply_form(turn: Turn, work: Work) -> Reply:
    """The form for the reply."""
    concern = turn.the(Concern)
    concern.must_be_unanswered()
    return _form(
        turn,
        "Reply",
        "concern.answered",
        (REPLY,),
        "Send reply",
        words_of(concern.text, "The complaint"),
    )


@complaint_handling.step("answered", Audience.UNCONFLICTED, about="concern")
async def answer(turn: Turn, work: Work) -> Reply:
    """Keep the reply, stop the clock, and tell the complainant that it is there."""
    concern = turn.the(Concern)
    concern.answer(str(check((REPLY,), turn.answers)["reply"]), turn.person.id, turn.now)
    if turn.today > concern.reply_by:
        late = " We are sorry that it took longer than promised."
    else:
        late = ""
    text = f"The reply to your complaint {concern.ref} is here.{late} If it leaves something open, write again."
    await _tell(turn, work, concern, text, heading="Your complaint has a reply")
    await cards.show(turn, work, concern, note="The reply has gone out.")
    await cards.show_advisers(work, concern)
    close = Button(label="Close it", action="concern.close", subject=concern.subject, opens=True)
    return says(
        f"Sent. {concern.ref} is answered, and the complainant has been told that a reply is there.",
        close,
    )


@complaint_handling.step("close", Audience.UNCONFLICTED, about="concern", opens=True)
async def close_form(turn: Turn, work: Work) -> Reply:
    """The form for the outcome, once there is a reply."""
    concern = turn.the(Concern)
    concern.must_be_open()
    return _form(turn, f"Close {concern.ref}", "concern.closed", CLOSE, "Close it")


@complaint_handling.step("closed", Audience.UNCONFLICTED, about="concern")
async def closed(turn: Turn, work: Work) -> Reply:
    """Keep what came of it; the complainant is told that it is closed, and reads the outcome in private."""
    concern = turn.the(Concern)
    answers = check(CLOSE, turn.answers)
    concern.close(
        ComplaintOutcome(str(answers["outcome"])),
        str(answers.get("lesson") or "") or None,
        turn.now,
    )
    text = f"Your complaint {concern.ref} is closed. What came of it stands behind Read it. Thank you for telling us."
    await _tell(turn, work, concern, text, heading="Your complaint is closed")
    await cards.show(turn, work, concern, note="It is closed.")
    await cards.show_advisers(work, concern)
    return says(f"{concern.ref} is closed. It counts in the figures, without names.")


async def _tell(moment: Moment, work: Work, complaint: Concern, text: str, *, heading: str) -> None:
    buttons = (opening.read(complaint), PEOPLE)
    await tell(
        work,
        complaint.raised_by,
        Message(text=text, buttons=buttons, heading=heading),
        key=str(complaint.subject),
    )


def _form(
    turn: Turn,
    title: str,
    action: str,
    fields: tuple[ChoiceField | LongText, ...],
    submit: str,
    *parts: Part,
) -> Reply:
    subject = turn.subject
    return Reply(
        window=Form(
            title=title,
            action=action,
            fields=fields,
            submit=submit,
            subject=subject,
            parts=parts,
            private=True,
        )
    )


# What time brings


@complaint_handling.when("concern", "warn")
async def warn(moment: Moment, work: Work) -> None:
    """Those who handle it hear before the promise lapses."""
    concern = moment.the(Concern)
    left = concern.working_days_left(moment.today, moment.definition.region)
    if left:
        if left == 1:
            text = "One working day left to reply."
        else:
            text = f"{left} working days left to reply."
    else:
        if moment.today <= concern.by:
            text = "The reply is due today."
        else:
            text = "The day of the reply has passed."
    await cards.show(moment, work, concern, note=text + missed.again(concern))


@complaint_handling.when("concern", "late")
async def late(moment: Moment, work: Work) -> None:
    """No reply has come: the complainant has a new date, once, and then a person; those who handle it hear that they know."""
    concern = moment.the(Concern)
    if not concern.hold(moment.definition, moment.today):
        return
    to_ask = await missed.apart_from(moment, work, concern)
    if concern.has_a_day:
        text = (
            f"The reply to your complaint {concern.ref} is not ready on the day we promised. We are sorry. You have it by "
            f"{spoken(concern.by)}. If you would rather talk to somebody: {to_ask}."
        )
        note = f"The complainant has been told that the reply is late and comes by {spoken(concern.by)}."
    else:
        text = (
            f"The second day for the reply to your complaint {concern.ref} has passed as well, and a third would only be a "
            f"guess. Please ask a person how it stands: {to_ask}. Those who can see to it have been told."
        )
        note = "Two promised days have passed; the complainant was given a person to ask, and no third date."
    await _tell(moment, work, concern, text, heading="Your complaint: we are late")
    await cards.show(moment, work, concern, note=note)
    if not concern.has_a_day:
        await missed.chair_hears(moment, work, concern)
        await _tell_steering(work, concern)


async def _tell_steering(work: Work, concern: Concern) -> None:
    """Those of the Steering Group who neither handle it nor are concerned in it hear that it waits, by reference alone."""
    text = f"Complaint {concern.ref} has waited past two promised days. There is no date now. Please ask after it."
    for person_id in sorted(concern.advisers(await people.tenure(work, concern.scheme))):
        await tell(
            work,
            person_id,
            Message(text=text, heading="A complaint waits for its reply"),
            key=f"late:{concern.id}",
        )


@complaint_handling.when("concern", "unclosed")
async def unclosed(moment: Moment, work: Work) -> None:
    """Answered some time ago: whoever handles it is asked to say what came of it."""
    await cards.show(
        moment, work, moment.the(Concern), note="It was answered a while ago. Please close it."
    )


@complaint_handling.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What waits for whoever handles it and is no member of the Group: a member has it among what waits for them."""
    if turn.duties & GROUP_DUTIES:
        return []
    found = await register.raised_for(work, turn.definition.key, turn.person.id)
    return [
        HomeEntry(
            headline=f"Complaint; reply by {spoken(complaint.by)}",
            text=f"{complaint.ref} waits for a reply.",
            rank=0,
            primary=opening.see(complaint),
            by=complaint.by,
        )
        for complaint in found
        if isinstance(complaint, Concern)
    ]
