"""The meetings of a pair, put right or deleted by either of the two: what follows from them is counted again (R6.1)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Prose, Reply, View, says
from handlers.meeting import noted
from handlers.pair import pairs
from scheme.audience import Audience
from scheme.forms.fields import Answers
from scheme.forms.shown import spoken
from scheme.meeting.meeting import Meeting
from scheme.partnership.partnership import Partnership
from storage import partnerships
from storage.plans import subject_of
from storage.work import Work

correct = Conversation(name="meet")  # its steps are part of what is said of meetings


@correct.step("show", Audience.PARTY, about="partnership", opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """The meetings of a partnership, latest first."""
    partnership = turn.the(Partnership)
    two = await pairs.two(work, partnership)
    held = await partnerships.meetings_of(work, partnership.id)
    intro = Prose(
        "Both of you see these dates and can put them right."
        if held
        else "No meeting is noted yet."
    )
    new = Button(
        label="Log a meeting",
        action="meet.form",
        subject=subject_of(partnership),
        style="primary",
        opens=True,
    )
    title = f"Meetings with {two[partnership.partner_of(turn.person.id)].name}"
    cards = [noted.card(turn, meeting, two) for meeting in held]
    return Reply(
        window=View(
            title=title, parts=(intro, *cards), buttons=(new,) if partnership.is_live else ()
        )
    )


@correct.step("correct", Audience.PARTY, about="meeting", opens=True)
async def correct_it(turn: Turn, work: Work) -> Reply:
    """The form, as the meeting was noted."""
    meeting = turn.the(Meeting)
    meeting.must_be_kept()
    answers: Answers = {
        "day": meeting.day.isoformat(),
        "minutes": meeting.minutes,
        "how": meeting.how,
    }
    return Reply(
        window=noted.form_of(
            turn, "Correct a meeting", answers, {"revision": str(meeting.revision)}
        )
    )


@correct.step("corrected", Audience.PARTY, about="meeting")
async def corrected(turn: Turn, work: Work) -> Reply:
    """Keep a correction; one made from an earlier state is shown again, with what was typed."""
    meeting = turn.the(Meeting)
    meeting.must_be_kept()
    answers, day, minutes, how = noted.given(turn)
    if turn.number("revision") != meeting.revision:
        now = f"{spoken(meeting.day)}, {noted.length(turn, meeting)}"
        notice = f"This was changed meanwhile, to {now}. What you typed is still here; save it if it is right."
        return Reply(
            window=noted.form_of(
                turn, "Correct a meeting", answers, {"revision": str(meeting.revision)}, notice
            )
        )
    if day != meeting.day and (
        twice := await noted.same_day(turn, work, answers=answers, day=day, own=meeting)
    ):
        return Reply(window=twice)
    if not meeting.correct(day, minutes, how, meeting.revision):
        return says("Nothing was different, so the meeting stays as it was.", noted.back(turn))
    await _count_again(turn, work)
    await noted.tell_of_it(
        turn,
        work,
        meeting,
        f"A meeting, put right by {turn.person.name}: you two met on {spoken(day)}.",
    )
    return says(f"Saved: {spoken(day)}, {noted.length(turn, meeting)}.", noted.back(turn))


async def _count_again(turn: Turn, work: Work) -> None:
    latest = await partnerships.latest_meeting(work, turn.the(Partnership).id)
    turn.the(Partnership).recall_meetings(latest.day if latest else None)


@correct.step("delete", Audience.PARTY, about="meeting", opens=True)
async def ask_to_delete(turn: Turn, work: Work) -> Reply:
    """Asks before a meeting is deleted."""
    meeting = turn.the(Meeting)
    meeting.must_be_kept()
    text = Prose(f"{spoken(meeting.day)}, {noted.length(turn, meeting)}. It goes for both of you.")
    yes = Button(label="Delete", action="meet.deleted", subject=turn.subject, style="danger")
    return Reply(
        window=View(title="Delete this meeting?", parts=(text,), buttons=(yes, noted.back(turn)))
    )


@correct.step("deleted", Audience.PARTY, about="meeting")
async def delete(turn: Turn, work: Work) -> Reply:
    """Deletes a meeting: it counts no more, what follows from meetings is counted again, and the partner is told."""
    meeting = turn.the(Meeting)
    meeting.delete(turn.now)
    await _count_again(turn, work)
    await noted.tell_of_it(
        turn,
        work,
        meeting,
        f"{turn.person.name} deleted the meeting noted for {spoken(meeting.day)}.",
    )
    return says(f"Deleted: {spoken(meeting.day)}.", noted.back(turn))
