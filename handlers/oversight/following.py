"""What a member checks next: an evening of many applications is one press to decide, and one to go on."""

from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Prose, Reply, View
from scheme.application.application import Application
from scheme.subject import Subject
from storage import applications, matters
from storage.work import Work

LOOKED_AT = 20  # of those that wait; further ones are found from the list of all that waits


async def next_to_check(turn: Turn, work: Work) -> Application | None:
    """The application with the earliest promise that waits to be checked and that this member may see.

    Not the one this is about. None where nothing waits, or what waits is for others.
    """
    current = turn.the(Application)
    waiting = await applications.to_check(work, turn.definition.key, LOOKED_AT)
    others = [application for application in waiting if application.id != current.id]
    barred = await matters.conflicted_each(work, others)
    for application in others:
        if turn.person.id not in barred[application.id]:
            return application
    return None


def going_on(title: str, text: str, following: Application, *besides: Button) -> Reply:
    """A window that says what was done and leads to the next to check; `besides` are other ways on."""
    check = Button(
        label=f"Check {following.ref}",
        action="review.open",
        subject=Subject("application", following.id),
        style="primary",
        opens=True,
    )
    more = Button(label="All, by date", action="review.waiting", opens=True)
    return Reply(window=View(title=title, parts=(Prose(text),), buttons=(check, *besides, more)))
