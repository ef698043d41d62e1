"""Posting to people and to the Group: into the outbox, in the step's own transaction."""

from dataclasses import replace
from datetime import datetime

from handlers.kit.addressee import MAIL
from handlers.kit.buttons import HOME
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message, message_json
from scheme.calendar import add_minutes
from scheme.ids import PersonId
from scheme.member.quiet import welcome
from scheme.pace import CARDS, HOUR
from scheme.people import Person
from storage import matters, outbox
from storage.work import Work

CROWD = Message(
    text="So much is coming in just now that it has no cards of its own here. The list has all of it, by date.",
    buttons=(Button(label="Open the list", action="review.waiting", opens=True),),
    heading="A crowd",
)
HOME_CROWD = Message(
    text="So much is coming in just now that it has no messages of its own here. Your home has all of it.",
    buttons=(HOME,),
    heading="A crowd",
)


class Later(Exception):
    """What falls due is for somebody who would rather not hear of it now: it comes again at `until` (R12.4)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M}")
        self.until = until


async def tell(
    work: Work,
    person_id: PersonId,
    message: Message,
    *,
    key: str | None = None,
    notify: bool = True,
) -> None:
    """Tell a person, where they are. With a `key` the message is kept up: the latest wording replaces the earlier."""
    await outbox.post(work, f"person:{person_id}", message_json(message), key=key, notify=notify)


async def unasked(
    moment: Moment, work: Work, person_id: PersonId, message: Message, *, key: str | None = None
) -> bool:
    """Tell a person something they did not ask for; whether they were told: not when they want no reminders.

    At most once a week, and in their working hours: else raises `Later`, which puts off all that the moment was about
    to do. So what falls due is for one person alone where it ends here.
    """
    person = await matters.locked(work, Person, person_id)
    at = welcome(person, moment.definition.region, moment.now)
    if at is None:
        return False
    if at > moment.now:
        raise Later(at)
    person.note_told(moment.now)
    await tell(work, person_id, replace(message, unasked=True), key=key)
    return True


async def mail(work: Work, to: str, *, name: str, key: str, note: str = "") -> None:
    """Have a mail made and sent once this work commits; `to` says to whom ("approval:17"), by a registered kind of reader.

    What is registered as `draws(name)` makes it when it is sent, so that what only its reader may see (a link, a code) is
    in no row before. `name` may say a matter ("approval:17"), which it is then given; a `note` is handed on to it.
    """
    await outbox.post_drawn(work, f"{MAIL}{to}", name, key=key, note=note, notify=True)


async def tell_group(
    work: Work, scheme: str, message: Message, *, key: str | None = None, notify: bool = True
) -> None:
    """Tell the Oversight Group, in its channel."""
    if key is None or await has_room(work, scheme, key):
        await outbox.post(work, f"group:{scheme}", message_json(message), key=key, notify=notify)


async def tell_of(
    work: Work, person_id: PersonId, message: Message, *, key: str, notify: bool = True
) -> None:
    """Tell somebody of a matter that is theirs to look after; of a crowd of them they are told once an hour instead.

    Many strangers together are so no flood, and none of them is refused: each matter is kept, and is on the home of
    whoever looks after it (R13.6).
    """
    if await _has_room(work, f"person:{person_id}", key, HOME_CROWD):
        await tell(work, person_id, message, key=key, notify=notify)


async def has_room(work: Work, scheme: str, key: str) -> bool:
    """Whether the Group's channel is shown a new card: of a crowd it is told once an hour instead (R13.6).

    The list in the channel, and each member's own, still have everything.
    """
    return await _has_room(work, f"group:{scheme}", key, CROWD)


async def _has_room(work: Work, recipient: str, key: str, crowd: Message) -> bool:
    if not await outbox.crowded(
        work, recipient, key=key, most=CARDS, since=add_minutes(work.now, -HOUR)
    ):
        return True
    key = f"crowd:{work.now:%Y-%m-%dT%H}"
    if not await outbox.is_posted(work, recipient, key):  # once more it would be noticed once more
        await outbox.post(work, recipient, message_json(crowd), key=key)
    return False
