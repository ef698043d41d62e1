"""A coach offers times for a talk alone, and takes all of them back while they are ill or away (R5.5)."""

from datetime import date, time

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Form, Prose, Reply, says
from handlers.learning.one_to_one_shown import SHOW
from handlers.learning.one_to_ones import coach_of, tell_off
from scheme.audience import Audience
from scheme.calendar import add_days, add_minutes, at, local_day
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, DateField, Number, ShortText, TimeField
from scheme.learning.one_to_one import MOST_OFFERED, OfferedTime
from scheme.meeting.appointment import moment_of, must_be_ahead
from scheme.people import Person
from scheme.refusal import Gone, Refusal
from scheme.wording import counted
from storage import matters
from storage.learning import one_to_ones as kept
from storage.work import Work

offering = Conversation(name="alone")  # its steps are the coach's side of it

A_YEAR = 365
PLACE = ShortText(
    key="place",
    label="Where, or by which link?",
    help="Whoever books it reads this.",
    required=False,
    most=200,
)


def _fields(turn: Turn) -> tuple[AnyField, ...]:
    today = local_day(turn.now, turn.person.zone)
    return (
        DateField(key="day", label="Which day?", earliest=today, latest=add_days(today, A_YEAR)),
        TimeField(key="hour", label="From when?", help="On your own clock."),
        Number(key="minutes", label="How long is each talk?", least=10, most=180, unit="minutes"),
        Number(key="count", label="How many, one after another?", least=1, most=8),
        PLACE,
    )


async def _must_be_coach(turn: Turn, work: Work) -> None:
    coach = await coach_of(turn, work)
    if coach is None or coach.id != turn.person.id:
        raise Gone


@offering.step("offer", Audience.ANYONE, opens=True)
async def offer(turn: Turn, work: Work) -> Reply:
    """The form for some times of a day."""
    await _must_be_coach(turn, work)
    return Reply(
        window=Form(
            title="Offer times",
            action="alone.offered",
            fields=_fields(turn),
            submit="Offer",
            answers={"minutes": "45", "count": "1"},
        )
    )


@offering.step("offered", Audience.ANYONE)
async def offered(turn: Turn, work: Work) -> Reply:
    """Keep the times, one after another. Raises `Refusal` where one runs into another, or they are too many."""
    await _must_be_coach(turn, work)
    answers = check(_fields(turn), turn.answers)
    day = date.fromisoformat(str(answers["day"]))
    hour = time.fromisoformat(str(answers["hour"]))
    minutes, count = int(str(answers["minutes"])), int(str(answers["count"]))
    first = moment_of(day, hour, turn.person.zone)
    must_be_ahead(first, turn.now)
    await matters.locked(work, Person, turn.person.id)  # a form sent twice offers nothing twice
    yesterday = add_minutes(turn.now, -24 * 60)  # one that has begun may run into the first
    before = await kept.offered_by(work, turn.definition.key, turn.person.id, yesterday)
    if any(earlier.overlaps(first, minutes * count) for earlier in before):
        raise Refusal("You offer a time then already. Please choose another hour.", "hour")
    if len(before) + count > MOST_OFFERED:
        raise Refusal(
            "That is more than people can look through. Some of your times have to pass first."
        )
    for number in range(count):
        await work.add(
            OfferedTime(
                scheme=turn.definition.key,
                coach_id=turn.person.id,
                at=add_minutes(first, number * minutes),
                minutes=minutes,
                place=str(answers.get("place") or ""),
                changed_at=turn.now,
            )
        )
    return Reply(then=Action(name="alone.show"))


def _until(turn: Turn) -> DateField:
    return DateField(
        key="until",
        label="Until which day?",
        help="That day as well.",
        earliest=turn.today,
        latest=add_days(turn.today, A_YEAR),
    )


@offering.step("away", Audience.ANYONE, opens=True)
async def away(turn: Turn, work: Work) -> Reply:
    """The form for a coach who is ill or away; an administrator may fill it in for them, and sees no names."""
    await _must_speak_for_coach(turn, work)
    return Reply(
        window=Form(
            title="Call off until a day",
            action="alone.away_until",
            fields=(_until(turn),),
            submit="Call them off",
            parts=(
                Prose("Whoever booked a time until then is told, kindly and without a reason."),
            ),
            style="danger",
        )
    )


async def _must_speak_for_coach(turn: Turn, work: Work) -> Person:
    coach = await coach_of(turn, work)
    if coach is None or (coach.id != turn.person.id and "administrator" not in turn.duties):
        raise Gone
    return coach


@offering.step("away_until", Audience.ANYONE)
async def away_until(turn: Turn, work: Work) -> Reply:
    """Every time until a day is called off, and whoever booked one hears of it."""
    coach = await _must_speak_for_coach(turn, work)
    until = date.fromisoformat(str(check((_until(turn),), turn.answers)["until"]))
    end = at(add_days(until, 1), turn.definition.zone)
    found = [
        offered
        for offered in await kept.offered_by(work, turn.definition.key, coach.id, turn.now)
        if offered.at < end
    ]
    for offered in found:
        await tell_off(turn, work, await matters.locked(work, OfferedTime, offered.id))
    if not found:
        return says("There was no time until then, so nothing changes.", SHOW)
    return says(f"Called off: {counted(len(found), 'time')}. Whoever had booked one is told.", SHOW)
