"""Meetings: noted, corrected, deleted, and never what was said; a gentle word when weeks go by (R6.1, R6.2)."""

from collections.abc import Mapping
from datetime import date

from handlers.kit.buttons import HELP
from handlers.kit.conversation import Conversation
from handlers.kit.events import MeetingNoted
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import Later, tell, unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Card, Form, Message, Part, Prose, Reply, View, says
from handlers.meeting.plan_card import settle_plan
from handlers.meeting.typed import TYPED, taken_up
from handlers.pair import pairs
from handlers.pair.which import from_first_introduction, from_introduction, live, one_of
from scheme.audience import Audience
from scheme.calendar import add_minutes, local_day
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField, ChoiceField, DateField, Number
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.meeting.appointment import Appointment
from scheme.meeting.meeting import Meeting, way, ways
from scheme.meeting.prompt import prompts_for
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Person
from scheme.subject import Subject
from scheme.wording import counted
from storage import meetings as plans
from storage import partnerships, people
from storage.plans import subject_of
from storage.work import Work

meet = Conversation(name="meet")

A_DAY = 24 * 60  # minutes
A_WEEK = 7 * A_DAY
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


def _fields(turn: Turn) -> tuple[AnyField, ...]:
    first, last = turn.the(Partnership).meeting_days(turn.definition, turn.today)
    only = "Only that you met. What was said is yours; it is never asked."
    return (
        DateField(key="day", label="When did you meet?", help=only, earliest=first, latest=last),
        Number(key="minutes", label="For how long?", least=5, most=600, unit="minutes"),
        ChoiceField(key="how", label="How?", options=ways(turn.definition)),
    )


def _form(
    turn: Turn,
    title: str,
    answers: Answers,
    carries: Mapping[str, str],
    notice: str = "",
    *also: Part,
) -> Form:
    if turn.subject.kind == "meeting":
        action = "meet.corrected"
    else:
        action = "meet.logged"
    return Form(
        title=title,
        action=action,
        fields=_fields(turn),
        submit="Save",
        subject=turn.subject,
        parts=also,
        answers=answers,
        carries=carries,
        notice=notice,
    )


def _given(turn: Turn) -> tuple[Answers, date, int, str]:
    answers = check(_fields(turn), turn.answers)
    return (
        answers,
        date.fromisoformat(str(answers["day"])),
        int(str(answers["minutes"])),
        str(answers["how"]),
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
        else partnership.minutes or turn.definition.meetings.least_minutes,
        "how": last.how if last and last.how in known else known[0],
    }
    partner = await people.by_id(work, partnership.partner_of(turn.person.id))
    typed = taken_up(turn, _fields(turn))
    title = f"A meeting with {partner.name}"
    notice = ""
    if typed:
        notice = TYPED
    return Reply(window=_form(turn, title, answers | typed, {}, notice))


@meet.step("logged", Audience.PARTY, about="partnership", by_phone="a meeting was logged")
async def logged(turn: Turn, work: Work) -> Reply:
    """Keep a meeting. The first one counts as the start, for both (R4.6)."""
    partnership = turn.the(Partnership)
    definition = turn.definition
    partnership.must_be_live()
    answers, day, minutes, how = _given(turn)
    if twice := await _same_day(turn, work, answers, day):
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
    await _tell_of(
        turn, work, meeting, f"{turn.person.name} noted that you two met on {spoken(day)}."
    )
    if nudged:
        settled = Message(text="A meeting is noted, so nothing is needed here. Thank you.")
        await pairs.tell_both(work, partnership, "nudge", settled, notify=False)
    await turn.happened(work, MeetingNoted(partnership=partnership, is_first=first))
    text = f"Noted: {spoken(day)}. {_usual(turn, partnership)}"
    return says(text, *_look_back(turn), _correction(meeting), _back(turn), heading="Thank you")


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


