"""Until when an application is answered, in somebody's own calendar (R2.5, R6.6)."""

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from scheme.application.application import Application, ApplicationStage
from storage import applications
from storage.work import Work

application_days = Conversation(name="application_days")


@application_days.calendar_entries
async def answered(turn: Turn, work: Work) -> list[CalendarEntry]:
    """The day promised for each that is still to be answered."""
    every = await applications.of_person(work, turn.definition.key, turn.person.id)
    return [
        CalendarEntry(
            key=f"application-{own.id}",
            says="Mentoring application: answered by today",
            at=own.answer_by,
            changed_at=own.received_at,
        )
        for own in every
        if _waits(turn, own)
    ]


def _waits(turn: Turn, own: Application) -> bool:
    """Whether an answer to it is still to come, by a day that was promised: a mentor on the register has had theirs."""
    if own.stage == ApplicationStage.ELIGIBLE:
        is_to_come = own.role == "mentee" and own.answered_on is None
    else:
        is_to_come = own.stage in (ApplicationStage.RECEIVED, ApplicationStage.LISTED)
    return is_to_come and own.has_a_day and turn.today <= own.answer_by
