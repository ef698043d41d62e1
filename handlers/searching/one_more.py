"""A mentor whose places are taken is asked to take one more: the Group asks, they say yes or no, silence has an end (R3.5)."""

from dataclasses import replace

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Prose, Reply, View, says
from handlers.searching.mentor_says import tell_mentor
from handlers.searching.nobody import sought
from handlers.searching.told import show, was_told_today
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.calendar import add_minutes
from scheme.forms.checking import check
from scheme.forms.fields import ChoiceField, Option
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId
from scheme.matching.ranking import Suggestion, suggest
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.searching.one_more import REST_DAYS, OneMore, most_places
from scheme.wording import a, capital, counted
from storage import applications, people
from storage.many import apart
from storage.matching import register
from storage.searching import one_mores
from storage.work import Work

one_more = Conversation(name="nobody")

SHOWN = 8
MENTOR = "mentor"


# The Group asks


@one_more.step("one_more", Audience.UNCONFLICTED, about="application", opens=True)
async def whom(turn: Turn, work: Work) -> Reply:
    """The mentors who would suit if they took one more, best first; whoever was asked lately is left in peace."""
    application = await sought(turn, work)
    found = await _would_suit(turn, work, application)
    term = turn.definition.terms.mentor
    if not found:
        return Reply(window=_none(turn, term))
    text = (
        f"They read that somebody waits for {a(term)}, not who, and say yes or no. A yes gives them one place more, and they "
        f"are suggested then. Each has {counted(turn.definition.choosing.mentor_days, 'day')} to answer."
    )
    return Reply(
        window=Form(
            title=f"Ask {a(term)} to take one more",
            action="nobody.asked",
            fields=(_field(term, found),),
            submit="Ask them",
            subject=turn.subject,
            parts=(Prose(text),),
        )
    )


def _none(turn: Turn, term: str) -> View:
    text = (
        f"There is no {term} without a free place who would suit, has room for another and was not asked in the last "
        f"{counted(REST_DAYS, 'day')}."
    )
    back = Button(
        label="What else can be done", action="nobody.open", subject=turn.subject, opens=True
    )
    return View(title="Nobody to ask for one more", parts=(Prose(text),), buttons=(back,))


def _field(term: str, found: list[Suggestion]) -> ChoiceField:
    return ChoiceField(
        key=MENTOR,
        label=f"Which {term}",
        options=tuple(
            Option(
                key=str(each.mentor.application.id),
                label=each.mentor.application.applicant,
                help=f"{counted(each.mentor.application.capacity, 'place')}, all taken; {len(each.reasons)} for, "
                f"{len(each.cautions)} to weigh",
            )
            for each in found
        ),
    )


async def _would_suit(turn: Turn, work: Work, application: Application) -> list[Suggestion]:
    """The first of those who are full and would be suggested if they were not."""
    definition = turn.definition
    most = most_places(definition)
    since = add_minutes(turn.now, -REST_DAYS * 24 * 60)
    peace = await one_mores.left_in_peace(work, definition.key, since)
    mentors = [
        replace(mentor, taken=mentor.capacity - 1)
        for mentor in await register.mentors(work, definition, mentee_id=application.person_id)
        if mentor.taken >= mentor.capacity < most and mentor.application.id not in peace
    ]
    mentee = await register.mentee(work, application)
    reader = await people.reader(work, turn.person)
    found = await apart(suggest, definition, mentee, mentors, turn.today, reader)
    return found.ranked[:SHOWN]


@one_more.step("asked", Audience.UNCONFLICTED, about="application", pace=SELDOM)
async def ask(turn: Turn, work: Work) -> Reply:
    """The mentor is asked, and the mentee hears that something is being done."""
    application = await sought(turn, work)
    found = await _would_suit(turn, work, application)
    if not found:
        raise Refusal(
            "Nobody can be asked to take one more now; somebody else may have just asked them. Open it again to see."
        )
    chosen = check((_field(turn.definition.terms.mentor, found),), turn.answers)[MENTOR]
    mentor = await applications.by_id(work, ApplicationId(int(str(chosen))))
    first_today = not await was_told_today(turn, work, application)
    asked = await work.add(
        OneMore.ask(turn.definition, application, mentor, turn.person.id, turn.now)
    )
    await work.flush()
    await tell_mentor(turn, work, asked)
    await show(turn, work, application, notify=first_today)
    note = f"{capital(a(turn.definition.terms.mentor))} has been asked to take one more."
    await application_changed(turn, work, application, note=note)
    return says(
        f"{mentor.applicant} has been asked, and has until {spoken(asked.answer_by)}. {application.applicant} has been told "
        "that you go on looking."
    )
