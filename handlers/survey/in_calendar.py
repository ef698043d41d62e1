"""When surveys come and close, in somebody's own calendar (R6.6)."""

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from storage import partnerships, surveys
from storage.work import Work

survey_days = Conversation(name="survey_days")


@survey_days.calendar_entries
async def surveyed(turn: Turn, work: Work) -> list[CalendarEntry]:
    """The last day of each survey that waits for an answer, and when those about how it goes will come."""
    key = turn.definition.key
    waiting = [
        CalendarEntry(
            key=f"survey-{survey.id}",
            says="Mentoring survey closes",
            at=survey.closes_on,
            changed_at=survey.issued_at,
        )
        for survey in await surveys.of_person(work, key, turn.person.id)
        if survey.waits(turn.today)
    ]
    halfway = [
        CalendarEntry(
            key=f"halfway-{pair.id}",
            says="Mentoring survey: how is it going",
            at=day,
            changed_at=pair.introduced_at,
        )
        for pair in await partnerships.live_of(work, key, turn.person.id)
        if (day := pair.midway(turn.definition)) is not None and day > turn.today
    ]
    return [*waiting, *halfway]
