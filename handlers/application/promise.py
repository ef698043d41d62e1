"""The promise to applicants: the Group is warned before it lapses; then a new date, once, and a person (R3.6, R12.8)."""

from collections.abc import Sequence
from datetime import date

from handlers.group import cards, missed
from handlers.group.changed import application_changed
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application, ApplicationStage
from scheme.application.question import Question
from scheme.forms.shown import spoken
from scheme.people import available
from scheme.subject import Subject
from storage import applications, matters, people
from storage.work import Work

promise = Conversation(name="promise")


@promise.when("application", "warn")
async def warn(moment: Moment, work: Work) -> None:
    """The Group hears before its promise lapses."""
    application = moment.the(Application)
    match (application.answer_by - moment.today).days:
        case 0:
            note = "The answer is due today."
        case 1:
            note = "The answer is due tomorrow."
        case days:
            note = f"{days} days left to answer."
    note += missed.again(application)
    here, count = available(await people.roster(work, moment.definition.key), moment.today)
    if here < count:
        note = f"{note} {here} of {count} members are here."
    await application_changed(moment, work, application, note=note)


@promise.when("application", "hold")
async def hold(moment: Moment, work: Work) -> None:
    """The promised day has come without an answer: a new date, once; then a person to turn to, and the chair hears."""
    application = moment.the(Application)
    promised = application.answer_by
    application.hold(moment.definition, moment.today)
    if application.has_a_day:
        await _new_day(moment, work, application, promised)
    else:
        await _no_day(moment, work, application)


async def _new_day(moment: Moment, work: Work, application: Application, promised: date) -> None:
    person = await people.by_id(work, application.person_id)
    state = "are still reading your application"
    if application.stage == ApplicationStage.ELIGIBLE:
        state = f"are still looking for {moment.definition.sought} for you"
    elif application.is_listed:
        state = "no place has come free so far"
    elif await _question(work, application):
        state = "it is not ready"
    text = (
        f"{person.greeted('Sorry')}: we promised you an answer on {application.ref} by {spoken(promised)}, and {state}. "
        f"You'll hear by {spoken(application.answer_by)}. {await _needed(work, application)}"
    )
    buttons = await _buttons(moment, work, application)
    await tell(
        work, application.person_id, Message(text=text, buttons=buttons, heading="Still on it")
    )
    note = "The promised day has passed; the applicant has a new date."
    await application_changed(moment, work, application, note=note)


async def _question(work: Work, application: Application) -> Question | None:
    """What the applicant was asked and has not answered yet."""
    found = await applications.questions_on(work, application.id)
    return next(
        (question for question in found if question.from_group and question.answered_at is None),
        None,
    )


async def _needed(work: Work, application: Application) -> str:
    if await _question(work, application):
        return "Our question still waits for you."
    theirs = any(
        question.to_id is None and question.answered_at is None
        for question in await applications.questions_on(work, application.id)
    )
    if theirs:
        return "Your question waits too. Nothing is needed from you."
    return "Nothing is needed from you."


async def _buttons(moment: Moment, work: Work, application: Application) -> tuple[Button, ...]:
    view = Button(label="View it", action="applied.view", subject=moment.subject, opens=True)
    if asked := await _question(work, application):
        return Button(
            label="Read and answer",
            action="question.answer",
            subject=Subject("question", asked.id),
            style="primary",
            opens=True,
        ), view
    return (view,)


async def _no_day(moment: Moment, work: Work, application: Application) -> None:
    person = await people.by_id(work, application.person_id)
    terms = moment.definition.terms
    text = (
        f"{person.addressed(f'the second day for {application.ref} has passed as well')}, and a third would only be a guess. "
        f"Please ask a person how it stands: {missed.somebody(moment.definition, apart_from=(person.email,))}. "
        f"{terms.the_group_first} has been told that you wait. {await _needed(work, application)}"
    )
    buttons = (*await _buttons(moment, work, application), PEOPLE)
    await tell(
        work,
        application.person_id,
        Message(text=text, buttons=buttons, heading="Longer than we said"),
    )
    note = (
        "Two promised days have passed; the applicant was given a person to ask, and no third date."
    )
    await application_changed(moment, work, application, note=note)
    await _escalate(moment, work, application, missed.CHAIR)


@promise.when("application", "escalate")
async def escalate(moment: Moment, work: Work) -> None:
    """Nothing has come of it since: the Steering Group hears, and nothing more follows by itself."""
    application = moment.the(Application)
    application.miss()
    await _escalate(moment, work, application, missed.STEERING)


async def _escalate(
    moment: Moment, work: Work, application: Application, line: Sequence[str]
) -> None:
    """By reference alone: whoever may not open it learns nothing but that it waits."""
    barred = await matters.conflicted(work, application)
    if await _question(work, application):
        asked = " A question to them waits for their answer."
    else:
        asked = ""
    text = (
        f"{application.ref}, {cards.kind_of(moment.definition, application)}, has waited past two promised days, and its "
        f"applicant has no date now.{asked} Please see that it is answered; a kind no is an answer too."
    )
    message = Message(text=text, heading="An applicant waits too long")
    await missed.tell_those(
        moment, work, line, message, key=f"waits:{application.id}", barred=barred
    )
