"""Events are announced to those they are for: once, some people at a time, and together where there are several (R9.1, R12.4)."""

from collections.abc import Sequence

from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded, ApplicationReceived, FoundEligible, PersonLeaves
from handlers.kit.post import unasked
from handlers.kit.turn import Moment
from handlers.kit.ui import Card, Message, Prose
from handlers.learning import places
from handlers.learning.shown import ALL, answers, details, line, shape, time_of, when
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp
from scheme.people import Person
from storage import people
from storage.learning import events, sign_ups
from storage.plans import subject_of
from storage.work import Work

announcing = Conversation(name="events")

AT_ONCE = 100  # people, before others have a turn
SHOWN = 5  # events in one message; the rest are a press away


async def _asks(work: Work, event: LearningEvent, person_id: PersonId) -> None:
    await work.add(
        SignUp(
            scheme=event.scheme,
            event_id=event.id,
            person_id=person_id,
            made_at=work.now,
            at=event.at,
        )
    )


@announcing.when("learningevent", "announce")
async def announce(moment: Moment, work: Work) -> None:
    """Those it is for can sign up from now on; each is told when it is welcome."""
    event = moment.the(LearningEvent)
    found = await events.concerned(work, event, event.announced_to, AT_ONCE)
    for person_id in found:
        await _asks(work, event, person_id)
    last = found[-1] if found else PersonId(event.announced_to)
    event.announced_until(last, is_last=len(found) < AT_ONCE)


@announcing.when("learningevent", "late")
async def latecomers(moment: Moment, work: Work) -> None:
    """Whoever it is for by now and was not when it was announced hears of it as well."""
    event = moment.the(LearningEvent)
    found = await events.concerned(work, event, event.late_to, AT_ONCE)
    for person_id in found:
        await _asks(work, event, person_id)
    if len(found) == AT_ONCE:
        event.caught_up_until(found[-1])


@announcing.when("signup", "tell")
async def announced(moment: Moment, work: Work) -> None:
    """One word to somebody about every event that they have not heard of yet; none about what is over, off or not theirs."""
    own = moment.the(SignUp)
    person = await people.by_id(work, own.person_id)
    waiting: list[tuple[SignUp, LearningEvent]] = []
    for sign_up, event in await sign_ups.of_person(
        work, moment.definition.key, person.id, moment.now
    ):
        if sign_up.told_at is None and event.is_ahead(moment.now):
            if await events.is_for(work, event, person.id):
                waiting.append((sign_up, event))
            else:
                sign_up.tell(moment.now)
    own.tell(moment.now)
    if not waiting:
        return
    for sign_up, _ in waiting:
        sign_up.tell(moment.now)
    if len(waiting) == 1:
        sign_up, event = waiting[0]
        message = _of_one(sign_up, event, person)
        await unasked(moment, work, person.id, message, key=str(subject_of(sign_up)))
    else:
        await unasked(moment, work, person.id, _of_several(moment.definition, waiting, person))


def _of_one(sign_up: SignUp, event: LearningEvent, person: Person) -> Message:
    encouraged = " It is strongly encouraged." if event.weight else ""
    text = f"{person.addressed('there is an event for you')}. {line(event, person)}.{encouraged} Would you like to come?"
    return Message(
        text=text,
        parts=(*_about(event.about), time_of(event, person)),
        buttons=(*answers(sign_up), details(sign_up)),
        heading=event.name,
    )


def _about(words: str) -> tuple[Prose, ...]:
    return (Prose(words),) if words else ()


def _of_several(
    definition: Definition, waiting: Sequence[tuple[SignUp, LearningEvent]], person: Person
) -> Message:
    cards = tuple(
        Card(
            title=event.name,
            subtitle=when(event, person),
            text=event.about,
            facts=(("How", shape(event)),),
            buttons=(*answers(sign_up), details(sign_up)),
        )
        for sign_up, event in waiting[:SHOWN]
    )
    first = "; ".join(line(event, person) for _, event in waiting[:2])
    more = f"; and {len(waiting) - 2} more" if len(waiting) > 2 else ""
    text = f"{person.addressed('there are events for you')} in {definition.name}: {first}{more}. Come to those that suit you."
    return Message(text=text, parts=cards, buttons=(ALL,), heading="Events for you")


@announcing.when("signup", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """On the working day before, to whoever comes."""
    sign_up, event = moment.the(SignUp), moment.the(LearningEvent)
    if not event.is_ahead(moment.now):
        return
    person = await people.by_id(work, sign_up.person_id)
    text = f"{person.addressed('this is soon')}: {line(event, person)}. If something came up, step back, and somebody else can come."
    await places.show(moment, work, sign_up, text, event.name)


@announcing.when("signup", "share")
async def afterwards(moment: Moment, work: Work) -> None:
    """A word and the material to those who came, and to those who could not."""
    sign_up, event = moment.the(SignUp), moment.the(LearningEvent)
    person = await people.by_id(work, sign_up.person_id)
    if sign_up.came:
        said = person.greeted(f"Thank you for coming to {event.name}")
    else:
        said = person.addressed(f"here is what there is from {event.name}")
    there = " The slides or the recording are under Details." if event.material else ""
    message = Message(
        text=f"{said}.{there}",
        parts=_about(event.afterwards),
        buttons=(details(sign_up), ALL),
        heading=event.name,
    )
    await unasked(moment, work, person.id, message, key=str(subject_of(sign_up)))


# Who comes to the scheme, and who leaves it


async def _hears_of_all(moment: Moment, work: Work, person_id: PersonId) -> None:
    known = {
        event.id
        for _, event in await sign_ups.of_person(work, moment.definition.key, person_id, moment.now)
    }
    for event in await events.announced(work, moment.definition.key, moment.now):
        if event.id not in known and await events.is_for(work, event, person_id):
            await _asks(work, event, person_id)


@announcing.hears(ApplicationReceived)
async def has_come(moment: Moment, work: Work, event: ApplicationReceived) -> None:
    """Whoever applies hears of what was announced before they came."""
    await work.flush()
    await _hears_of_all(moment, work, event.application.person_id)


@announcing.hears(FoundEligible)
async def takes_part(moment: Moment, work: Work, event: FoundEligible) -> None:
    """Whoever takes part from now on hears of what is for those who do."""
    await work.flush()
    await _hears_of_all(moment, work, event.application.person_id)


@announcing.hears(ApplicationEnded)
async def is_not_theirs(moment: Moment, work: Work, event: ApplicationEnded) -> None:
    """What is for nobody but those who take part is given up by somebody who does no more."""
    await work.flush()
    person_id = event.application.person_id
    for sign_up, found in await sign_ups.of_person(
        work, moment.definition.key, person_id, moment.now
    ):
        if sign_up.is_open and not await events.is_for(work, found, person_id):
            await places.step_back(moment, work, sign_up, found)


@announcing.hears(PersonLeaves)
async def leaves(moment: Moment, work: Work, event: PersonLeaves) -> None:
    """Their places are free."""
    await places.let_go(moment, work, event.person_id)
