"""Teams' side of delivery: to people in their own chats with the bot, and to the Group in its channel."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.chat.channel import PlatformChannel
from bot.teams.files import Files
from bot.teams.posting import Chat, Posting
from bot.teams.references import References
from bot.teams.wire.connector import Connector
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.place import TEAMS, ConversationAddress
from handlers.kit.ui import Action, Message, Part
from scheme.people import Account
from storage.outbox import Letter

log = structlog.get_logger("teams")

SERVED_ELSEWHERE = "InvalidBotApiHost"
SHUT_OFF = "BotDisabledByAdmin"


class TeamsChannel(PlatformChannel):
    """Reaches people and Groups in Teams. An address is "TENANT/CONVERSATION/ACTIVITY"."""

    name = TEAMS

    def __init__(
        self, bot: Bot, connector: Connector, references: References, files: Files
    ) -> None:
        super().__init__(bot)
        self._references = references
        self._posting = Posting(bot, connector, files)
        # What is to be done when all of a tenant is shut.
        self.tenant_lost: Callable[[str], Awaitable[None]] | None = None

    async def say(self, place: ConversationAddress, message: Message) -> str:
        """Post a reply at once, ahead of what waits; returns its id. Raises `DeliveryProblem`."""
        return await self._posting.say(
            Chat(place, own=True, known=await self.known(place.tenant, message.parts)), message
        )

    async def fold(self, place: ConversationAddress, home: Sequence[str]) -> None:
        """A home whose messages have these ids is a line from now on. Raises `DeliveryProblem`."""
        await self._posting.fold(Chat(place, own=True), home)

    async def known(self, tenant: str, parts: Sequence[Part]) -> dict[int, str]:
        """The sign-in names of people of a tenant that a message leads to, by person."""
        return {
            person: account.email
            for person, account in (await self._known(tenant, parts)).items()
            if account.email
        }

    async def here(self, tenant: str, channel: str) -> Action:
        """What an administrator does who makes a channel the Group's; the bot is in it, as it heard them there."""
        here = self._bot.desk.catalogue.taking("channel")
        return Action(
            name=here, answers={"platform": TEAMS, "workspace": tenant, "channel": channel}
        )

    # People

    async def _in_chat(self, account: Account, message: Message, letter: Letter) -> str:
        try:
            return await self._put_in_chat(account, message, letter)
        except TeamsProblem as problem:
            if problem.about != "place" or not is_shut(problem):
                raise
        await self._references.forget(
            account.workspace, account.user
        )  # what was remembered may be an old one
        return await self._put_in_chat(account, message, letter)

    async def _put_in_chat(self, account: Account, message: Message, letter: Letter) -> str:
        try:
            place = await self._references.chat_of(account.workspace, account.user)
            known = await self.known(account.workspace, message.parts)
            return await self._posting.put(Chat(place, own=True, known=known), message, letter)
        except TeamsProblem as problem:
            raise self._checked(account.workspace, problem) from None

    async def _forget(self, account: Account) -> None:
        await self._references.forget(account.workspace, account.user)

    # The Group

    async def _in_channel(
        self, workspace: str, channel: str, message: Message, letter: Letter
    ) -> str:
        try:
            place = await self._references.place_of(workspace, channel)
            known = await self.known(workspace, message.parts)
            return await self._posting.put(Chat(place, own=False, known=known), message, letter)
        except TeamsProblem as problem:
            raise self._checked(workspace, problem) from None

    # Both

    def _is_gone(self, problem: DeliveryProblem, *, chat: bool) -> bool:
        return isinstance(problem, TeamsProblem) and is_shut(problem)

    async def _is_shut_out(self, workspace: str, problem: DeliveryProblem) -> bool:
        if problem.reason != SHUT_OFF or self.tenant_lost is None:
            return False
        await self.tenant_lost(workspace)
        return True

    def _checked(self, tenant: str, problem: TeamsProblem) -> TeamsProblem:
        """Where Teams refuses the bot itself, letters wait, and where the tenant is served is looked up afresh."""
        if problem.about == "tenant" or problem.reason == SERVED_ELSEWHERE:
            log.error("a tenant takes nothing", tenant=tenant, reason=problem.reason)
            self._references.forget_tenant(tenant)
        return problem


def is_shut(problem: TeamsProblem) -> bool:
    """Whether Teams itself says that a conversation is closed to the bot: what gives no word may be a gateway on the way."""
    return problem.about in ("account", "place") and not problem.reason.startswith("status ")
