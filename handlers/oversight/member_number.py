"""A membership number: an administrator has looked it up and says that it is right (R2.10)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Reply
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.refusal import Refusal
from storage.work import Work

member_number = Conversation(name="number")


def right(turn: Turn, application: Application) -> tuple[Button, ...]:
    """The button with which an administrator says so, where a number waits for it; it marks which wording they read."""
    if "administrator" not in turn.duties or not application.is_open:
        return ()
    if not application.waits_for_number:
        return ()
    return (
        Button(
            label="The number is right",
            action="number.right",
            subject=turn.subject,
            answers={"revision": str(application.revision)},
        ),
    )


@member_number.step("right", Audience.ADMINISTRATOR, about="application")
async def found_right(turn: Turn, work: Work) -> Reply:
    """The number counts from now on, until the applicant gives another; then the application is shown again."""
    application = turn.the(Application)
    if turn.number("revision") != application.revision:
        raise Refusal(
            f"The applicant has changed {application.ref} since you opened it. Open it again and look at the number."
        )
    application.find_number_right()
    await application_changed(turn, work, application)
    return Reply(then=Action(name="review.open", subject=turn.subject))
