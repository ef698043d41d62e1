"""Where people and Groups are reached, whichever platforms they are on."""

from collections.abc import Iterable

from bot.app import Bot
from bot.channel import Channel
from handlers.kit.door import let_in_by
from scheme.people import Account
from scheme.room import Room
from storage import accounts, outbox, people, rooms
from storage.outbox import Letter
from storage.work import Work


async def account(work: Work, channels: Iterable[Channel], person_id: int) -> Account | None:
    """Where somebody is reached: where they were seen last, of the workspaces that are let in and the platforms that are on."""
    on = {one.name for one in channels}
    for one in await accounts.of_person(work, person_id):
        if one.platform in on and let_in_by(work.definitions, one.platform, one.workspace):
            return one
    return None


async def room(bot: Bot, scheme: str) -> Room | None:
    """The channel of a scheme's Group; None when it has none."""
    async with bot.work(writes=False) as work:
        return await rooms.of(work, scheme)


async def copy_to_members(bot: Bot, scheme: str, letter: Letter, readers: frozenset[int]) -> None:
    """A Group's card for those of its members who cannot see its room, in their own chats.

    A copy is kept up as long as its reader is of the Group. `readers`: the people who see the card in the room.
    """
    key = letter.key and f"group/{letter.key}"[:80]
    async with bot.work() as work:
        have = await outbox.holders(work, key) if key else frozenset()
        for seat in await people.group(work, scheme):
            recipient, sees = f"person:{seat.person_id}", seat.person_id in readers
            if not sees or recipient in have:
                notify = letter.notify and not sees
                await outbox.post(work, recipient, letter.body, key=key, notify=notify)
