"""The day on which somebody is erased: what is open ends, they have a last word, and an hour later all of it goes (R11.1)."""

from dataclasses import replace

from handlers.kit.conversation import Conversation
from handlers.kit.events import PersonLeaves
from handlers.kit.post import Later, tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from handlers.people.erase import ASK, keep
from scheme import calendar
from scheme.audience import NOTHING
from scheme.forms.shown import spoken
from scheme.member.erasure import Erasure
from scheme.people import Person
from scheme.refusal import Refusal
from storage import matters
from storage.erasure import Hold
from storage.kind import Found
from storage.member import erasing, erasures
from storage.plans import subject_of
from storage.work import Work

erased = Conversation(name="erase")

WAITS = 7  # days, where nobody else has their duty yet
HELD = (
    "Nearly everything about you here has been erased. Your complaint is still open, so your name, how to reach you and what "
    "you wrote about it are kept until it is closed. Then they go by themselves."
)
LAST = (
    "Everything about you here is erased within the hour. What this chat has shown you stays in it. Thank you for having "
    "been here. You are welcome back, as somebody new."
)


@erased.when("erasure", "nears")
async def nears(moment: Moment, work: Work) -> None:
    """Some days before, with the way back."""
    wish = moment.the(Erasure)
    text = f"Everything about you here is erased on {spoken(wish.comes_on)}. If you would rather stay, press Keep me."
    soon = Message(text=text, buttons=(keep(wish), ASK), heading="You can still stay")
    await tell(work, wish.person_id, soon, key=str(moment.subject))


@erased.when("erasure", "parts")
async def parts(moment: Moment, work: Work) -> None:
    """All that is open ends, in every scheme; those who are left hear what they would have heard anyway.

    Put off by a week as long as nobody else has a duty that a scheme can't be without.
    """
    wish = moment.the(Erasure)
    try:
        await _end_everything(moment, work, wish)
    except Refusal:
        day = calendar.add_days(moment.today, WAITS)
        raise Later(calendar.at(day, moment.definition.zone)) from None
    wish.part(moment.now)
    if await erasures.holds(work, wish.person_id) is Hold.OWN:
        text = HELD
    else:
        text = LAST
    last = Message(text=text, heading="Goodbye")
    await tell(work, wish.person_id, last, key=str(subject_of(wish)))


async def _end_everything(moment: Moment, work: Work, wish: Erasure) -> None:
    for key in sorted(work.definitions):
        there = replace(
            moment, definition=work.definitions[key], found=Found(scheme=key, matter=NOTHING)
        )
        await there.happened(work, PersonLeaves(person_id=wish.person_id))
    await work.flush()
    work.letters.drop(f"person:{wish.person_id}")  # what ends is told to those who stay


@erased.when("erasure", "erase")
async def goes(moment: Moment, work: Work) -> None:
    """Everything goes; or, while a complaint is open, everything that it does not need."""
    wish = moment.the(Erasure)
    await _end_everything(moment, work, wish)
    person = await matters.locked(work, Person, wish.person_id)
    holds = await erasures.holds(work, wish.person_id)
    if holds is Hold.NEVER:
        wish.finish(moment.now)
    else:
        wish.hold(moment.today)
    await erasing.erase(work, await erasing.leaver(work, person), holds)
