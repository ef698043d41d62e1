"""Places of an event: who comes, who waits in turn, and what each of them is told (R9.1)."""

from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from handlers.learning.shown import answers, details, for_those_who_come, line, when
from scheme.ids import PersonId
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from scheme.people import Person
from storage import people
from storage.learning import events, sign_ups
from storage.plans import subject_of
from storage.work import Work

AT_ONCE = 100  # who have a place when there is room for many more


async def show(
    moment: Moment, work: Work, sign_up: SignUp, text: str, heading: str, *, notify: bool = True
) -> None:
    """The one message that somebody has about an event, as it stands now."""
    event = await events.by_id(work, sign_up.event_id)
    reader = await people.by_id(work, sign_up.person_id)
    coming = sign_up.state == SignUpState.COMING
    message = Message(
        text=text,
        parts=for_those_who_come(moment.definition, event, reader) if coming else (),
        buttons=(*answers(sign_up), details(sign_up)),
        heading=heading,
    )
    await tell(work, reader.id, message, key=str(subject_of(sign_up)), notify=notify)


async def come(moment: Moment, work: Work, sign_up: SignUp, event: LearningEvent) -> str:
    """They come, or wait for a place; what is said to them. Raises `Refusal` once it is over."""
    event.must_be_ahead(moment.now)
    reader = await people.by_id(work, sign_up.person_id)
    has_room = event.has_room(await events.coming(work, event.id))
    if not sign_up.come(moment.now, has_room=has_room):
        return _already(sign_up, event, reader)
    if sign_up.state == SignUpState.WAITING:
        return (
            f"{event.name} is full, so you're on the waiting list. When a place comes free it is yours, and you hear at once. "
            "Step back any time."
        )
    return (
        f"{reader.greeted('You have a place')}: {line(event, reader)}. You're reminded the working day before. If something "
        "comes up, step back; no reason needed."
    )


def _already(sign_up: SignUp, event: LearningEvent, reader: Person) -> str:
    if sign_up.state == SignUpState.WAITING:
        return f"You're on the waiting list for {event.name} already. You hear as soon as a place is free."
    return f"You have a place already: {line(event, reader)}."


async def step_back(moment: Moment, work: Work, sign_up: SignUp, event: LearningEvent) -> None:
    """They don't come, and whoever waits first has their place."""
    if sign_up.step_back(moment.now):
        await fill(moment, work, event)


async def fill(moment: Moment, work: Work, event: LearningEvent) -> None:
    """Places that are free go to those who wait, in turn; each hears of it."""
    if not event.is_ahead(moment.now):
        return
    free = AT_ONCE
    if event.places:
        free = max(0, event.places - await events.coming(work, event.id))
    if not free:
        return
    for sign_up in await sign_ups.next_waiting(work, event.id, min(free, AT_ONCE)):
        sign_up.move_up()
        await work.flush()
        reader = await people.by_id(work, sign_up.person_id)
        text = (
            f"{reader.addressed('a place came free')}, and it is yours: {line(event, reader)}. If it doesn't suit you any more, "
            "step back, and the next in line has it."
        )
        await show(moment, work, sign_up, text, "You have a place")


async def let_go(moment: Moment, work: Work, person_id: PersonId) -> None:
    """Somebody leaves the scheme: their places are free."""
    for sign_up, event in await sign_ups.of_person(
        work, moment.definition.key, person_id, moment.now
    ):
        if sign_up.is_open or sign_up.told_at is None:
            await step_back(moment, work, sign_up, event)


def off(event: LearningEvent, reader: Person) -> str:
    """That an event was called off."""
    why = f" {event.why}" if event.why else ""
    return f"{event.name} of {when(event, reader)} is off, sorry.{why} The file takes it out of your calendar."
