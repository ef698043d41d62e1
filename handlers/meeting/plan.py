"""Planning the next meeting: on each person's own clock, moved, called off, reminded of, and followed up (R6.3)."""

from collections.abc import Mapping
from datetime import date, time

from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import PairRests
from handlers.kit.help import MEETINGS
from handlers.kit.post import Later, tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Facts, Form, Message, Prose, Reply, View, says
from handlers.meeting.home_entry import under_way
from handlers.meeting.plan_card import (
    calendar_file,
    cancel_plan,
    changes,
    key_of,
    pass_over,
    shape,
    show_plan,
    time_of,
    when,
)
from handlers.meeting.typed import TYPED, taken_up
from handlers.pair import pairs
from handlers.pair.which import from_going_on, from_introduction, going_on, live, one_of
from scheme.audience import Audience
from scheme.calendar import add_days, day_to_meet, local, local_day
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField, ChoiceField, DateField, Number, TimeField
from scheme.meeting.appointment import (
    Appointment,
    clocks_differ,
    moment_of,
    must_be_ahead,
    place,
    spoken_at,
)
from scheme.meeting.meeting import ways
from scheme.member.quiet import in_hours, rests
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Person
from storage import meetings, partnerships, people
from storage.plans import subject_of
from storage.work import Work

plan = Conversation(name="plan")

A_YEAR = 366  # days
A_WEEK = 7  # days


@plan.step(
    "next",
    Audience.ANYONE,
    reads=True,
    by_phone="",
    in_help=MEETINGS.entry("Plan the next meeting", 10, from_going_on),
)
async def plan_next(turn: Turn, work: Work) -> Reply:
    """Leads to the form."""
    return await one_of(
        turn,
        work,
        await going_on(turn, work),
        "plan.form",
        question="With whom would you like to meet?",
        answers=turn.answers,
    )


@plan.step(
    "when",
    Audience.ANYONE,
    reads=True,
    by_phone="",
    in_help=MEETINGS.entry("When we next meet", 20, from_introduction),
)
async def look_up(turn: Turn, work: Work) -> Reply:
    """Leads to what is planned."""
    return await one_of(
        turn, work, await live(turn, work), "plan.show", question="Which meeting do you mean?"
    )


def _fields(turn: Turn, differs: str) -> tuple[AnyField, ...]:
    pair = turn.the(Partnership)
    today = local_day(turn.now, turn.person.zone)
    last = max(pair.closes_on(turn.definition) or add_days(today, A_YEAR), today)
    return (
        DateField(key="day", label="Which day?", earliest=today, latest=last),
        TimeField(key="hour", label="At what time?", help=differs or "On your own clock."),
        Number(key="minutes", label="For how long?", least=5, most=600, unit="minutes"),
        ChoiceField(key="how", label="How?", options=ways(turn.definition)),
    )


async def _clocks(turn: Turn, work: Work) -> str:
    """What the form says where the two live by different clocks; "" where they do not."""
    partner = await people.by_id(work, turn.the(Partnership).partner_of(turn.person.id))
    if not clocks_differ(turn.now, turn.person.zone, partner.zone):
        return ""
    return f"In {place(turn.person.zone)}. {partner.short_name} sees it in {place(partner.zone)}."


async def _form(
    turn: Turn,
    work: Work,
    answers: Mapping[str, object],
    found: Appointment | None,
    notice: str = "",
) -> Form:
    partner = await people.by_id(work, turn.the(Partnership).partner_of(turn.person.id))
    if found:
        title = f"Move the meeting with {partner.short_name}"
    else:
        title = f"Next meeting with {partner.short_name}"
    fields = _fields(turn, await _clocks(turn, work))
    filled = {key: str(value) for key, value in answers.items()}
    where = Prose("Where, or by which link, you settle between you; it is not asked here.")
    carries = {"revision": _revision(found)}
    return Form(
        title=title,
        action="plan.saved",
        fields=fields,
        submit="Save",
        subject=turn.subject,
        parts=(where,),
        answers=filled,
        carries=carries,
        notice=notice,
    )


def _revision(found: Appointment | None) -> str:
    if found:
        return f"{found.id}.{found.sequence}"
    return "new"


async def _ahead(turn: Turn, work: Work) -> Appointment | None:
    """The plan that is still to come; one that has gone by is moved no more."""
    found = await meetings.plan_of(work, turn.the(Partnership).id)
    if found and found.is_ahead(turn.now):
        return found
    return None


