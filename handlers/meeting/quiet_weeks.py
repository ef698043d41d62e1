"""Weeks without a meeting: a gentle word to the two, and to the Group once that stays without an answer (R6.2)."""

from handlers.kit.buttons import HELP
from handlers.kit.conversation import Conversation
from handlers.kit.post import Later, unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Message, Reply, View
from handlers.pair import pairs
from scheme.audience import Audience
from scheme.calendar import add_minutes
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from scheme.wording import counted
from storage import meetings as plans
from storage import partnerships, people
from storage.work import Work

quiet_weeks = Conversation(name="meet")  # its steps are part of what is said of meetings

A_DAY = 24 * 60  # minutes
A_WEEK = 7 * A_DAY


@quiet_weeks.when("partnership", "nudge")
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


@quiet_weeks.when("partnership", "quiet")
async def quiet(moment: Moment, work: Work) -> None:
    """The nudges stayed without an answer: the Group is told, once."""
    partnership = moment.the(Partnership)
    await _wait_for_plan(moment, work, partnership)
    if since := partnership.quiet_since():
        await pairs.show_partnership(
            moment, work, partnership, f"nothing noted for {(moment.today - since).days // 7} weeks"
        )


@quiet_weeks.step("overview", Audience.UNCONFLICTED, about="partnership", opens=True)
async def overview(turn: Turn, work: Work) -> Reply:
    """What the Group may know of a pair: names, dates, phase and how often they met."""
    pair = turn.the(Partnership)
    return Reply(
        window=View(
            title=f"{pair.ref}, partnership",
            parts=(await pairs.facts(turn.definition, work, pair),),
        )
    )
