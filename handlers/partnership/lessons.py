"""What the Group reads of a pair, and what it notes down as learnt once the pair has ended (R5.6)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Facts, Form, Part, Prose, Reply, View
from handlers.pair import pairs
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from storage import people
from storage.work import Work

overseen = Conversation(name="end")


@overseen.step("overview", Audience.UNCONFLICTED, about="partnership", opens=True)
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
    if pair.ended_at and pair.leaves_by:
        other = (await people.by_id(work, pair.leaves_by)).name
        parts.append(Prose(pair.leaves_why or "No words were added.", f"{other} ended it too"))
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


@overseen.step("lessons", Audience.UNCONFLICTED, about="partnership", opens=True)
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


@overseen.step("noted", Audience.UNCONFLICTED, about="partnership")
async def noted(turn: Turn, work: Work) -> Reply:
    """Keep a lesson beside the others; the same text sent twice is kept once."""
    pair = turn.the(Partnership)
    pair.must_teach()
    text = f"{check((LESSON,), turn.answers)['lesson']} ({turn.person.name}, {spoken(turn.today)})"
    pair.note_lesson(text)
    return await overview(turn, work)
