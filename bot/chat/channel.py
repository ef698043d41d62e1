"""Where people and Groups are reached, whichever platforms they are on (R3.3, R11.5)."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import structlog

from bot.app import Bot
from bot.channel import Channel, DeliveryProblem
from handlers.accounts import platform_changes
from handlers.accounts.identity import let_in_by
from handlers.kit.ui import Contact, Message, Part
from scheme.ids import PersonId
from scheme.people import WEB, Account
from scheme.room import Room
from storage import outbox, people
from storage.letters import COPIES
from storage.outbox import Letter
from storage.platforms import accounts, rooms
from storage.work import Work

log = structlog.get_logger("delivery")

MOST_ACCOUNTS = 3  # of one person, tried for one letter


async def account(work: Work, channels: Iterable[Channel], person_id: PersonId) -> Account | None:
    """Where somebody is reached: where they were seen last, of the workspaces that are let in and the platforms that are on."""
    on = {channel.name for channel in channels}
    for reachable in await accounts.of_person(work, person_id):
        if reachable.platform in on and let_in_by(
            work.definitions, reachable.platform, reachable.workspace
        ):
            return reachable
    return None


class PlatformChannel(ABC):
    """Reaches people by their accounts, and the Group by its room; who cannot see the room gets a copy.

    What a platform does its own way stands in the methods that it gives.
    """

    name: str

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    # What a platform gives

    @abstractmethod
    async def _in_chat(self, account: Account, message: Message, letter: Letter) -> str:
        """Show a message in somebody's own chat; returns its address. Raises `DeliveryProblem`."""

    @abstractmethod
    async def _in_channel(
        self, workspace: str, channel: str, message: Message, letter: Letter
    ) -> str:
        """Show a message in a channel; returns its address. Raises `DeliveryProblem`."""

    @abstractmethod
    def _is_gone(self, problem: DeliveryProblem, *, chat: bool) -> bool:
        """Whether a problem means that the account behind a chat, or else the channel, is there no more."""

    @abstractmethod
    async def _forget(self, account: Account) -> None:
        """Nothing that is remembered of an account holds any more."""

    async def _looked_up(self, person_id: PersonId) -> Account | None:
        """An account of somebody who has never been seen, where the platform finds people by their address."""
        return None

    async def _is_shut_out(self, workspace: str, problem: DeliveryProblem) -> bool:
        """Whether a problem is that of a whole workspace, which is no one account's end; this has then been noted."""
        return False

    # Delivery

    async def reaches(self, recipient: str) -> bool:
        """Whether "person:5", "group:aln" or "room:PLATFORM:WORKSPACE/CHANNEL" can be reached here."""
        kind, _, name = recipient.partition(":")
        if kind == "person":
            if name.isdecimal():
                found = await self._account(PersonId(int(name)))
            else:
                found = None
            return found is not None and found.platform == self.name
        if kind == "group":
            room = await self._room(name)
            if room is None:  # then it is on the web, where there is one for people
                on_the_web = any(channel.name == WEB for channel in self._bot.channels)
                return name in self._bot.definitions and not on_the_web
            return name in self._bot.definitions and room.platform == self.name
        return recipient.startswith(f"room:{self.name}:")

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Show a message, or update it where it stands; returns its address, "" where it stands in no one place."""
        kind, _, name = recipient.partition(":")
        if kind == "person":
            return await self._to_person(PersonId(int(name)), message, letter)
        if kind == "group":
            return await self._to_group(name, message, letter)
        # A channel by its own name, as what was the Group's once has a last word.
        workspace, _, channel = recipient.removeprefix(f"room:{self.name}:").partition("/")
        try:
            return await self._in_channel(workspace, channel, message, letter)
        except DeliveryProblem as problem:
            raise _hopeless(problem) if self._is_gone(problem, chat=False) else problem from None

    async def _known(self, workspace: str, parts: Sequence[Part]) -> dict[PersonId, Account]:
        """The accounts in a workspace of people whom a message leads to, by person."""
        ids = [part.person for part in parts if isinstance(part, Contact)]
        if not ids:
            return {}
        async with self._bot.work(writes=False) as work:
            return await accounts.of_people(work, self.name, workspace, ids)

    # People

    async def _account(self, person_id: PersonId) -> Account | None:
        """Where somebody is reached, on whichever platform."""
        async with self._bot.work(writes=False) as work:
            known = await account(work, self._bot.channels, person_id)
        return known or await self._looked_up(person_id)

    async def _to_person(self, person_id: PersonId, message: Message, letter: Letter) -> str:
        """Where they were seen last; elsewhere, when that account has been closed."""
        no = DeliveryProblem("no account")
        for _ in range(MOST_ACCOUNTS):
            account = await self._account(person_id)
            if account is None:
                break
            if account.platform != self.name:  # whoever reaches them there takes it from here
                raise DeliveryProblem("reached elsewhere", tried=False)
            try:
                return await self._in_chat(account, message, letter)
            except DeliveryProblem as problem:
                if not self._is_gone(problem, chat=True):
                    raise
                if not await self._is_shut_out(account.workspace, problem):
                    await self._lose(account, problem)
                    no = _hopeless(problem)
        raise no

    async def _lose(self, account: Account, problem: DeliveryProblem) -> None:
        """An account was closed: nobody is reached there any more, until the platform says otherwise."""
        log.warning("an account is gone", account=account.id, reason=problem.reason)
        async with self._bot.work() as work:
            found = await accounts.at(work, self.name, account.workspace, account.user)
            if found is not None and found.gone_at is None:
                found.gone_at = work.now
        await self._forget(account)

    # The Group

    async def _to_group(self, scheme: str, message: Message, letter: Letter) -> str:
        """In its room, as long as the bot can post there; else its members alone have it, in their own chats."""
        room = await self._room(scheme)
        address = letter.address or ""  # where it stands in a room that may be back some day
        readers: frozenset[PersonId] = frozenset()
        if room is not None and room.lost_at is None:
            try:
                address = await self._in_channel(room.workspace, room.channel, message, letter)
            except DeliveryProblem as problem:
                if not self._is_gone(problem, chat=False):
                    raise
                await self._is_shut_out(room.workspace, problem)
                await self._lose_room(room, problem)
            else:
                readers = frozenset(room.readers)
        if (
            not message.pinned
        ):  # the list is kept at hand in one place, and everybody has the like at home
            await self._copy(scheme, letter, readers)
        return address

    async def _room(self, scheme: str) -> Room | None:
        async with self._bot.work(writes=False) as work:
            return await rooms.of(work, scheme)

    async def _lose_room(self, room: Room, problem: DeliveryProblem) -> None:
        log.error("the Group's channel is lost", scheme=room.scheme, reason=problem.reason)
        async with self._bot.work() as work:
            found = await rooms.of(work, room.scheme)
            if found is not None and found.channel == room.channel:
                await platform_changes.room_lost(
                    work, found, self._bot.desk.catalogue.platforms[found.platform]
                )

    async def _copy(self, scheme: str, letter: Letter, readers: frozenset[PersonId]) -> None:
        """For those of the Group who cannot see its room. A copy is kept up as long as its reader is of the Group."""
        key = letter.key and f"{COPIES}{letter.key}"[:80]
        async with self._bot.work() as work:
            if key:
                have = await outbox.holders(work, key)
            else:
                have = frozenset()
            for seat in await people.group(work, scheme):
                recipient = f"person:{seat.person_id}"
                sees = seat.person_id in readers
                if not sees or recipient in have:
                    notify = letter.notify and not sees
                    await outbox.post(work, recipient, letter.body, key=key, notify=notify)


def _hopeless(problem: DeliveryProblem) -> DeliveryProblem:
    return DeliveryProblem(problem.reason, permanent=True)
