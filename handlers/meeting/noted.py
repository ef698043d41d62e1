"""A meeting as it is noted: its form, its card, and the quiet word about it to whoever else has it (R6.1)."""

from collections.abc import Mapping
from datetime import date

from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Message, Part
from handlers.pair import pairs
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField, ChoiceField, DateField, Number
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.meeting.meeting import Meeting, way, ways
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from scheme.subject import Subject
from storage import partnerships
from storage.plans import subject_of
from storage.work import Work


def fields(turn: Turn) -> tuple[AnyField, ...]:
    """When, for how long and how; what was said is never asked."""
    first, last = turn.the(Partnership).meeting_days(turn.definition, turn.today)
    only = "Only that you met. What was said is yours; it is never asked."
    return (
        DateField(key="day", label="When did you meet?", help=only, earliest=first, latest=last),
        Number(key="minutes", label="For how long?", least=5, most=600, unit="minutes"),
        ChoiceField(key="how", label="How?", options=ways(turn.definition)),
    )


def form_of(
    turn: Turn,
    title: str,
    answers: Answers,
    carries: Mapping[str, str],
    notice: str = "",
    *also: Part,
) -> Form:
    """The form of a new meeting, or of the one that the turn is about."""
    if turn.subject.kind == "meeting":
        action = "meet.corrected"
    else:
        action = "meet.logged"
    return Form(
        title=title,
        action=action,
        fields=fields(turn),
        submit="Save",
        subject=turn.subject,
        parts=also,
        answers=answers,
        carries=carries,
        notice=notice,
    )


def given(turn: Turn) -> tuple[Answers, date, int, str]:
    """What was sent: the answers as a whole, and of them the day, the minutes and the way. Raises `Refusal`."""
    answers = check(fields(turn), turn.answers)
    return (
        answers,
        date.fromisoformat(str(answers["day"])),
        int(str(answers["minutes"])),
        str(answers["how"]),
    )


async def same_day(
    turn: Turn, work: Work, answers: Answers, day: date, own: Meeting | None = None
) -> Form | None:
    """The form again when a meeting stands on that day already; saving it again confirms a second one."""
    partnership = turn.the(Partnership)
    there = [
        meeting
        for meeting in await partnerships.meetings_of(work, partnership.id)
        if meeting.day == day and meeting is not own
    ]
    # The count makes a double click on the second save ask again, rather than note a third meeting.
    carries = {"again": f"{day} {len(there)}", "revision": str(own.revision if own else "")}
    if not there or turn.given("again") == carries["again"]:
        return None
    shown = card(turn, there[0], await pairs.two(work, partnership))
    notice = f"It is there already. {shown.text} If it is the same one, close this. Save again to note a second meeting."
    return form_of(turn, f"A second meeting on {day:%A}?", answers, carries, notice, shown)


async def tell_of_it(turn: Turn, work: Work, meeting: Meeting, text: str) -> None:
    """A quiet word, kept up, to the partner, and to whoever had it before."""
    partnership = turn.the(Partnership)
    message = Message(text=text, buttons=(correction(meeting),) if meeting.is_kept else ())
    for person_id in {
        partnership.partner_of(turn.person.id),
        partnership.partner_of(meeting.logged_by),
    }:
        await tell(work, person_id, message, key=f"meeting:{meeting.id}", notify=False)


def card(turn: Turn, meeting: Meeting, two: Mapping[PersonId, Person]) -> Card:
    """A meeting, with what can be put right about it."""
    if meeting.logged_by == turn.person.id:
        by = "you"
    else:
        by = two[meeting.logged_by].short_name
    buttons = (
        correction(meeting),
        Button(
            label="Delete", action="meet.delete", subject=Subject("meeting", meeting.id), opens=True
        ),
    )
    return Card(
        title=spoken(meeting.day),
        subtitle=length(turn, meeting),
        text=f"Noted by {by}.",
        buttons=buttons,
    )


def correction(meeting: Meeting) -> Button:
    """Opens the form to put it right."""
    return Button(
        label="Correct", action="meet.correct", subject=Subject("meeting", meeting.id), opens=True
    )


def length(turn: Turn, meeting: Meeting) -> str:
    """How long and how: "60 minutes, Teams"."""
    return f"{meeting.minutes} minutes, {way(turn.definition, meeting.how)}"


def back(turn: Turn) -> Button:
    """Leads back to the meetings of the pair."""
    return Button(
        label="Our meetings",
        action="meet.show",
        subject=subject_of(turn.the(Partnership)),
        opens=True,
    )
