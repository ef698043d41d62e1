"""Events for those who run the scheme: what there is, one set up in a form, changed, called off (R9.1)."""

from hashlib import sha256

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Part, Prose, Reply, View, says
from handlers.learning import places
from handlers.learning.asked import CHANGED, WHY, given_time, new_event, what_is_asked
from handlers.learning.hosting import guests
from handlers.learning.shown import line, shape, when
from scheme.audience import Audience
from scheme.calendar import local
from scheme.forms.checking import check
from scheme.learning.dates import days_of
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUpState
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.wording import counted, plain
from storage.learning import events
from storage.work import Work

running = Conversation(name="events")

MOST = 200  # events to come that are listed
NEW = Button(label="Set up an event", action="events.plan", style="primary", opens=True)
ALL_OF_THEM = Button(label="Every event", action="events.all", opens=True)


@running.step("all", Audience.MEMBER, opens=True, in_help=GROUP.entry("Events of the scheme", 46))
async def every_event(turn: Turn, work: Work) -> Reply:
    """The events to come with how many come to each; administrators can set one up."""
    ahead = await events.ahead(work, turn.definition.key, turn.now, MOST)
    page = ListPage.of_cards(turn, "events.all", len(ahead))
    shown = page.of(ahead)
    said = await events.numbers(work, [event.id for event in shown])
    cards: list[Part] = [
        Card(
            title=event.name,
            subtitle=when(event, turn.person),
            text=_standing(event, said[event.id][SignUpState.COMING]),
            facts=(("How", shape(event)),),
            buttons=(guests(event),),
        )
        for event in shown
    ]
    if not cards:
        cards = [Prose("No event is planned. One that is set up is announced three weeks before.")]
    first = (NEW,) if "administrator" in turn.duties else ()
    return Reply(
        window=View(
            title="Every event",
            parts=(*page.heading(), *cards),
            buttons=(*first, *page.ways(), HOME),
        )
    )


def _standing(event: LearningEvent, coming: int) -> str:
    if event.is_off:
        return "Called off."
    room = f" of {event.places}" if event.places else ""
    return f"{coming}{room} coming."


# Set up


@running.step("plan", Audience.ADMINISTRATOR, opens=True)
async def plan(turn: Turn, work: Work) -> Reply:
    """The form for a new one."""
    text = (
        f"Times are those of {turn.definition.zone.replace('_', ' ')}. Those it is for are told three weeks before, or at once where "
        "it is sooner."
    )
    return Reply(
        window=Form(
            title="Set up an event",
            action="events.planned",
            fields=what_is_asked(turn),
            answers={"minutes": "60", "times": "1", "places": "0"},
            parts=(Prose(text),),
            submit="Set it up",
        )
    )


@running.step("planned", Audience.ADMINISTRATOR, pace=SELDOM)
async def planned(turn: Turn, work: Work) -> Reply:
    """Every date of it is kept. Raises `Refusal` where there is one of that name on such a day, or a time has passed."""
    answers = check(what_is_asked(turn), turn.answers)
    given_time(turn.definition.zone, answers, turn.now)
    name = str(answers["name"])
    key = f"own-{sha256(plain(name).encode()).hexdigest()[:16]}"
    planned = new_event(key, answers)
    days = days_of(planned)
    if taken := await events.on_days(work, turn.definition.key, key, days):
        raise Refusal(
            f"There is such an event on that day already: {line(taken[0], turn.person)}. Somebody else may have just set it up.",
            "day",
        )
    kept = [LearningEvent.plan(turn.definition, planned, day, turn.now) for day in days]
    for event in kept:
        event.changed_by(turn.person.id)
        await work.add(event)
    await work.flush()
    first = kept[0]
    several = f", and {counted(len(days) - 1, 'more date')}" if len(days) > 1 else ""
    return says(
        f"It is set up: {line(first, turn.person)}{several}. Those it is for hear of it in time, once.",
        guests(first),
        ALL_OF_THEM,
    )


# Changed, called off


@running.step("change", Audience.ADMINISTRATOR, about="learningevent", opens=True)
async def change(turn: Turn, work: Work) -> Reply:
    """The form with how it stands. Raises `Refusal` once it is over or off."""
    event = turn.the(LearningEvent)
    event.must_be_ahead(turn.now)
    here = local(event.at, event.zone)
    return Reply(
        window=Form(
            title=f"Change: {event.name}",
            action="events.changed",
            subject=turn.subject,
            fields=CHANGED,
            answers={
                "day": here.date().isoformat(),
                "hour": f"{here:%H:%M}",
                "minutes": str(event.minutes),
                "places": str(event.places),
                "room": event.room,
                "link": event.link,
                "host": event.host,
            },
            carries={"revision": str(event.sequence)},
            parts=(
                Prose(
                    f"Times are those of {event.zone.replace('_', ' ')}. Whoever signed up hears of another time, room or link."
                ),
            ),
            submit="Save",
        )
    )


@running.step("changed", Audience.ADMINISTRATOR, about="learningevent", pace=SELDOM)
async def changed(turn: Turn, work: Work) -> Reply:
    """It is kept, and whoever signed up hears of it; more places go to those who wait. Raises `Refusal` for a stale form."""
    event = turn.the(LearningEvent)
    event.must_be_ahead(turn.now)
    if turn.given("revision") != str(event.sequence):
        raise Refusal("Somebody else changed it meanwhile. Please open it again.")
    answers = check(CHANGED, turn.answers)
    at = given_time(event.zone, answers, turn.now, event.at)
    differs = event.rearrange(
        at,
        int(str(answers["minutes"])),
        str(answers["room"] or ""),
        str(answers["link"] or ""),
        now=turn.now,
    )
    event.resize(int(str(answers["places"])), str(answers["host"] or ""))
    event.changed_by(turn.person.id)
    await work.flush()
    await places.fill(turn, work, event)
    told = " Whoever signed up hears of it now." if differs else ""
    return says(f"Saved: {line(event, turn.person)}.{told}", guests(event), ALL_OF_THEM)


@running.step("stop", Audience.ADMINISTRATOR, about="learningevent", opens=True)
async def stop(turn: Turn, work: Work) -> Reply:
    """Asks whether it is to be called off, and why. Raises `Refusal` once it is over or off."""
    event = turn.the(LearningEvent)
    event.must_be_ahead(turn.now)
    number = await events.coming(work, event.id)
    return Reply(
        window=Form(
            title=f"Call it off: {event.name}",
            action="events.stopped",
            subject=turn.subject,
            fields=(WHY,),
            parts=(
                Prose(
                    f"{counted(number, 'person')} had a place. They hear at once, and it leaves their calendars. It can't be undone."
                ),
            ),
            submit="Call it off",
            style="danger",
        )
    )


@running.step("stopped", Audience.ADMINISTRATOR, about="learningevent")
async def stopped(turn: Turn, work: Work) -> Reply:
    """It is off, and whoever signed up hears of it. Raises `Refusal` once it is over or off."""
    event = turn.the(LearningEvent)
    event.call_off(str(check((WHY,), turn.answers)["why"] or ""), turn.now)
    event.changed_by(turn.person.id)
    return says(f"{event.name} is off. Whoever signed up hears of it now.", ALL_OF_THEM)
