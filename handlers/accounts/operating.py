"""What the administrators hear of the machine the bot runs on: what could not be done, and a clock that is not believed."""

from handlers.accounts.identity import administrators
from handlers.kit.post import tell
from handlers.kit.ui import Message
from storage.work import Work

GIVEN_UP = Message(
    text="Something that was due, such as a reminder, failed several times. It is tried again each day for two weeks. Please ask "
    "whoever looks after the bot to look at its log.",
    heading="Something could not be done",
)
CLOCK_JUMPED = Message(
    text="The bot's clock jumped by more than a day, so reminders and deadlines stand still. Please ask whoever looks after the "
    "bot to put it right.",
    heading="The clock cannot be right",
)
CLOCK_RIGHT = Message(
    text="The bot's clock is right again. Reminders and deadlines go on.",
    heading="The clock is right",
)


async def tell_of_given_up(work: Work, scheme: str) -> None:
    """Something of a scheme was given up. Neither what nor about whom: it may be what administrators may not know."""
    await _tell(work, scheme, GIVEN_UP, key="given_up")


async def tell_of_clock(work: Work, *, right: bool) -> None:
    """The clock jumped, or is right again: one card for each administrator, kept up."""
    for scheme in work.definitions:
        await _tell(work, scheme, CLOCK_RIGHT if right else CLOCK_JUMPED, key="clock")


async def _tell(work: Work, scheme: str, message: Message, *, key: str) -> None:
    for person_id in await administrators(work, scheme):
        await tell(work, person_id, message, key=f"{key}:{scheme}")
