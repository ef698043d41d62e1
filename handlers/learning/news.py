"""What those who signed up are told of an event: that it changed, that it is off, what there is afterwards (R9.1)."""

from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from handlers.learning import places
from handlers.learning.shown import ALL, calendar_file, details, line
from scheme.ids import PersonId
from scheme.learning.event import EventNews, LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from storage import people
from storage.learning import sign_ups
from storage.plans import subject_of
from storage.work import Work

news = Conversation(name="events")

AT_ONCE = 100  # people, before others have a turn
EVERY = tuple(SignUpState)
SAID_SOMETHING = (SignUpState.COMING, SignUpState.WAITING, SignUpState.AWAY)


@news.when("learningevent", "news")
async def goes_out(moment: Moment, work: Work) -> None:
    """So many of them hear of it, and then the next."""
    event = moment.the(LearningEvent)
    found = await sign_ups.of_event(work, event.id, EVERY, event.told_to, AT_ONCE)
    for sign_up in found:
        await _hears(moment, work, sign_up, event)
    last = found[-1].person_id if found else PersonId(event.told_to)
    event.told_until(last, is_last=len(found) < AT_ONCE)


async def _hears(moment: Moment, work: Work, sign_up: SignUp, event: LearningEvent) -> None:
    match event.news:
        case EventNews.MOVED:
            sign_up.follow(event.at)
            if sign_up.is_open:
                await _moved(moment, work, sign_up, event)
        case EventNews.OFF:
            if sign_up.is_open:
                await _off(moment, work, sign_up, event)
            sign_up.step_back(moment.now)
        case EventNews.SHARED:
            if sign_up.state in SAID_SOMETHING:
                sign_up.pass_on(moment.now)
        case EventNews.NONE:
            pass


async def _moved(moment: Moment, work: Work, sign_up: SignUp, event: LearningEvent) -> None:
    person = await people.by_id(work, sign_up.person_id)
    if sign_up.state == SignUpState.COMING:
        then = "Your place is kept. If it doesn't suit you now, step back; no harm done."
    else:
        then = "You're still on the waiting list."
    text = f"{person.addressed('there is a change')}. {line(event, person)}. {then}"
    await places.show(moment, work, sign_up, text, f"Changed: {event.name}")


async def _off(moment: Moment, work: Work, sign_up: SignUp, event: LearningEvent) -> None:
    person = await people.by_id(work, sign_up.person_id)
    message = Message(
        text=places.off(event, person),
        parts=(calendar_file(moment.definition, event, person),),
        buttons=(ALL, details(sign_up)),
        heading=f"Called off: {event.name}",
    )
    await tell(work, person.id, message, key=str(subject_of(sign_up)))


@news.when("learningevent", "share")
async def shares(moment: Moment, work: Work) -> None:
    """A few days after it those who signed up have a word and the material, where there is either."""
    event = moment.the(LearningEvent)
    if event.afterwards or event.material:
        event.share(moment.now)
