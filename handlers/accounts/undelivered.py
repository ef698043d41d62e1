"""A message that could not be delivered: the Group hears of it by reference, and tries the other contact (R5.7)."""

from handlers.kit.post import tell_group
from handlers.kit.ui import Button, Message
from scheme.ids import PersonId
from storage import applications, partnerships
from storage.plans import subject_of
from storage.work import Work


async def undelivered(work: Work, recipient: str) -> None:
    """Tell the Group of each scheme a person takes part in, once; nothing where it is not a person's chat.

    The card is kept up under the person, so that ten lost messages are one word to the Group.
    """
    kind, _, number = recipient.partition(":")
    if kind != "person" or not number.isdecimal():
        return
    for scheme in work.definitions:
        mine = [
            application
            for application in await applications.of_person(work, scheme, PersonId(int(number)))
            if application.is_open
        ]
        if not mine:
            continue
        pairs = await partnerships.live_of(work, scheme, PersonId(int(number)))
        refs = " and ".join(pair.ref for pair in (pairs or mine))
        text = (
            f"A message to somebody in {refs} could not be delivered, so they may not hear from us. Please try the other "
            "contact they gave; it is behind Open."
        )
        see = Button(
            label="Open",
            action="review.open",
            subject=subject_of(mine[0]),
            style="primary",
            opens=True,
        )
        await tell_group(
            work, scheme, Message(text=text, buttons=(see,)), key=f"undelivered:{number}"
        )
