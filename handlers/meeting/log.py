"""Meetings: noted by either of the two, and never what was said; the first one counts as the start (R6.1, R4.6)."""

from handlers.kit.conversation import Conversation
from handlers.kit.events import MeetingNoted
from handlers.kit.help import PARTNERSHIP
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Message, Reply, says
from handlers.meeting import noted
from handlers.meeting.plan_card import settle_plan
from handlers.meeting.typed import TYPED, taken_up
from handlers.pair import pairs
from handlers.pair.which import from_first_introduction, from_introduction, live, one_of
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.fields import Answers
from scheme.forms.shown import spoken
from scheme.meeting.appointment import Appointment
from scheme.meeting.meeting import Meeting, ways
from scheme.meeting.prompt import prompts_for
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from storage import meetings as plans
from storage import partnerships, people
from storage.plans import subject_of
from storage.work import Work

meet = Conversation(name="meet")

NO_MEETING = "You have no partnership at the moment, so there is no meeting to note. Your home shows what comes next."


@meet.step(
    "log",
    Audience.ANYONE,
    reads=True,
    by_phone="",
    in_help=PARTNERSHIP.entry("Log a meeting", 10, from_introduction),
)
async def log(turn: Turn, work: Work) -> Reply:
    """Leads to the form: at once for one partnership, after asking which for several."""
    return await one_of(
        turn,
        work,
        await live(turn, work),
        "meet.form",
        question="With whom did you meet?",
        none=NO_MEETING,
        answers=turn.answers,
    )


@meet.step(
    "list",
    Audience.ANYONE,
    reads=True,
    in_help=PARTNERSHIP.entry("Our meetings", 20, from_first_introduction),
)
async def find_meetings(turn: Turn, work: Work) -> Reply:
    """Leads to the meetings of one's partnership; of an ended one when there is no other."""
    ours = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    going_on = [partnership for partnership in ours if partnership.is_live]
    return await one_of(
        turn,
        work,
        going_on or ours,
        "meet.show",
        question="Whose meetings would you like to see?",
        none=NO_MEETING,
    )


@meet.step("form", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def form(turn: Turn, work: Work) -> Reply:
    """The form, filled in as planned, else as the last meeting was, so that saving is the second press."""
    partnership = turn.the(Partnership)
    known = [option.key for option in ways(turn.definition)]
    partnership.must_be_live()
    if partnership.phase == Phase.PAUSED:
        return Reply(then=Action(name="pause.waits", subject=turn.subject))
    plan = await plans.plan_of(work, partnership.id)
    day = turn.today
    last: Appointment | Meeting | None = await partnerships.latest_meeting(work, partnership.id)
    if plan and plan.at <= turn.now:
        last = plan
        day = local_day(plan.at, turn.definition.zone)
    answers: Answers = {
        "day": max(day, partnership.meeting_days(turn.definition, turn.today)[0]).isoformat(),
        "minutes": last.minutes
        if last
        else partnership.minutes or turn.definition.meetings.least_minutes or None,
        "how": last.how if last and last.how in known else known[0],
    }
    partner = await people.by_id(work, partnership.partner_of(turn.person.id))
    typed = taken_up(turn, noted.fields(turn))
    title = f"A meeting with {partner.name}"
    notice = ""
    if typed:
        notice = TYPED
    return Reply(window=noted.form_of(turn, title, answers | typed, {}, notice))


@meet.step("logged", Audience.PARTY, about="partnership", by_phone="a meeting was logged")
async def logged(turn: Turn, work: Work) -> Reply:
    """Keep a meeting. The first one counts as the start, for both (R4.6)."""
    partnership = turn.the(Partnership)
    definition = turn.definition
    partnership.must_be_live()
    answers, day, minutes, how = noted.given(turn)
    if twice := await noted.same_day(turn, work, answers, day):
        return Reply(window=twice)
    first = partnership.phase == Phase.INTRODUCED
    nudged = partnership.nudges(definition, turn.now) > 0
    partnership.note_meeting(definition, day, turn.now)
    meeting = await work.add(
        Meeting(
            partnership_id=partnership.id,
            logged_by=turn.person.id,
            day=day,
            minutes=minutes,
            how=how,
            logged_at=turn.now,
        )
    )
    await settle_plan(turn, work, partnership, day)
    await noted.tell_of_it(
        turn, work, meeting, f"{turn.person.name} noted that you two met on {spoken(day)}."
    )
    if nudged:
        settled = Message(text="A meeting is noted, so nothing is needed here. Thank you.")
        await pairs.tell_both(work, partnership, "nudge", settled, notify=False)
    await turn.happened(work, MeetingNoted(partnership=partnership, is_first=first))
    text = f"Noted: {spoken(day)}. {_usual(turn, partnership)}"
    return says(
        text, *_look_back(turn), noted.correction(meeting), noted.back(turn), heading="Thank you"
    )


def _look_back(turn: Turn) -> tuple[Button, ...]:
    pair = turn.the(Partnership)
    if not prompts_for(turn.definition, pair.role_of(turn.person.id), "reflecting"):
        return ()
    return (
        Button(
            label="Look back",
            action="prepare.ask",
            subject=subject_of(pair),
            answers={"stage": "reflecting"},
            opens=True,
        ),
    )


def _usual(moment: Moment, partnership: Partnership) -> str:
    if usual := partnership.next_usual(moment.definition):
        return f"The next meeting is usual between {spoken(usual[0])} and {spoken(usual[1])}."
    if partnership.ends_on:
        return f"You are planned to go on until {spoken(partnership.ends_on)}."
    return ""
