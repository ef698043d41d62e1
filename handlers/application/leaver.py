"""The applications of somebody who is about to be erased are withdrawn (R11.1)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded, PersonLeaves
from handlers.kit.turn import Moment
from scheme.application.application import Application, ApplicationStage
from storage import applications, matters
from storage.work import Work

applicant_leaves = Conversation(name="applied")


@applicant_leaves.hears(PersonLeaves)
async def withdraws(moment: Moment, work: Work, event: PersonLeaves) -> None:
    """As if they had withdrawn them; the one of a partnership ends with that."""
    for own in await applications.of_person(work, moment.definition.key, event.person_id):
        application = await matters.locked(work, Application, own.id)
        if not application.is_open or application.stage is ApplicationStage.MATCHED:
            continue
        application.withdraw(moment.now)
        await work.flush()
        await moment.happened(work, ApplicationEnded(application=application))
        await application_changed(
            moment, work, application, note="The applicant has left, and it is withdrawn."
        )
