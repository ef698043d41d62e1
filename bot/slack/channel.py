"""Slack's side of delivery: to people in their own chats with the bot, and to the Group in its channel."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

import structlog

from bot import reached
from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.pacing import Pacer
from bot.slack.errors import SlackProblem, problem_of
from bot.slack.installations import SLACK, Clients
from bot.slack.posting import Chat, Posting
from bot.slack.who import SlackWho
from handlers.kit import reach
from handlers.kit.ui import Action, Contact, Message, Part
from scheme.people import Account
from scheme.room import Room
from storage import accounts, rooms
from storage.outbox import Letter

log = structlog.get_logger("slack")

ROOM = f"room:{SLACK}:"  # a channel by its own name, as what was the Group's once has a last word
MOST_ACCOUNTS = 3  # of one person, tried for one letter
READERS = 4  # of the database at a time
CHATS = 10_000  # remembered
CLOSED = frozenset({"channel_not_found", "is_archived"})  # what a chat answers whose person is gone


class SlackChannel:
    """Reaches people by their accounts, and the Group by its room; who cannot see the room gets a copy.

    An address is "WORKSPACE/CHANNEL/STAMP".
    """

    name = SLACK

    def __init__(self, bot: Bot, clients: Clients, who: SlackWho, pacer: Pacer) -> None:
        self._bot = bot
        self._clients = clients
        self._who = who
        self._pacer = pacer
        self._posting = Posting(bot, pacer)
        self._readers = asyncio.Semaphore(READERS)
        self._chats: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def reaches(self, recipient: str) -> bool:
        """Whether "person:5", "group:aln" or "room:slack:T1/C1" can be reached here."""
        kind, _, name = recipient.partition(":")
        if kind == "person":
            return name.isdecimal() and await self._account(int(name)) is not None
        if kind == "group":
            room = await reached.room(self._bot, name)
            return name in self._bot.definitions and (room is None or room.platform == SLACK)
        return recipient.startswith(ROOM)

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Show a message, or update it where it stands; returns its address, "" where it stands in no one place."""
        kind, _, name = recipient.partition(":")
        if kind == "person":
            return await self._to_person(int(name), message, letter)
        if kind == "group":
            return await self._to_group(name, message, letter)
        workspace, _, channel = recipient.removeprefix(ROOM).partition("/")
        try:
            return await self._put(workspace, channel, message, letter)
        except SlackProblem as problem:
            raise _hopeless(problem) if problem.about == "place" else problem from None

    async def say(self, workspace: str, channel: str, message: Message, *, to: str = "") -> str:
        """Post a reply at once, ahead of what waits; to one user of the channel alone when `to` names one.

        Returns its address, "" for one that a single person sees. Raises `DeliveryProblem`.
        """
        chat = await self._chat(workspace, channel, message.parts)
        ts = await self._posting.say(chat, message, to)
        return chat.address(ts) if ts else ""

    async def known(self, workspace: str, parts: Sequence[Part]) -> dict[int, str]:
        """The users of a workspace that a message leads to, by person."""
        ids = [one.person for one in parts if isinstance(one, Contact)]
        if not ids:
            return {}
        async with self._readers, self._bot.work(writes=False) as work:
            found = await accounts.of_people(work, SLACK, workspace, ids)
        return {person: one.user for person, one in found.items()}

    async def chat_of(self, workspace: str, user: str) -> str:
        """Somebody's own chat with the bot, opened when it is not yet. Raises `DeliveryProblem`."""
        if chat := self._chats.get((workspace, user)):
            self._chats.move_to_end((workspace, user))
            return chat
        async with self._readers, self._bot.work(writes=False) as work:
            account = await accounts.at(work, SLACK, workspace, user)
        if account is not None and account.chat:
            return self._remember(workspace, user, account.chat)
        return await self._open(workspace, user)

    async def here(self, workspace: str, channel: str) -> Action:
        """What an administrator does who makes a channel the Group's: whether the bot is in it is asked of Slack."""
        answers: dict[str, str | bool] = {"platform": SLACK, "workspace": workspace, "channel": channel}
        try:
            told = await self._posting.call(
                await self._chat(workspace, channel), "conversations.info", reads=True, channel=channel
            )
        except SlackProblem as problem:
            if problem.about == "place":
                answers["inside"] = False
        except DeliveryProblem:
            pass
        else:
            answers["inside"] = (told.get("channel") or {}).get("is_member") is not False
        return Action("room.here", answers=dict(answers))

    # People

    async def _account(self, person_id: int) -> Account | None:
        """Where somebody is reached. What the database knows is read by a few at a time: people need it as well."""
        async with self._readers, self._bot.work(writes=False) as work:
            known = await reached.account(work, self._bot.channels, person_id)
        if known is not None:
            return known if known.platform == SLACK else None
        return await self._who.account(person_id)

    async def _to_person(self, person_id: int, message: Message, letter: Letter) -> str:
        """Where they were seen last; elsewhere, when that account has been closed."""
        no = DeliveryProblem("no account")
        for _ in range(MOST_ACCOUNTS):
            account = await self._account(person_id)
            if account is None:
                break
            try:
                return await self._in_chat(account, message, letter)
            except SlackProblem as problem:
                if not _is_gone(problem):
                    raise
                await self._lose(account, problem)
                no = _hopeless(problem)
        raise no

    async def _in_chat(self, account: Account, message: Message, letter: Letter) -> str:
        chat = await self.chat_of(account.workspace, account.user)
        try:
            return await self._put(account.workspace, chat, message, letter)
        except SlackProblem as problem:
            if problem.reason != "channel_not_found":
                raise
        again = await self._open(account.workspace, account.user)  # what was remembered may be an old one
        return await self._put(account.workspace, again, message, letter)

    async def _open(self, workspace: str, user: str) -> str:
        chat = await self._chat(workspace, user)
        try:
            told = await self._posting.call(chat, "conversations.open", users=user)
        except SlackProblem as problem:
            raise self._checked(workspace, problem) from None
        opened = str(told["channel"]["id"])
        async with self._bot.work() as work:
            account = await accounts.at(work, SLACK, workspace, user)
            if account is not None:
                account.chat = opened
        return self._remember(workspace, user, opened)

    def _remember(self, workspace: str, user: str, chat: str) -> str:
        self._chats[workspace, user] = chat
        if len(self._chats) > CHATS:
            self._chats.popitem(last=False)
        return chat

    async def _lose(self, account: Account, problem: SlackProblem) -> None:
        """An account was closed: nobody is reached there any more, until Slack says otherwise."""
        log.warning("an account is gone", account=account.id, reason=problem.reason)
        async with self._bot.work() as work:
            found = await accounts.at(work, SLACK, account.workspace, account.user)
            if found is not None and found.gone_at is None:
                found.gone_at = work.now
        self._chats.pop((account.workspace, account.user), None)
        self._who.forget(account.workspace, account.user)

    # The Group

    async def _to_group(self, scheme: str, message: Message, letter: Letter) -> str:
        """In its room, as long as the bot can post there; else its members alone have it, in their own chats."""
        room, address = await reached.room(self._bot, scheme), ""
        if room is not None and room.lost_at is None:
            try:
                address = await self._put(room.workspace, room.channel, message, letter)
            except SlackProblem as problem:
                if problem.about != "place":
                    raise
                await self._lose_room(room, problem)
        if not message.pinned:  # the list is kept at hand in one place, and everybody has the like at home
            readers = frozenset(room.readers) if room and address else frozenset()
            await reached.copy_to_members(self._bot, scheme, letter, readers)
        return address

    async def _lose_room(self, room: Room, problem: SlackProblem) -> None:
        log.error("the Group's channel is lost", scheme=room.scheme, reason=problem.reason)
        async with self._bot.work() as work:
            found = await rooms.of(work, room.scheme)
            if found is not None and found.channel == room.channel:
                await reach.room_lost(work, found)

    # Both

    async def _put(self, workspace: str, channel: str, message: Message, letter: Letter) -> str:
        try:
            chat = await self._chat(workspace, channel, message.parts)
            return await self._posting.put(chat, message, letter)
        except SlackProblem as problem:
            raise self._checked(workspace, problem) from None

    async def _chat(self, workspace: str, channel: str, parts: Sequence[Part] = ()) -> Chat:
        try:
            client = await self._clients.of(workspace)
        except Exception as error:
            raise problem_of(error) from None
        return Chat(workspace, channel, client, await self.known(workspace, parts))

    def _checked(self, workspace: str, problem: SlackProblem) -> SlackProblem:
        """A token that is no good is learnt afresh for the next try; letters wait until it is better."""
        if problem.about == "workspace":
            log.error("a workspace takes nothing", workspace=workspace, reason=problem.reason)
            self._clients.forget(workspace)
        return problem


def _is_gone(problem: SlackProblem) -> bool:
    return problem.about == "account" or problem.reason in CLOSED


def _hopeless(problem: SlackProblem) -> DeliveryProblem:
    return DeliveryProblem(problem.reason, permanent=True)
