"""The web channel's side of delivery: puts messages of the outbox in a chat, and rings the pages that show it."""

from bot.app import Bot
from bot.chat.channel import account
from bot.web.live import Hub
from handlers.accounts import by_mail
from handlers.kit.ui import Message, message_json
from scheme.ids import PersonId
from scheme.people import WEB, Account
from storage import outbox, people
from storage.letters import COPIES
from storage.outbox import Letter
from storage.platforms import chats, rooms


class WebChannel:
    """Reaches everybody in the playground; of real people whoever was last seen on the web, and whoever nobody else reaches.

    So it stands last among the channels. What is for somebody who never signed in waits here until they do.
    """

    name = WEB

    def __init__(self, bot: Bot, hub: Hub, *, playground: bool) -> None:
        self._bot = bot
        self._hub = hub
        self._playground = playground

    async def reaches(self, recipient: str) -> bool:
        """Whether "person:5" or "group:aln" has a chat here."""
        kind, _, name = recipient.partition(":")
        if self._playground:
            return kind in {"person", "group"}
        if kind == "person" and name.isdecimal():
            found = await self._account(PersonId(int(name)))
            return found is None or found.platform == WEB
        return kind == "group" and name in self._bot.definitions and not await self._has_room(name)

    async def _account(self, person_id: PersonId) -> Account | None:
        async with self._bot.work(writes=False) as work:
            return await account(work, self._bot.channels, person_id)

    async def _has_room(self, scheme: str) -> bool:
        """Whether the Group's channel is on a platform, lost or not; then its platform sees to it."""
        on = {channel.name for channel in self._bot.channels}
        async with self._bot.work(writes=False) as work:
            room = await rooms.of(work, scheme)
        return room is not None and room.platform in on

    async def _tell_members(self, scheme: str, letter: Letter) -> None:
        """Those of the Group who are reached elsewhere have a copy there; the others read the channel here, and have a mail."""
        key = letter.key and f"{COPIES}{letter.key}"[:80]
        async with self._bot.work() as work:
            for seat in await people.group(work, scheme):
                member = seat.person_id
                found = await account(work, self._bot.channels, member)
                if found is not None and found.platform != WEB:
                    await outbox.post(
                        work, f"person:{member}", letter.body, key=key, notify=letter.notify
                    )
                else:
                    await by_mail.told_in_channel(
                        work, member, letter, is_reading=self._bot.is_reading(member)
                    )

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Put a message in a chat, or in place of its earlier wording; one that notifies moves to the end."""
        kind, _, scheme = recipient.partition(":")
        if kind == "group" and not self._playground and not message.pinned:
            await self._tell_members(scheme, letter)
        async with self._bot.work() as work:
            await chats.deliver(
                work,
                recipient,
                outbox_id=letter.id,
                body=message_json(message),
                at=letter.posted_at,
                again=letter.notify,
            )
        self._hub.ring(recipient)
        return str(letter.id)
