"""Posting to people and to the Group: into the outbox, in the step's own transaction."""

from datetime import datetime

from handlers.kit.turn import Moment
from handlers.kit.ui import Message, message_json
from scheme.people import Person
from scheme.quiet import welcome
from storage import matters, outbox
from storage.work import Work


class Later(Exception):
    """What falls due is for somebody who would rather not hear of it now: it comes again at `until` (R12.4)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M}")
        self.until = until


async def tell(work: Work, person_id: int, message: Message, *, key: str | None = None, notify: bool = True) -> None:
    """Tell a person, where they are. With a `key` the message is kept up: the latest wording replaces the earlier."""
    await outbox.post(work, f"person:{person_id}", message_json(message), key=key, notify=notify)


async def unasked(moment: Moment, work: Work, person_id: int, message: Message, *, key: str | None = None) -> bool:
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
    person.told_at = moment.now
    await tell(work, person_id, message, key=key)
    return True


async def tell_group(work: Work, scheme: str, message: Message, *, key: str | None = None, notify: bool = True) -> None:
    """Tell the Oversight Group, in its channel."""
    await outbox.post(work, f"group:{scheme}", message_json(message), key=key, notify=notify)
