"""Meetings: noted, corrected, deleted, and never what was said; a gentle word when weeks go by (R6.1, R6.2)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from handlers.kit import group
from handlers.kit.flow import Conversation, Standing
from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Card, Facts, Form, Message, Part, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition import Definition
from scheme.fields import Answers, AnyField, Choice, DateField, Number, Option, check, spoken
from scheme.partnership import Meeting, Partnership, Phase
from scheme.people import Person
from storage import applications, partnerships, people
from storage.plans import subject_of
from storage.work import Work

meet = Conversation("meet")

OTHER = Option(key="other", label="Another way")
HELP = Button("Get help", "home.people", opens=True)


@meet.step("log", Audience.ANYONE, reads=True)
async def log(turn: Turn, work: Work) -> Reply:
    """Leads to the form: at once for one partnership, after asking which for several."""
    ours = await partnerships.live_of(work, turn.definition.key, turn.person.id)
    return await _which(turn, work, ours, "meet.form", "With whom did you meet?")


@meet.step("list", Audience.ANYONE, reads=True)
async def find_meetings(turn: Turn, work: Work) -> Reply:
    """Leads to the meetings of one's partnership; of an ended one when there is no other."""
    ours = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    live = [one for one in ours if one.is_live]
    return await _which(turn, work, live or ours, "meet.show", "Whose meetings would you like to see?")


async def _which(turn: Turn, work: Work, ours: Sequence[Partnership], action: str, question: str) -> Reply:
    if len(ours) == 1:
        return Reply(then=Action(action, subject_of(ours[0])))
    if not ours:
        text = "You have no partnership at the moment, so there is no meeting to note. Your home shows what comes next."
        return says(text, Button("Home", "home.show"), HELP)
    known = await people.by_ids(work, {one.partner_of(turn.person.id) for one in ours})
    buttons = [Button(known[one.partner_of(turn.person.id)].name, action, subject_of(one), opens=True) for one in ours]
    return says(question, *buttons)


async def _two(work: Work, partnership: Partnership) -> dict[int, Person]:
    return await people.by_ids(work, {partnership.mentee_id, partnership.mentor_id})


def _ways(definition: Definition) -> tuple[Option, ...]:
    return (*(way for way in definition.modes if way.key != OTHER.key), OTHER)


def _fields(turn: Turn) -> tuple[AnyField, ...]:
    first, last = turn.the(Partnership).meeting_days(turn.definition, turn.today)
    only = "Only that you met. What was said is yours; it is never asked."
    return (
        DateField(key="day", label="When did you meet?", help=only, earliest=first, latest=last),
        Number(key="minutes", label="For how long?", least=5, most=600, unit="minutes"),
        Choice(key="how", label="How?", options=_ways(turn.definition)),
    )


def _form(turn: Turn, title: str, answers: Answers, carries: Mapping[str, str], notice: str = "", *also: Part) -> Form:
    action = "meet.corrected" if turn.subject.startswith("meeting") else "meet.logged"
    return Form(title, action, _fields(turn), "Save", turn.subject, also, answers, carries, notice=notice)


def _given(turn: Turn) -> tuple[Answers, date, int, str]:
    answers = check(_fields(turn), turn.answers)
    return answers, date.fromisoformat(str(answers["day"])), int(str(answers["minutes"])), str(answers["how"])


@meet.step("form", Audience.PARTY, opens=True)
async def form(turn: Turn, work: Work) -> Reply:
    """The form, filled in as the last meeting was, so that saving is the second press."""
    partnership, ways = turn.the(Partnership), _ways(turn.definition)
    partnership.must_be_live()
    last = await partnerships.latest_meeting(work, partnership.id)
    answers: Answers = {
        "day": turn.today.isoformat(),
        "minutes": last.minutes if last else turn.definition.meetings.least_minutes,
        "how": next((way.key for way in ways if last and way.key == last.how), ways[0].key),
    }
    partner = await people.by_id(work, partnership.partner_of(turn.person.id))
    return Reply(window=_form(turn, f"A meeting with {partner.name}", answers, {}))


