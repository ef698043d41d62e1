"""Where things are in Teams: the address at which a tenant is served, and people's own chats with the bot.

Both come with whatever arrives and are kept, so that the bot can speak first (R12.3). They are written only where they change.
"""

from time import monotonic
from typing import Any

import structlog

from bot.app import Bot
from bot.recent import Recent
from bot.teams.asker import Asker
from bot.teams.wire.connector import Connector
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.place import TEAMS, ConversationAddress
from scheme.refusal import Refusal
from storage.platforms import accounts, installations, rooms
from storage.platforms.installations import Installed

log = structlog.get_logger("teams")

FRESH = 60.0  # seconds before what another process may have learnt is read again
SERVED_AT = "service_url"
BOT = "bot"
ROOMS = "teams"  # the teams of the Groups' channels, by channel


class References:
    """Remembers addresses and chats."""

    def __init__(self, bot: Bot, connector: Connector) -> None:
        self._bot = bot
        self._connector = connector
        self._served: dict[str, tuple[float, str]] = {}
        self._chats: Recent[tuple[str, str], str] = Recent()
        self._kept: Recent[tuple[str, str], str] = Recent()

    # What arrives

    async def note(self, asker: Asker) -> bool:
        """Take over where something came from: the tenant's address and, in somebody's own chat, which chat that is.

        Returns whether the bot was thought to be removed from the tenant, or found somebody gone at an earlier address of it.
        """
        try:
            was_gone = await self._note_address(asker)
            if asker.personal:
                await self._note_chat(asker)
        except Refusal:  # a busy database: it is noted with what arrives next
            log.info("not noted where somebody is", tenant=asker.tenant)
            return False
        return was_gone

    async def _note_address(self, asker: Asker) -> bool:
        _, known = self._served.get(asker.tenant, (0.0, ""))
        if not asker.service_url or known == asker.service_url:
            return False
        was_gone = False
        here = {SERVED_AT: asker.service_url, BOT: asker.bot}
        async with self._bot.work() as work:
            found = await installations.of(work, TEAMS, asker.tenant)
            body: dict[str, Any] = {**(found.body or {}), **here} if found else here
            if found is None or found.gone_at is not None or found.body != body:
                was_gone = await installations.keep(
                    work,
                    TEAMS,
                    Installed(
                        enterprise="", workspace=asker.tenant, token=None, body=body, gone_at=None
                    ),
                )
            if (
                found is not None
                and not was_gone
                and found.body.get(SERVED_AT, "") not in ("", asker.service_url)
            ):
                # Where it was served before, nobody was there any more: whether they are here, the next letter tells.
                lost = [
                    room
                    for room in await rooms.in_workspace(work, TEAMS, asker.tenant)
                    if room.lost_at
                ]
                was_gone = bool([*await accounts.reopen(work, TEAMS, asker.tenant), *lost])
                log.info("a tenant is served elsewhere", tenant=asker.tenant)
        self._served[asker.tenant] = (monotonic() + FRESH, asker.service_url)
        return was_gone

    async def _note_chat(self, asker: Asker) -> None:
        whose = (asker.tenant, asker.user)
        self._chats[whose] = asker.conversation
        if self._kept.get(whose) == asker.conversation:
            return
        async with self._bot.work(writes=False) as work:
            account = await accounts.at(work, TEAMS, *whose)
        if account is None:  # nobody knows yet who they are
            return
        if account.chat != asker.conversation:
            await self._keep(whose, asker.conversation)
        self._kept[whose] = asker.conversation

    async def _keep(self, whose: tuple[str, str], chat: str) -> None:
        async with self._bot.work() as work:
            account = await accounts.at(work, TEAMS, *whose)
            if account is not None and account.chat != chat:
                account.chat = chat

    async def note_team(self, asker: Asker) -> None:
        """Take over which team a Group's channel is in, so that what becomes of the team is known to concern it."""
        if not asker.team:
            return
        async with self._bot.work() as work:
            found = await installations.of(work, TEAMS, asker.tenant)
            if found is None:
                return
            teams = {**found.body.get(ROOMS, {}), asker.channel: asker.team}
            if teams != found.body.get(ROOMS):
                body = {**found.body, ROOMS: teams}
                await installations.keep(
                    work,
                    TEAMS,
                    Installed(
                        enterprise="", workspace=asker.tenant, token=None, body=body, gone_at=None
                    ),
                )

    async def team_of(self, tenant: str, channel: str) -> str:
        """The team that a Group's channel is in; "" where that was never told."""
        async with self._bot.work(writes=False) as work:
            found = await installations.of(work, TEAMS, tenant)
        if found:
            return str(found.body.get(ROOMS, {}).get(channel, ""))
        return ""

    # What goes out

    async def place_of(self, tenant: str, conversation: str) -> ConversationAddress:
        """A conversation, at the address its tenant is served at. Raises `TeamsProblem` where nothing ever came from there."""
        until, address = self._served.get(tenant, (0.0, ""))
        if monotonic() >= until:
            async with self._bot.work(writes=False) as work:
                found = await installations.of(work, TEAMS, tenant)
            if found:
                address = str(found.body.get(SERVED_AT, ""))
            else:
                address = ""
            if address:
                self._served[tenant] = (monotonic() + FRESH, address)
        if not address:
            raise TeamsProblem("tenant never seen", "tenant")
        return ConversationAddress(tenant, address, conversation)

    async def chat_of(self, tenant: str, user: str) -> ConversationAddress:
        """Somebody's own chat with the bot, opened where it is not yet. Raises `TeamsProblem`."""
        whose = (tenant, user)
        chat = self._chats.get(whose, "")
        if not chat:
            async with self._bot.work(writes=False) as work:
                account = await accounts.at(work, TEAMS, tenant, user)
            chat = account.chat if account else ""
        if not chat:
            chat = await self._connector.open_chat(await self.place_of(tenant, ""), user)
            await self._keep(whose, chat)
        self._chats[whose] = chat
        return await self.place_of(tenant, chat)

    async def forget(self, tenant: str, user: str) -> None:
        """A chat is not there any more: the next who needs it opens one."""
        self._chats.pop((tenant, user), None)
        self._kept.pop((tenant, user), None)
        await self._keep((tenant, user), "")

    def forget_tenant(self, tenant: str) -> None:
        """A tenant may be served elsewhere."""
        self._served.pop(tenant, None)
