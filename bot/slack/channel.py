"""Slack's side of delivery: to people in their own chats with the bot, and to the Group in its channel."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.chat.channel import PlatformChannel
from bot.pacing import Pacer
from bot.recent import Recent
from bot.slack.identities import SlackIdentities
from bot.slack.installations import SLACK, Clients
from bot.slack.posting import Chat, Posting
from bot.slack.wire.errors import SlackProblem, problem_of
from handlers.kit.ui import Action, Message, Part
from scheme.ids import PersonId
from scheme.people import Account
from storage.outbox import Letter
from storage.platforms import accounts
from storage.work import Busy, Fault

log = structlog.get_logger("slack")

CLOSED = frozenset({"channel_not_found", "is_archived"})  # what a chat answers whose person is gone


class SlackChannel(PlatformChannel):
    """Reaches people and Groups in Slack. An address is "WORKSPACE/CHANNEL/STAMP"."""

    name = SLACK

    def __init__(
        self, bot: Bot, clients: Clients, identities: SlackIdentities, pacer: Pacer
    ) -> None:
        super().__init__(bot)
        self._clients = clients
        self._identities = identities
        self._pacer = pacer
        self._posting = Posting(bot, pacer)
        self._chats: Recent[tuple[str, str], str] = Recent()

    async def say(
        self,
        workspace: str,
        channel: str,
        message: Message,
        *,
        to: str = "",
        thread: str = "",
    ) -> str:
        """Post a reply at once, ahead of what waits; to one user of the channel alone when `to` names one.

        `thread` is the stamp of the message below which it stands.

        Returns its address, "" for one that a single person sees. Raises `DeliveryProblem`.
        """
        chat = await self._chat(workspace, channel, message.parts)
        ts = await self._posting.say(chat, message, to, thread)
        if ts:
            return chat.address(ts)
        return ""

    async def fold(self, home: Sequence[str]) -> None:
        """A home whose messages stand at these addresses, all in one chat, is a line from now on. Raises `DeliveryProblem`."""
        workspace, channel, _ = home[0].split("/")
        chat = await self._chat(workspace, channel)
        await self._posting.fold(chat, [address.rpartition("/")[2] for address in home])

    async def known(self, workspace: str, parts: Sequence[Part]) -> dict[int, str]:
        """The users of a workspace that a message leads to, by person."""
        return {
            person: account.user
            for person, account in (await self._known(workspace, parts)).items()
        }

    async def chat_of(self, workspace: str, user: str) -> str:
        """Somebody's own chat with the bot, opened when it is not yet. Raises `DeliveryProblem`."""
        if chat := self._chats.get((workspace, user)):
            self._chats.move_to_end((workspace, user))
            return chat
        try:
            async with self._bot.work(writes=False) as work:
                account = await accounts.at(work, SLACK, workspace, user)
        except (
            Busy,
            Fault,
        ):  # Slack knows as well, and whoever is told that the bot is busy must hear it
            account = None
        if account is not None and account.chat:
            return self._remember(workspace, user, account.chat)
        return await self._open(workspace, user)

    async def here(self, workspace: str, channel: str, seconds: float) -> Action:
        """What an administrator does who makes a channel the Group's: whether the bot is in it is asked of Slack, for a while."""
        answers: dict[str, str | bool] = {
            "platform": SLACK,
            "workspace": workspace,
            "channel": channel,
        }
        try:
            async with asyncio.timeout(seconds):
                chat = await self._chat(workspace, channel)
                told = await self._posting.call(
                    chat, "conversations.info", reads=True, channel=channel
                )
        except SlackProblem as problem:
            if problem.about == "place":
                answers["inside"] = False
        except (DeliveryProblem, TimeoutError):
            pass  # it is looked again once the channel is the Group's
        else:
            answers["inside"] = (told.get("channel") or {}).get("is_member") is not False
        return Action(name=self._bot.desk.catalogue.taking("channel"), answers=dict(answers))

    # People

    async def _looked_up(self, person_id: PersonId) -> Account | None:
        return await self._identities.account(person_id)

    async def _in_chat(self, account: Account, message: Message, letter: Letter) -> str:
        chat = await self.chat_of(account.workspace, account.user)
        try:
            return await self._in_channel(account.workspace, chat, message, letter)
        except SlackProblem as problem:
            if problem.reason != "channel_not_found":
                raise
        again = await self._open(
            account.workspace, account.user
        )  # what was remembered may be an old one
        return await self._in_channel(account.workspace, again, message, letter)

    async def _open(self, workspace: str, user: str) -> str:
        chat = await self._chat(workspace, user)
        try:
            told = await self._posting.call(chat, "conversations.open", users=user)
        except SlackProblem as problem:
            raise self._checked(workspace, problem) from None
        opened = str(told["channel"]["id"])
        try:
            async with self._bot.work() as work:
                account = await accounts.at(work, SLACK, workspace, user)
                if account is not None:
                    account.chat = opened
        except (Busy, Fault) as no:
            log.info("not noted where somebody's chat is", why=type(no).__name__)
        return self._remember(workspace, user, opened)

    def _remember(self, workspace: str, user: str, chat: str) -> str:
        self._chats[workspace, user] = chat
        return chat

    async def _forget(self, account: Account) -> None:
        self._chats.pop((account.workspace, account.user), None)

    # Both

    def _is_gone(self, problem: DeliveryProblem, *, chat: bool) -> bool:
        if not isinstance(problem, SlackProblem):
            return False
        if chat:
            return problem.about == "account" or problem.reason in CLOSED
        return problem.about == "place"

    async def _in_channel(
        self, workspace: str, channel: str, message: Message, letter: Letter
    ) -> str:
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
        return Chat(
            workspace=workspace,
            channel=channel,
            client=client,
            known=await self.known(workspace, parts),
        )

    def _checked(self, workspace: str, problem: SlackProblem) -> SlackProblem:
        """A token that is no good is learnt afresh for the next try; letters wait until it is better."""
        if problem.about == "workspace":
            log.error("a workspace takes nothing", workspace=workspace, reason=problem.reason)
            self._clients.forget(workspace)
        return problem
