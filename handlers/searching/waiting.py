"""Nobody suits, and the Group waits for new mentors until a day: the mentee is on the waiting list, and is told so (R3.5, R2.8)."""

from datetime import date

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Form, Prose, Reply, says
from handlers.searching.nobody import sought
from handlers.searching.told import show
from scheme.audience import Audience
from scheme.calendar import add_days
from scheme.forms.checking import check
from scheme.forms.fields import DateField
from scheme.forms.shown import spoken
from storage.work import Work

wait = Conversation(name="nobody")


@wait.step("wait", Audience.UNCONFLICTED, about="application", opens=True)
async def until_when(turn: Turn, work: Work) -> Reply:
    """Asks for the day; nothing is said to anybody before it is sent."""
    application = await sought(turn, work)
    text = (
        f"{application.applicant} reads at once that they are on the waiting list, keep their place, and hear again by that day. "
        "You are reminded before it comes. It can be done twice; after that, a kind no is kinder."
    )
    return Reply(
        window=Form(
            title="Wait until a day",
            action="nobody.waits",
            fields=(_day(turn),),
            submit="Tell them",
            subject=turn.subject,
            parts=(Prose(text),),
        )
    )


def _day(turn: Turn) -> DateField:
    first = add_days(turn.today, 1)
    last = add_days(turn.today, turn.definition.answering.wait_days)
    return DateField(key="day", label="They hear again by", earliest=first, latest=last)


@wait.step("waits", Audience.UNCONFLICTED, about="application")
async def waits(turn: Turn, work: Work) -> Reply:
    """The mentee is on the waiting list until that day, with the Group warned before it as before any promised day."""
    application = await sought(turn, work)
    day = date.fromisoformat(str(check((_day(turn),), turn.answers)["day"]))
    application.wait(turn.definition, day, turn.today)
    await work.flush()
    await show(turn, work, application, notify=True)
    by = spoken(application.answer_by)
    await application_changed(
        turn, work, application, note=f"On the waiting list; the applicant hears again by {by}."
    )
    return says(
        f"{application.applicant} is on the waiting list, has been told, and hears again by {by}."
    )
