"""The promise to applicants: the Group is warned before it lapses, and the applicant has an honest new date (R3.6)."""

from handlers.kit import group
from handlers.kit.flow import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application import Application, Stage, answer_day
from scheme.fields import spoken
from scheme.people import available
from scheme.wording import several
from storage import people, register
from storage.work import Work

promise = Conversation("promise")


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
    here, count = available(await people.roster(work, moment.definition.key), moment.today)
    if here < count:
        note = f"{note} {here} of {count} members are here."
    await group.show_application(moment, work, application, note=note)


@promise.when("application", "hold")
async def hold(moment: Moment, work: Work) -> None:
    """The promised day has come without an answer: say so honestly, with a new date."""
    application, definition = moment.the(Application), moment.definition
    promised = application.answer_by
    application.answer_by = answer_day(definition, moment.today, definition.answering.again_days)
    person, stands = await people.by_id(work, application.person_id), await register.pending(work, application)
    task = "reading your application"
    if application.stage == Stage.ELIGIBLE:
        task = f"looking for {several(definition.terms.mentor)} for you"
    needed = "Our question still waits for you." if stands.question_for_applicant else "Nothing is needed from you."
    text = (
        f"Sorry, {person.first_name}: we promised you an answer on {application.ref} by {spoken(promised)}, and are still "
        f"{task}. You'll hear by {spoken(application.answer_by)}. {needed}"
    )
    view = Button("View it", "applied.view", moment.subject, opens=True)
    await tell(work, application.person_id, Message(text, buttons=(view,), heading="Still on it"))
    note = "The promised day has passed; the applicant has a new date."
    await group.show_application(moment, work, application, note=note)
