"""Whoever waits hears once a round how things stand for them: on the waiting list, or looked for (R4.4, R2.8)."""

from handlers.group import missed
from handlers.kit.conversation import Conversation
from handlers.kit.post import unasked
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application
from scheme.forms.shown import spoken
from scheme.wording import counted
from storage import people, rounds
from storage.work import Work

standing = Conversation(name="nobody")

HEADING = "How things stand"


@standing.when("application", "stands")
async def stands(moment: Moment, work: Work) -> None:
    """A word to somebody who waits, in their working hours; none to who wants no reminders, or hears in that week anyway."""
    application = moment.the(Application)
    if not application.awaits_answer or application.hears_within_a_week(moment.today):
        return
    person = await people.by_id(work, application.person_id)
    where = await _where(moment, work, application)
    message = Message(
        text=f"{person.addressed(where)} It says nothing about you, and you can withdraw whenever you like.",
        buttons=(
            Button(label="View it", action="applied.view", subject=moment.subject, opens=True),
            Button(
                label="Withdraw it", action="applied.withdraw", subject=moment.subject, opens=True
            ),
        ),
        heading=HEADING,
    )
    await unasked(moment, work, person.id, message, key=f"stands:{application.id}")


async def _where(moment: Moment, work: Work, application: Application) -> str:
    definition = moment.definition
    hears = missed.hears(definition, application)
    if application.is_listed:
        campaign = definition.round_of(application.round)
        name = campaign.name if campaign else application.round
        ahead = await rounds.before(work, application)
        before = f"with {counted(ahead, 'other')} before you" if ahead else "and the first on it"
        return f"you are on the waiting list of {name}, {before}. {hears}"
    if application.is_waiting:
        day = spoken(application.answer_by)
        return f"you are on the waiting list until {day}, as nobody suits you well yet. You have not been forgotten."
    return f"{definition.terms.the_group} still looks for {definition.sought} for you. {hears}"