@meet.step("logged", Audience.PARTY)
async def logged(turn: Turn, work: Work) -> Reply:
    """Keep a meeting. The first one counts as the start, for both (R4.6)."""
    partnership, definition = turn.the(Partnership), turn.definition
    partnership.must_be_live()
    answers, day, minutes, how = _given(turn)
    if twice := await _same_day(turn, work, answers, day):
        return Reply(window=twice)
    first, nudged = partnership.phase == Phase.INTRODUCED, partnership.nudges(definition, turn.now) > 0
    partnership.note_meeting(definition, day, turn.now)
    meeting = await work.add(Meeting(partnership.id, turn.person.id, day, minutes, how, turn.now))
    await _tell_of(turn, work, meeting, f"{turn.person.name} noted that you two met on {spoken(day)}.")
    if first and partnership.ends_on:
        text = f"You two have met, which counts as your start. You are under way until {spoken(partnership.ends_on)}."
        await _tell_both(work, partnership, "start", Message(text, heading="Under way"))
        await group.show_application(turn, work, await applications.by_id(work, partnership.mentee_application_id))
    if nudged:
        settled = Message("A meeting is noted, so nothing is needed here. Thank you.")
        await _tell_both(work, partnership, "nudge", settled, notify=False)
    text = f"Noted: {spoken(day)}. {_usual(turn, partnership)}"
    return says(text, _correction(meeting), _back(turn), heading="Thank you")


async def _same_day(turn: Turn, work: Work, answers: Answers, day: date, own: Meeting | None = None) -> Form | None:
    """The form again when a meeting stands on that day already; saving it again confirms a second one."""
    partnership = turn.the(Partnership)
    there = [one for one in await partnerships.meetings_of(work, partnership.id) if one.day == day and one is not own]
    # The count makes a double click on the second save ask again, rather than note a third meeting.
    carries = {"again": f"{day} {len(there)}", "revision": str(own.revision if own else "")}
    if not there or turn.given("again") == carries["again"]:
        return None
    card = _card(turn, there[0], await _two(work, partnership))
    notice = f"It is there already. {card.text} If it is the same one, close this. Save again to note a second meeting."
    return _form(turn, f"A second meeting on {day:%A}?", answers, carries, notice, card)


def _usual(moment: Moment, partnership: Partnership) -> str:
    if usual := partnership.next_usual(moment.definition):
        return f"The next meeting is usual between {spoken(usual[0])} and {spoken(usual[1])}."
    return f"You are planned to go on until {spoken(partnership.ends_on)}." if partnership.ends_on else ""


async def _tell_both(work: Work, pair: Partnership, key: str, message: Message, *, notify: bool = True) -> None:
    for person_id in (pair.mentee_id, pair.mentor_id):
        await tell(work, person_id, message, key=f"{key}:{pair.id}", notify=notify)


async def _tell_of(turn: Turn, work: Work, meeting: Meeting, text: str) -> None:
    """A quiet word, kept up, to the partner, and to whoever had it before."""
    partnership = turn.the(Partnership)
    message = Message(text, buttons=(_correction(meeting),) if meeting.stands else ())
    for person_id in {partnership.partner_of(turn.person.id), partnership.partner_of(meeting.logged_by)}:
        await tell(work, person_id, message, key=f"meeting:{meeting.id}", notify=False)


