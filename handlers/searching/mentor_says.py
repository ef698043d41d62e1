"""A mentor who is asked to take one more reads it, says yes or no, or nothing; each has an end (R3.5)."""

from handlers.group.changed import application_changed
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Message, Reply, says
from handlers.searching.told import show
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.shown import spoken
from scheme.searching.one_more import OneMore, OneMoreState, most_places
from scheme.subject import Subject
from scheme.wording import a, capital, counted
from storage import applications, people
from storage.plans import subject_of
from storage.searching import one_mores
from storage.work import Work

mentor_says = Conversation(name="nobody")

TITLE = "One more?"


async def tell_mentor(moment: Moment, work: Work, asked: OneMore, *, again: bool = False) -> None:
    """The question, or `again` the one reminder of it."""
    person = await people.by_id(work, asked.person_id)
    terms = moment.definition.terms
    by = spoken(asked.answer_by)
    text = (
        f"{person.addressed(f'somebody waits for {a(terms.mentor)}')}, and nobody with a free place would suit them as you "
        f"might. Could you take one {terms.mentee} more than you said? No is fine and needs no reason. An answer by {by} "
        "would be kind."
    )
    if again:
        text = (
            f"{person.addressed('could you take one more')}? Today is the last day to say so; no is fine and needs no "
            "reason. You won't be reminded again."
        )
    message = Message(text=text, buttons=_answers(asked), heading=TITLE)
    await tell(work, asked.person_id, message, key=str(subject_of(asked)))


def _answers(asked: OneMore) -> tuple[Button, ...]:
    subject = subject_of(asked)
    return (
        Button(label="Yes, one more", action="nobody.yes", subject=subject, style="primary"),
        Button(label="Not now", action="nobody.no", subject=subject),
    )


async def _close(work: Work, asked: OneMore, text: str) -> None:
    """Nothing is left to press on the mentor's card."""
    closed = Message(text=text, heading=TITLE)
    await tell(work, asked.person_id, closed, key=str(subject_of(asked)), notify=False)


# The mentor answers


@mentor_says.step("yes", Audience.PARTY, about="onemore", by_phone="you can take one more")
async def yes(turn: Turn, work: Work) -> Reply:
    """They take one more: a place more, unless one has come free anyway; the Group looks at the suggestions again."""
    asked = turn.the(OneMore)
    mentor = turn.the(Application)
    mentee = await applications.by_id(work, asked.application_id)
    asked.say(OneMoreState.YES, turn.now)
    taken = (await applications.taken_places(work, [mentor.id])).get(mentor.id, frozenset())
    if len(taken) >= mentor.capacity and mentor.capacity < most_places(turn.definition):
        mentor.take_one_more(turn.now)
    await work.flush()
    places = counted(mentor.capacity, "place")
    text = (
        f"{turn.person.greeted('Thank you')}. You have {places} now. If {a(turn.definition.terms.mentee)} chooses you, you are "
        "asked then, as always, and can still say no."
    )
    change = Button(
        label="Change places",
        action="applied.change",
        subject=Subject("application", mentor.id),
        opens=True,
    )
    await _close(work, asked, f"You said yes, and have {places} now. Thank you.")
    await application_changed(turn, work, mentor)
    await show(turn, work, mentee)
    term = turn.definition.terms.mentor
    note = f"{capital(a(term))} can take one more; please look at the suggestions again."
    await application_changed(turn, work, mentee, note=note)
    return says(text, HOME, change)


@mentor_says.step(
    "no", Audience.PARTY, about="onemore", by_phone="you can't take one more just now"
)
async def no(turn: Turn, work: Work) -> Reply:
    """They would rather not, which needs no reason; the Group hears it without a name."""
    asked = turn.the(OneMore)
    asked.say(OneMoreState.NO, turn.now)
    await work.flush()
    await _close(work, asked, "You said not now, which is fine. Nothing is needed.")
    await _came_to_nothing(turn, work, asked, "would rather not take one more just now")
    return says(
        f"{turn.person.greeted('That is fine')}. Nothing changes for you, and you won't be asked that again for a while.",
        HOME,
    )


async def _came_to_nothing(moment: Moment, work: Work, asked: OneMore, came: str) -> None:
    mentee = await applications.by_id(work, asked.application_id)
    await show(moment, work, mentee)
    note = f"The {moment.definition.terms.mentor} who was asked {came}; please look further."
    await application_changed(moment, work, mentee, note=note)


@mentor_says.when("onemore", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """Once, on the last day."""
    await tell_mentor(moment, work, moment.the(OneMore), again=True)


@mentor_says.when("onemore", "lapse")
async def lapse(moment: Moment, work: Work) -> None:
    """No answer: let go without a word to the mentor that would need one; the Group looks further."""
    asked = moment.the(OneMore)
    asked.say(OneMoreState.LAPSED, moment.now)
    await work.flush()
    await _close(work, asked, "The day to answer has passed, and nothing is needed from you.")
    await _came_to_nothing(moment, work, asked, "has not answered")


async def over(moment: Moment, work: Work, application: Application) -> None:
    """The mentee needs nobody any more, or the mentor has left the register: nobody needs to answer."""
    for asked in await one_mores.open_with(work, application.id):
        asked.say(OneMoreState.OVER, moment.now)
        await _close(work, asked, "This is settled without you, and nothing is needed. Thank you.")
        if application.role == "mentor":
            await work.flush()
            await _came_to_nothing(moment, work, asked, "has left the register")


@mentor_says.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """A mentor who is asked finds it on their home as well."""
    own = await applications.open_of(work, turn.definition.key, turn.person.id, "mentor")
    if own is None:
        return []
    return [
        HomeEntry(
            headline=f"Could you take one more? Answer by {spoken(asked.answer_by)}",
            text=f"Somebody waits for {a(turn.definition.terms.mentor)}. No is fine and needs no reason.",
            rank=0,
            primary=_answers(asked)[0],
            others=_answers(asked)[1:],
            by=asked.answer_by,
        )
        for asked in await one_mores.open_with(work, own.id)
        if asked.mentor_application_id == own.id
    ]