@plan.step("form", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def form(turn: Turn, work: Work) -> Reply:
    """The form: as planned, or filled in with what is usual."""
    pair = turn.the(Partnership)
    found = await _ahead(turn, work)
    pair.must_be_live()
    pair.must_not_rest()
    if found:
        here = local(found.at, turn.person.zone)
        answers = {
            "day": here.date(),
            "hour": f"{here:%H:%M}",
            "minutes": found.minutes,
            "how": found.how,
        }
        return Reply(window=await _typed(turn, work, answers, found))
    last = await partnerships.latest_meeting(work, pair.id)
    usual = pair.next_usual(turn.definition)
    known = [way.key for way in ways(turn.definition)]
    soon = day_to_meet(add_days(turn.today, A_WEEK), turn.definition.region)
    answers = {
        "day": max(usual[0], soon) if usual else soon,
        "minutes": pair.minutes
        or (last.minutes if last else turn.definition.meetings.least_minutes)
        or "",
        "how": last.how if last and last.how in known else known[0],
    }
    return Reply(window=await _typed(turn, work, answers, None))


async def _typed(
    turn: Turn, work: Work, answers: Mapping[str, object], found: Appointment | None
) -> Form:
    """The form with what was typed in it, and a word that it was."""
    typed = taken_up(turn, _fields(turn, ""))
    notice = ""
    if typed:
        notice = TYPED
    return await _form(turn, work, {**answers, **typed}, found, notice)


@plan.step("saved", Audience.PARTY, about="partnership", by_phone="your next meeting was planned")
async def saved(turn: Turn, work: Work) -> Reply:
    """Keep the plan, or move it; one made from an earlier state is shown again, with what was typed."""
    pair = turn.the(Partnership)
    found = await meetings.plan_of(work, turn.the(Partnership).id)
    pair.must_be_live()
    pair.must_not_rest()
    answers: Answers = check(_fields(turn, ""), turn.answers)
    day = date.fromisoformat(str(answers["day"]))
    hour = time.fromisoformat(str(answers["hour"]))
    at = moment_of(day, hour, turn.person.zone, found.at if found else None)
    minutes = int(str(answers["minutes"]))
    how = str(answers["how"])
    must_be_ahead(at, turn.now)
    if found and not found.is_ahead(turn.now):
        await pass_over(work, found, pair)
        found = None
    if found and (found.at, found.minutes, found.how) == (at, minutes, how):
        return says("That is just how it is planned, so nothing changes.", _see(pair))
    if turn.given("revision") != _revision(found):
        return Reply(
            window=await _form(
                turn, work, answers=answers, found=found, notice=await _meanwhile(turn, work, found)
            )
        )
    if found:
        found.move(at, minutes, how, turn.person.id, turn.now)
    else:
        found = await work.add(
            Appointment(
                scheme=pair.scheme,
                partnership_id=pair.id,
                at=at,
                minutes=minutes,
                how=how,
                planned_by=turn.person.id,
                changed_at=turn.now,
            )
        )
    await show_plan(turn, work, found, pair)
    return Reply()


async def _meanwhile(turn: Turn, work: Work, found: Appointment | None) -> str:
    if found is None:
        return "The meeting was called off meanwhile. What you typed is still here; save it to plan it anew."
    two = await pairs.two(work, turn.the(Partnership))
    partner = two[turn.the(Partnership).partner_of(turn.person.id)]
    if found.planned_by == turn.person.id:
        by = "you"
    else:
        by = two[found.planned_by].short_name
    now = f"{when(found, turn.person, partner)}, {shape(turn.definition, found)}"
    return f"Meanwhile {by} planned {now}. What you typed is still here; save it if it should be that instead."


def _see(pair: Partnership) -> Button:
    return Button(label="The plan", action="plan.show", subject=subject_of(pair), opens=True)


@plan.step("show", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def show(turn: Turn, work: Work) -> Reply:
    """What is planned, on both clocks, with the calendar file."""
    pair = turn.the(Partnership)
    two = await pairs.two(work, turn.the(Partnership))
    found = await _ahead(turn, work)
    partner = two[pair.partner_of(turn.person.id)]
    if found is None:
        new = Button(
            label="Plan it",
            action="plan.form",
            subject=subject_of(pair),
            style="primary",
            opens=True,
        )
        text = Prose(f"No meeting with {partner.short_name} is planned.")
        return Reply(
            window=View(
                title="Next meeting",
                parts=(text,),
                buttons=(new,) if pair.is_live and pair.phase != Phase.PAUSED else (),
            )
        )
    rows = [("How", shape(turn.definition, found))]
    if clocks_differ(found.at, turn.person.zone, partner.zone):
        rows.insert(
            0, (f"For {partner.short_name}", spoken_at(found.at, partner.zone, turn.person.zone))
        )
    file = calendar_file(turn.definition, found, pair=pair, two=two, reader_id=turn.person.id)
    parts = (time_of(found, turn.person, partner), Facts(tuple(rows)), file)
    return Reply(
        window=View(
            title=f"Next meeting with {partner.name}", parts=parts, buttons=changes(found, pair)
        )
    )


@plan.step("off", Audience.PARTY, about="partnership", opens=True)
async def find_to_cancel(turn: Turn, work: Work) -> Reply:
    """Leads to the question before the meeting to come is called off; to the plan where none is."""
    found = await _ahead(turn, work)
    if found is None:
        return Reply(then=Action(name="plan.show", subject=turn.subject))
    return Reply(then=Action(name="plan.cancel", subject=subject_of(found)))


@plan.step("cancel", Audience.PARTY, about="appointment", opens=True, by_phone="")
async def ask_to_cancel(turn: Turn, work: Work) -> Reply:
    """Asks before a meeting is called off."""
    return Reply(window=await _sure(turn, work, turn.the(Appointment)))


async def _sure(turn: Turn, work: Work, found: Appointment) -> View:
    found.must_be_live()
    partner = await people.by_id(work, turn.the(Partnership).partner_of(turn.person.id))
    text = f"{when(found, turn.person, partner)}, {shape(turn.definition, found)}. {partner.short_name} hears of it at once."
    yes = Button(
        label="Call it off",
        action="plan.cancelled",
        subject=turn.subject,
        answers={"revision": _revision(found)},
        style="danger",
    )
    move = Button(
        label="Move it instead",
        action="plan.form",
        subject=subject_of(turn.the(Partnership)),
        opens=True,
    )
    return View(
        title="Call this meeting off?",
        parts=(Prose(f"{text} No reason is needed."),),
        buttons=(yes, move),
    )


@plan.step(
    "cancelled", Audience.PARTY, about="appointment", by_phone="your next meeting was called off"
)
async def cancel(turn: Turn, work: Work) -> Reply:
    """It is off; one that was moved meanwhile is asked about again."""
    found = turn.the(Appointment)
    if turn.given("revision") != _revision(found):
        return Reply(window=await _sure(turn, work, found))
    found.cancel(turn.person.id, turn.now)
    await show_plan(turn, work, found, turn.the(Partnership))
    return Reply()


@plan.when("appointment", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """The working day before, in their own working hours. They planned it, so it comes whatever else they asked not to hear."""
    found = moment.the(Appointment)
    pair = moment.the(Partnership)
    reader, partner = await _reader(moment, work)
    at = in_hours(reader, moment.definition.region, moment.now)
    if moment.now < at < found.at:
        raise Later(at)
    if not found.is_ahead(moment.now):
        return
    file = calendar_file(
        moment.definition, found, pair=pair, two=await pairs.two(work, pair), reader_id=reader.id
    )
    text = f"You meet {partner.short_name} on {when(found, reader, partner)}: {shape(moment.definition, found)}."
    words = f"{text} A few minutes' thought beforehand go a long way."
    parts = (time_of(found, reader, partner), file)
    message = Message(text=words, parts=parts, buttons=changes(found, pair), heading="Coming up")
    await tell(work, reader.id, message, key=key_of(found))


@plan.when("appointment", "met")
async def ask_if_met(moment: Moment, work: Work) -> None:
    """The day after: did they meet? The form comes filled in as it was planned."""
    found = moment.the(Appointment)
    pair = moment.the(Partnership)
    reader, partner = await _reader(moment, work)
    if rests(reader, moment.today):
        return
    if (at := in_hours(reader, moment.definition.region, moment.now)) > moment.now:
        raise Later(at)
    text = f"You and {partner.short_name} had planned to meet on {when(found, reader, partner)}. Did you?"
    buttons = (
        Button(
            label="Log it",
            action="meet.form",
            subject=subject_of(pair),
            style="primary",
            opens=True,
        ),
        Button(label="Plan another", action="plan.form", subject=subject_of(pair), opens=True),
        Button(label="We did not meet", action="plan.missed", subject=moment.subject),
    )
    message = Message(
        text=f"{text} Logging takes one more press; never what was said.",
        parts=(),
        buttons=buttons,
        heading="Did you meet?",
    )
    await tell(work, reader.id, message, key=key_of(found))


async def _reader(moment: Moment, work: Work) -> tuple[Person, Person]:
    pair = moment.the(Partnership)
    two = await pairs.two(work, moment.the(Partnership))
    person_id = pair.recipient_of(moment.occasion)
    return two[person_id], two[pair.partner_of(person_id)]


@plan.step("missed", Audience.PARTY, about="appointment")
async def missed(turn: Turn, work: Work) -> Reply:
    """They did not meet: nothing is noted, and nobody asks again."""
    found = turn.the(Appointment)
    pair = turn.the(Partnership)
    if found.is_live:
        await pass_over(work, found, pair)
    again = Button(
        label="Plan another",
        action="plan.form",
        subject=subject_of(pair),
        style="primary",
        opens=True,
    )
    return says(
        "That happens. Nothing is noted; plan another when it suits you both.",
        *([again] if pair.is_live else []),
    )


@plan.hears(PairRests)
async def rest(moment: Moment, work: Work, event: PairRests) -> None:
    """With the partnership ended or paused, no meeting stands."""
    await cancel_plan(moment, work, event.partnership)


@plan.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Partnerships under way, with the meeting to come; those whose end is near are the end's own."""
    found = []
    for partnership in await partnerships.live_of(work, turn.definition.key, turn.person.id):
        if partnership.phase == Phase.ACTIVE and not partnership.ends_soon(
            turn.definition, turn.today
        ):
            found.append(await under_way(turn, work, partnership))
    return found
