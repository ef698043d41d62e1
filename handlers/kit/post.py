"""Posting to people and to the Group: into the outbox, in the step's own transaction."""

from handlers.kit.ui import Message, message_json
from storage import outbox
from storage.work import Work


async def tell(work: Work, person_id: int, message: Message, *, key: str | None = None, notify: bool = True) -> None:
    """Tell a person, where they are. With a `key` the message is kept up: the latest wording replaces the earlier."""
    await outbox.post(work, f"person:{person_id}", message_json(message), key=key, notify=notify)


async def tell_group(work: Work, scheme: str, message: Message, *, key: str | None = None, notify: bool = True) -> None:
    """Tell the Oversight Group, in its channel."""
    await outbox.post(work, f"group:{scheme}", message_json(message), key=key, notify=notify)
