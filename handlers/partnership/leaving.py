"""Ten minutes in which whoever has ended a partnership can take that back; nobody else hears of it before (R5.4)."""

from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import ComplaintRaised
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Message, Prose, Reply, View, When
from handlers.partnership import closing
from scheme.audience import Audience
from scheme.calendar import local
from scheme.concern.concern import Concern
from scheme.meeting.appointment import spoken_at
from scheme.partnership.ending import MINUTES, Ending
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from storage import matters, partnerships, people
from storage.concern import concerns
from storage.plans import subject_of
from storage.work import Work

leaving = Conversation(name="end")


async def leave(
    turn: Turn,
    work: Work,
    ending: Ending,
    why: str | None = None,
    *,
    at_once: bool = False,
    looks_on: bool = False,
) -> Reply:
    """Somebody ends it: at once where they say so or have a complaint that is open, else in some minutes.

    Then nobody but they is told of it yet, and the place stays taken.
    """
    pair = turn.the(Partnership)
    if not at_once:
        raised = await concerns.own(work, turn.definition.key, turn.person.id)
        at_once = any(isinstance(matter, Concern) for matter in raised)
    over = pair.leave(ending, turn.person.id, why, turn.now, at_once=at_once, looks_on=looks_on)
    if over:
        await closing.conclude(turn, work, pair)
    else:
        told = await _waits(work, pair, turn.person)
        await tell(work, turn.person.id, told, key=str(turn.subject))
    return Reply()


async def window(turn: Turn, work: Work) -> Reply:
    """The same to whoever asks for the end once more: when it comes, and that it can be taken back."""
    told = await _waits(work, turn.the(Partnership), turn.person)
    parts = (Prose(told.text), *told.parts)
    return Reply(window=View(title=told.heading, parts=parts, buttons=told.buttons))


async def _waits(work: Work, pair: Partnership, person: Person) -> Message:
    partner = await people.by_id(work, pair.partner_of(person.id))
    at = pair.leaves_at or work.now
    text = (
        f"Your partnership with {partner.name} is about to end. Nobody else has been told yet: for {MINUTES} minutes you can "
        f"take it back. Then {partner.short_name} hears that it has come to an end, and no more."
    )
    return Message(
        text=text,
        parts=(When(label="It ends", at=at, text=spoken_at(at, person.zone)),),
        buttons=_buttons(pair),
        heading=f"Ends at {_clock(pair, person)}",
    )


def _clock(pair: Partnership, person: Person) -> str:
    if pair.leaves_at is None:
        return ""
    return f"{local(pair.leaves_at, person.zone):%H:%M}"


def _buttons(pair: Partnership) -> tuple[Button, ...]:
    subject = subject_of(pair)
    back = Button(label="Take it back", action="end.taken_back", subject=subject, style="primary")
    now = Button(label="End it now", action="end.at_once", subject=subject)
    return back, now


@leaving.step(
    "taken_back", Audience.PARTY, about="partnership", by_phone="your partnership goes on"
)
async def take_back(turn: Turn, work: Work) -> Reply:
    """Whoever ended it takes that back in time: it goes on as it was, and nobody was told."""
    pair = turn.the(Partnership)
    pair.stay(turn.person.id)
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    word = Button(label="A word in confidence", action="sounding.ask", opens=True)
    goes_on = Message(
        text=f"Your partnership with {partner.name} goes on as it was, and nobody was told otherwise. Your home has what comes "
        "next. If something makes it hard, a talk in confidence may help.",
        buttons=(HOME, word, HELP),
        heading="It goes on",
    )
    await tell(work, turn.person.id, goes_on, key=str(turn.subject))
    return Reply()


@leaving.step("at_once", Audience.PARTY, about="partnership", by_phone="your partnership has ended")
async def end_now(turn: Turn, work: Work) -> Reply:
    """Whoever ended it would not wait; no reason is asked."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.is_left_by(turn.person.id):
        pair.part(turn.now)
        await closing.conclude(turn, work, pair)
        return Reply()
    return Reply(then=Action(name="end.form", subject=turn.subject))


@leaving.when("partnership", "left")
async def left(moment: Moment, work: Work) -> None:
    """The minutes are over, and it was not taken back: it ends, and both hear of it."""
    pair = moment.the(Partnership)
    pair.part(moment.now)
    await closing.conclude(moment, work, pair)


@leaving.hears(ComplaintRaised)
async def not_delayed(moment: Moment, work: Work, event: ComplaintRaised) -> None:
    """Whoever has something to complain of need not wait for an end that they have said."""
    for pair in await partnerships.live_of(work, moment.definition.key, event.person_id):
        if pair.is_left_by(event.person_id):
            held = await matters.locked(work, Partnership, pair.id)
            held.part(moment.now)
            await closing.conclude(moment, work, held)


@leaving.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What is about to end, for whoever ended it."""
    found = []
    for pair in await partnerships.live_of(work, turn.definition.key, turn.person.id):
        if pair.is_left_by(turn.person.id):
            told = await _waits(work, pair, turn.person)
            back, *others = told.buttons
            found.append(
                HomeEntry(
                    headline=told.heading,
                    text=told.text,
                    rank=0,
                    primary=back,
                    others=tuple(others),
                    by=turn.today,
                )
            )
    return found
