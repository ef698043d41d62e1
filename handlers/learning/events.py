"""Events as those see them whom they are for: which there are, sign up, step back, what one needs to know (R9.1)."""

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import MEETINGS
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Facts, Link, Part, Prose, Reply, View
from handlers.learning import places
from handlers.learning.hosting import can_say_it, here
from handlers.learning.shown import (
    ALL,
    SAID,
    answers,
    calendar_file,
    details,
    line,
    shape,
    time_of,
    when,
)
from scheme.audience import Audience
from scheme.calendar import add_days, at, local_day
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from scheme.wording import counted
from storage.learning import sign_ups
from storage.work import Work

events = Conversation(name="events")

LOOK_BACK = 60  # days for which an event that has been stays there to look up
NONE_YET = "There is no event for you just now. You hear of each when it is announced, and sign up with a press."
ASK = Button(label="Ask about it", action="enquiry.ask", opens=True)


@events.step("show", Audience.ANYONE, opens=True, in_help=MEETINGS.entry("Events and training", 25))
async def show(turn: Turn, work: Work) -> Reply:
    """The events for oneself: those to come with what one has said, then those of the last weeks with their material."""
    since = at(add_days(turn.today, -LOOK_BACK), turn.definition.zone)
    own = await sign_ups.of_person(work, turn.definition.key, turn.person.id, since)
    ahead = [pair for pair in own if pair[1].is_ahead(turn.now)]
    been = [pair for pair in own if pair[1].ends_at <= turn.now and not pair[1].is_off]
    parts: list[Part] = [_card(turn, sign_up, event) for sign_up, event in ahead]
    if not ahead:
        parts.append(Prose(NONE_YET))
    parts += [_past(turn, sign_up, event) for sign_up, event in reversed(been)]
    return Reply(window=View(title="Events", parts=tuple(parts), buttons=(HOME,)))


def _card(turn: Turn, sign_up: SignUp, event: LearningEvent) -> Card:
    return Card(
        title=event.name,
        subtitle=when(event, turn.person),
        text=" ".join(filter(None, (event.about, SAID[sign_up.state]))),
        facts=(("How", shape(event)),),
        buttons=(*answers(sign_up), details(sign_up)),
    )


def _past(turn: Turn, sign_up: SignUp, event: LearningEvent) -> Card:
    said = "You came." if sign_up.came else ""
    return Card(
        title=event.name,
        subtitle=when(event, turn.person),
        text=" ".join(filter(None, ("It has been.", said))),
        buttons=(details(sign_up),),
    )


@events.step("look", Audience.PARTY, about="signup", opens=True)
async def look(turn: Turn, work: Work) -> Reply:
    """All there is to know of one; where to join, for those who come; what there is afterwards."""
    sign_up, event = turn.the(SignUp), turn.the(LearningEvent)
    facts = [("How", shape(event))]
    if not event.is_ahead(turn.now):  # else the time stands by itself, on the reader's own clock
        facts.insert(0, ("When", when(event, turn.person)))
    if event.room:
        facts.append(("Where", event.room))
    if event.host:
        facts.append(("Host", event.host))
    if event.places:
        facts.append(("Places", str(event.places)))
    parts: list[Part] = [Prose(_standing(turn, sign_up, event)), Facts(tuple(facts))]
    if event.about:
        parts.insert(0, Prose(event.about))
    buttons: tuple[Button, ...] = (ASK, ALL)
    if can_say_it(event, turn) and sign_up.came is None:
        buttons = (here(sign_up), *buttons)
    if event.is_ahead(turn.now):
        parts.append(time_of(event, turn.person))
        buttons = (*answers(sign_up), *buttons)
        if sign_up.state == SignUpState.COMING:
            parts.append(calendar_file(turn.definition, event, turn.person))
            if event.link:
                parts.append(Link("Join here", event.link))
    elif event.is_off:
        parts.append(calendar_file(turn.definition, event, turn.person))
    else:
        if event.afterwards:
            parts.append(Prose(event.afterwards, title="Afterwards"))
        if event.material:
            parts.append(Link("Slides or recording", event.material))
    return Reply(window=View(title=event.name, parts=tuple(parts), buttons=buttons))


def _standing(turn: Turn, sign_up: SignUp, event: LearningEvent) -> str:
    if event.is_off:
        return f"It was called off, sorry. {event.why}".strip()
    if not event.is_ahead(turn.now):
        return "It has been."
    encouraged = ""
    if event.weight and sign_up.state == SignUpState.ASKED:
        encouraged = " It is strongly encouraged."
    if event.weight == "required" and sign_up.state == SignUpState.ASKED:
        encouraged = (
            f" Each {turn.definition.terms.mentor} comes before they are suggested to anybody."
        )
    return f"{SAID[sign_up.state]}{encouraged}"


@events.step("come", Audience.PARTY, about="signup", by_phone="you have signed up for the event")
async def come(turn: Turn, work: Work) -> Reply:
    """A place, or one on the waiting list; pressed twice it is the same place. Raises `Refusal` once it is over."""
    sign_up, event = turn.the(SignUp), turn.the(LearningEvent)
    text = await places.come(turn, work, sign_up, event)
    await work.flush()
    await places.show(turn, work, sign_up, text, _heading(sign_up))
    return Reply()


def _heading(sign_up: SignUp) -> str:
    if sign_up.state == SignUpState.WAITING:
        return "On the waiting list"
    return "You have a place"


@events.step("away", Audience.PARTY, about="signup", by_phone="you aren't coming to the event")
async def away(turn: Turn, work: Work) -> Reply:
    """They can't come, or step back: whoever waits first has the place. Raises `Refusal` once it is over."""
    sign_up, event = turn.the(SignUp), turn.the(LearningEvent)
    event.must_be_ahead(turn.now)
    await places.step_back(turn, work, sign_up, event)
    await work.flush()
    text = f"That's fine: you're not coming to {event.name}. If that changes, say so here. What there is afterwards reaches you."
    await places.show(turn, work, sign_up, text, "Not this time")
    return Reply()


@events.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """The next event that one comes to; else that there are some to say yes or no to."""
    own = [
        pair
        for pair in await sign_ups.of_person(work, turn.definition.key, turn.person.id, turn.now)
        if pair[1].is_ahead(turn.now)
    ]
    coming = [pair for pair in own if pair[0].state == SignUpState.COMING]
    asked = [pair for pair in own if pair[0].state == SignUpState.ASKED]
    if coming:
        sign_up, event = coming[0]
        return [
            HomeEntry(
                headline=f"{event.name} on {when(event, turn.person)}",
                text=f"You have a place: {shape(event)}.",
                rank=1,
                primary=details(sign_up),
                others=(ALL,),
                by=local_day(event.at, turn.definition.zone),
            )
        ]
    if not asked:
        return []
    sign_up, event = asked[0]
    if len(asked) > 1:
        more = f" {counted(len(asked) - 1, 'more event')} to look at."
    else:
        more = ""
    return [
        HomeEntry(
            headline="Would you like to come?",
            text=f"{line(event, turn.person)}.{more}",
            rank=2,
            primary=details(sign_up),
            others=(ALL,),
        )
    ]