@meet.step("show", Audience.PARTY, opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """The meetings of a partnership, latest first."""
    partnership = turn.the(Partnership)
    two, held = await _two(work, partnership), await partnerships.meetings_of(work, partnership.id)
    intro = Prose("Both of you see these dates and can put them right." if held else "No meeting is noted yet.")
    new = Button("Log a meeting", "meet.form", subject_of(partnership), style="primary", opens=True)
    title = f"Meetings with {two[partnership.partner_of(turn.person.id)].name}"
    cards = [_card(turn, one, two) for one in held]
    return Reply(window=View(title, (intro, *cards), (new,) if partnership.is_live else ()))


def _card(turn: Turn, meeting: Meeting, two: Mapping[int, Person]) -> Card:
    by = "you" if meeting.logged_by == turn.person.id else two[meeting.logged_by].first_name
    buttons = (_correction(meeting), Button("Delete", "meet.delete", f"meeting:{meeting.id}", opens=True))
    return Card(spoken(meeting.day), _length(turn, meeting), f"Noted by {by}.", buttons=buttons)


def _correction(meeting: Meeting) -> Button:
    return Button("Correct", "meet.correct", f"meeting:{meeting.id}", opens=True)


def _length(turn: Turn, meeting: Meeting) -> str:
    how = next((way.label for way in _ways(turn.definition) if way.key == meeting.how), meeting.how)
    return f"{meeting.minutes} minutes, {how}"


def _back(turn: Turn) -> Button:
    return Button("Our meetings", "meet.show", subject_of(turn.the(Partnership)), opens=True)


@meet.step("correct", Audience.PARTY, opens=True)
async def correct(turn: Turn, work: Work) -> Reply:
    """The form, as the meeting was noted."""
    meeting = turn.the(Meeting)
    meeting.must_stand()
    answers: Answers = {"day": meeting.day.isoformat(), "minutes": meeting.minutes, "how": meeting.how}
    return Reply(window=_form(turn, "Correct a meeting", answers, {"revision": str(meeting.revision)}))


@meet.step("corrected", Audience.PARTY)
async def corrected(turn: Turn, work: Work) -> Reply:
    """Keep a correction; one made from an earlier state is shown again, with what was typed."""
    meeting = turn.the(Meeting)
    meeting.must_stand()
    answers, day, minutes, how = _given(turn)
    if turn.number("revision") != meeting.revision:
        now = f"{spoken(meeting.day)}, {_length(turn, meeting)}"
        notice = f"This was changed meanwhile, to {now}. What you typed is still here; save it if it is right."
        return Reply(window=_form(turn, "Correct a meeting", answers, {"revision": str(meeting.revision)}, notice))
    if day != meeting.day and (twice := await _same_day(turn, work, answers, day, meeting)):
        return Reply(window=twice)
    if not meeting.correct(day, minutes, how, meeting.revision):
        return says("Nothing was different, so the meeting stays as it was.", _back(turn))
    await _count_again(turn, work)
    await _tell_of(turn, work, meeting, f"A meeting, put right by {turn.person.name}: you two met on {spoken(day)}.")
    return says(f"Saved: {spoken(day)}, {_length(turn, meeting)}.", _back(turn))


async def _count_again(turn: Turn, work: Work) -> None:
    latest = await partnerships.latest_meeting(work, turn.the(Partnership).id)
    turn.the(Partnership).last_met = latest.day if latest else None


@meet.step("delete", Audience.PARTY, opens=True)
async def ask_to_delete(turn: Turn, work: Work) -> Reply:
    """Asks before a meeting is deleted."""
    meeting = turn.the(Meeting)
    meeting.must_stand()
    text = Prose(f"{spoken(meeting.day)}, {_length(turn, meeting)}. It goes for both of you.")
    yes = Button("Delete", "meet.deleted", turn.subject, style="danger")
    return Reply(window=View("Delete this meeting?", (text,), (yes, _back(turn))))


@meet.step("deleted", Audience.PARTY)
async def delete(turn: Turn, work: Work) -> Reply:
    """The meeting counts no more."""
    meeting = turn.the(Meeting)
    meeting.delete(turn.now)
    await _count_again(turn, work)
    await _tell_of(turn, work, meeting, f"{turn.person.name} deleted the meeting noted for {spoken(meeting.day)}.")
    return says(f"Deleted: {spoken(meeting.day)}.", _back(turn))


@meet.when("partnership", "nudge")
async def nudge(moment: Moment, work: Work) -> None:
    """Nothing was noted for longer than the rhythm: a gentle word to both. The last one says that it is the last."""
    pair, definition = moment.the(Partnership), moment.definition
    # Somebody has just noted a meeting of long ago: they need no reminder on the same day.
    if await partnerships.noted_after(work, pair.id, moment.now - timedelta(days=1)):
        return
    two, since = await _two(work, pair), f"since {spoken(pair.last_met)}" if pair.last_met else "yet"
    last = pair.nudges(definition, moment.now) >= definition.meetings.nudges
    end = f" This is my last reminder; if it stays quiet, the {definition.terms.group} may ask how you are."
    log_it = Button("Log a meeting", "meet.form", moment.subject, style="primary", opens=True)
    buttons = (log_it, HELP, Button("End", "end.ask", moment.subject, opens=True))
    for person_id in two:
        partner = two[pair.partner_of(person_id)].first_name
        text = f"No meeting with {partner} is noted {since}. Add it if you have met; busy weeks are fine too."
        message = Message(text + (end if last else ""), buttons=buttons, heading="Quiet weeks")
        await tell(work, person_id, message, key=f"nudge:{pair.id}")


@meet.when("partnership", "quiet")
async def quiet(moment: Moment, work: Work) -> None:
    """The nudges stayed without an answer: the Group is told, once."""
    partnership = moment.the(Partnership)
    if since := partnership.quiet_since():
        await show_partnership(moment, work, partnership, f"nothing noted for {(moment.today - since).days // 7} weeks")


async def show_partnership(moment: Moment, work: Work, partnership: Partnership, note: str) -> None:
    """Put a partnership's card in the Group's channel: its reference and what to know, with Open (R3.3)."""
    see = Button("Open", "meet.overview", subject_of(partnership), style="primary", opens=True)
    message = Message(f"{partnership.ref}, partnership: {note}.", buttons=(see,))
    await tell_group(work, moment.definition.key, message, key=subject_of(partnership))


@meet.step("overview", Audience.UNCONFLICTED, opens=True)
async def overview(turn: Turn, work: Work) -> Reply:
    """What the Group may know of a pair: names, dates, phase and how often they met."""
    pair, definition, two = turn.the(Partnership), turn.definition, await _two(work, turn.the(Partnership))
    count = (await partnerships.count_meetings(work, [pair.id])).get(pair.id, 0)
    days = (("Started", pair.started_on), ("Planned until", pair.ends_on), ("Last met", pair.last_met))
    rows = (
        (definition.terms.mentee.capitalize(), two[pair.mentee_id].name),
        (definition.terms.mentor.capitalize(), two[pair.mentor_id].name),
        ("Phase", str(pair.phase).capitalize()),
        ("Introduced", spoken(local_day(pair.introduced_at, definition.zone))),
        *((name, spoken(day) if day else "Not yet") for name, day in days),
        ("Meetings noted", str(count)),
    )
    return Reply(window=View(f"{pair.ref}, partnership", (Facts(rows),)))


@meet.stands
async def stands(turn: Turn, work: Work) -> list[Standing]:
    """Partnerships under way; those whose end is near are the end's own."""
    found = []
    for one in await partnerships.live_of(work, turn.definition.key, turn.person.id):
        if one.phase != Phase.ACTIVE or one.ends_soon(turn.definition, turn.today):
            continue
        partner, subject = await people.by_id(work, one.partner_of(turn.person.id)), subject_of(one)
        met = f"You last met on {spoken(one.last_met)}." if one.last_met else "No meeting is noted yet."
        others = (
            Button("Our meetings", "meet.show", subject, opens=True),
            Button(f"Contact {partner.first_name}", "start.contact", subject),
            HELP,
            Button("End", "end.ask", subject, opens=True),
        )
        log_it = Button("Log a meeting", "meet.form", subject, style="primary", opens=True)
        usual, text = one.next_usual(turn.definition), f"{met} {_usual(turn, one)}"
        by = usual[1] if usual else None
        found.append(Standing(f"In partnership with {partner.name}", text, 1, log_it, others, by))
    return found