async def _same_day(
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
    card = _card(turn, there[0], await pairs.two(work, partnership))
    notice = f"It is there already. {card.text} If it is the same one, close this. Save again to note a second meeting."
    return _form(turn, f"A second meeting on {day:%A}?", answers, carries, notice, card)


def _usual(moment: Moment, partnership: Partnership) -> str:
    if usual := partnership.next_usual(moment.definition):
        return f"The next meeting is usual between {spoken(usual[0])} and {spoken(usual[1])}."
    if partnership.ends_on:
        return f"You are planned to go on until {spoken(partnership.ends_on)}."
    return ""


async def _tell_of(turn: Turn, work: Work, meeting: Meeting, text: str) -> None:
    """A quiet word, kept up, to the partner, and to whoever had it before."""
    partnership = turn.the(Partnership)
    message = Message(text=text, buttons=(_correction(meeting),) if meeting.is_kept else ())
    for person_id in {
        partnership.partner_of(turn.person.id),
        partnership.partner_of(meeting.logged_by),
    }:
        await tell(work, person_id, message, key=f"meeting:{meeting.id}", notify=False)


@meet.step("show", Audience.PARTY, about="partnership", opens=True)
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
    cards = [_card(turn, meeting, two) for meeting in held]
    return Reply(
        window=View(
            title=title, parts=(intro, *cards), buttons=(new,) if partnership.is_live else ()
        )
    )


def _card(turn: Turn, meeting: Meeting, two: Mapping[PersonId, Person]) -> Card:
    if meeting.logged_by == turn.person.id:
        by = "you"
    else:
        by = two[meeting.logged_by].short_name
    buttons = (
        _correction(meeting),
        Button(
            label="Delete", action="meet.delete", subject=Subject("meeting", meeting.id), opens=True
        ),
    )
    return Card(
        title=spoken(meeting.day),
        subtitle=_length(turn, meeting),
        text=f"Noted by {by}.",
        buttons=buttons,
    )


def _correction(meeting: Meeting) -> Button:
    return Button(
        label="Correct", action="meet.correct", subject=Subject("meeting", meeting.id), opens=True
    )


def _length(turn: Turn, meeting: Meeting) -> str:
    return f"{meeting.minutes} minutes, {way(turn.definition, meeting.how)}"


def _back(turn: Turn) -> Button:
    return Button(
        label="Our meetings",
        action="meet.show",
        subject=subject_of(turn.the(Partnership)),
        opens=True,
    )


@meet.step("correct", Audience.PARTY, about="meeting", opens=True)
async def correct(turn: Turn, work: Work) -> Reply:
    """The form, as the meeting was noted."""
    meeting = turn.the(Meeting)
    meeting.must_be_kept()
    answers: Answers = {
        "day": meeting.day.isoformat(),
        "minutes": meeting.minutes,
        "how": meeting.how,
    }
    return Reply(
        window=_form(turn, "Correct a meeting", answers, {"revision": str(meeting.revision)})
    )


@meet.step("corrected", Audience.PARTY, about="meeting")
async def corrected(turn: Turn, work: Work) -> Reply:
    """Keep a correction; one made from an earlier state is shown again, with what was typed."""
    meeting = turn.the(Meeting)
    meeting.must_be_kept()
    answers, day, minutes, how = _given(turn)
    if turn.number("revision") != meeting.revision:
        now = f"{spoken(meeting.day)}, {_length(turn, meeting)}"
        notice = f"This was changed meanwhile, to {now}. What you typed is still here; save it if it is right."
        return Reply(
            window=_form(
                turn, "Correct a meeting", answers, {"revision": str(meeting.revision)}, notice
            )
        )
    if day != meeting.day and (
        twice := await _same_day(turn, work, answers=answers, day=day, own=meeting)
    ):
        return Reply(window=twice)
    if not meeting.correct(day, minutes, how, meeting.revision):
        return says("Nothing was different, so the meeting stays as it was.", _back(turn))
    await _count_again(turn, work)
    await _tell_of(
        turn,
        work,
        meeting,
        f"A meeting, put right by {turn.person.name}: you two met on {spoken(day)}.",
    )
    return says(f"Saved: {spoken(day)}, {_length(turn, meeting)}.", _back(turn))


async def _count_again(turn: Turn, work: Work) -> None:
    latest = await partnerships.latest_meeting(work, turn.the(Partnership).id)
    turn.the(Partnership).recall_meetings(latest.day if latest else None)


@meet.step("delete", Audience.PARTY, about="meeting", opens=True)
async def ask_to_delete(turn: Turn, work: Work) -> Reply:
    """Asks before a meeting is deleted."""
    meeting = turn.the(Meeting)
    meeting.must_be_kept()
    text = Prose(f"{spoken(meeting.day)}, {_length(turn, meeting)}. It goes for both of you.")
    yes = Button(label="Delete", action="meet.deleted", subject=turn.subject, style="danger")
    return Reply(
        window=View(title="Delete this meeting?", parts=(text,), buttons=(yes, _back(turn)))
    )


@meet.step("deleted", Audience.PARTY, about="meeting")
async def delete(turn: Turn, work: Work) -> Reply:
    """Deletes a meeting: it counts no more, what follows from meetings is counted again, and the partner is told."""
    meeting = turn.the(Meeting)
    meeting.delete(turn.now)
    await _count_again(turn, work)
    await _tell_of(
        turn,
        work,
        meeting,
        f"{turn.person.name} deleted the meeting noted for {spoken(meeting.day)}.",
    )
    return says(f"Deleted: {spoken(meeting.day)}.", _back(turn))


@meet.when("partnership", "nudge")
async def nudge(moment: Moment, work: Work) -> None:
    """Nothing was noted for longer than the rhythm: a gentle word. The last one says that it is the last."""
    pair = moment.the(Partnership)
    definition = moment.definition
    # Somebody has just noted a meeting of long ago: they need no reminder on the same day.
    if await partnerships.noted_after(work, pair.id, add_minutes(moment.now, -A_DAY)):
        return
    await _wait_for_plan(moment, work, pair)
    person_id = pair.recipient_of(moment.occasion)
    partner = await people.by_id(work, pair.partner_of(person_id))
    begun = pair.quiet_since() or moment.today
    weeks = counted((moment.today - begun).days // 7, "week")
    if pair.last_met:
        since = f"since {spoken(pair.last_met)}"
    else:
        since = "yet"
    last = pair.nudges(definition, moment.now) >= definition.meetings.nudges
    end = f" This is my last reminder; if it stays quiet, {definition.terms.the_group} may ask how you are."
    text = (
        f"No meeting with {partner.short_name} is noted {since}. It has been {weeks}. Add it if you have met; busy weeks "
        "are fine too."
    )
    log_it = Button(
        label="Log a meeting",
        action="meet.form",
        subject=moment.subject,
        style="primary",
        opens=True,
    )
    buttons = (
        log_it,
        Button(label="Not now", action="quiet.ask"),
        HELP,
        Button(label="End", action="end.ask", subject=moment.subject, opens=True),
    )
    message = Message(text=text + (end if last else ""), buttons=buttons, heading="Quiet weeks")
    await unasked(moment, work, person_id, message, key=f"nudge:{pair.id}")


async def _wait_for_plan(moment: Moment, work: Work, pair: Partnership) -> None:
    """Nobody is asked about quiet weeks while a meeting is planned; they have till a week after it to note it."""
    plan = await plans.plan_of(work, pair.id)
    if plan:
        until = add_minutes(plan.ends_at, A_WEEK)
    else:
        until = moment.now
    if moment.now < until:
        raise Later(until)


@meet.when("partnership", "quiet")
async def quiet(moment: Moment, work: Work) -> None:
    """The nudges stayed without an answer: the Group is told, once."""
    partnership = moment.the(Partnership)
    await _wait_for_plan(moment, work, partnership)
    if since := partnership.quiet_since():
        await pairs.show_partnership(
            moment, work, partnership, f"nothing noted for {(moment.today - since).days // 7} weeks"
        )


@meet.step("overview", Audience.UNCONFLICTED, about="partnership", opens=True)
async def overview(turn: Turn, work: Work) -> Reply:
    """What the Group may know of a pair: names, dates, phase and how often they met."""
    pair = turn.the(Partnership)
    return Reply(
        window=View(
            title=f"{pair.ref}, partnership",
            parts=(await pairs.facts(turn.definition, work, pair),),
        )
    )
