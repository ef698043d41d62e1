"""What changes in a Slack workspace: people, the Group's channels, the installation itself.

Events come twice, late and out of order. So what they say is taken as a reason to look, and what counts is how things stand.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.app import Bot
from bot.slack.identities import SlackIdentities, profile_of
from bot.slack.installations import SLACK, Clients, NotInstalled
from bot.slack.wire.payloads import BACK, LEFT
from bot.slack.wire.place import UNREACHABLE, reason_of
from handlers.accounts import identity, platform_changes
from scheme.people import Account, Person
from scheme.refusal import Refusal
from scheme.room import Room
from storage import people
from storage.platforms import accounts, rooms

log = structlog.get_logger("slack")

EventBody = Mapping[str, Any]
NO_CHANNEL = frozenset({"channel_not_found", "is_archived", "not_in_channel", "missing_scope"})
NOT_WELCOME = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_revoked", "token_expired"}
)
PAGE = 200
A_MOMENT = 1.0  # seconds that an event waits for what Slack says; then its own word counts


class Changes:
    """Hears of changes, and brings accounts and rooms in line with them."""

    def __init__(self, bot: Bot, clients: Clients, identities: SlackIdentities) -> None:
        self.bot = bot
        self.clients = clients
        self.identities = identities
        clients.returned = self.returned
        self._kinds: dict[str, Callable[[str, EventBody], Awaitable[None]]] = {
            **dict.fromkeys((*LEFT, *BACK), self._channel),
            "user_change": self._user,
            "team_join": self._joined,
            "app_uninstalled": self._removed,
            "tokens_revoked": self._revoked,
        }

    async def heard(self, workspace: str, event: EventBody) -> None:
        """Take in an event of a workspace; those of other kinds are left alone."""
        kind = self._kinds.get(str(event.get("type")))
        if kind is not None:
            await kind(workspace, event)

    # People

    async def _joined(self, workspace: str, event: EventBody) -> None:
        self.identities.look_again()  # perhaps it is somebody for whom a message waits

    async def _user(self, workspace: str, event: EventBody) -> None:
        told: Mapping[str, Any] = event.get("user") or {}
        user = str(told.get("id") or "")
        async with self.bot.work(writes=False) as work:
            account = await accounts.at(work, SLACK, workspace, user)
            if account and account.person_id:
                person = await people.by_id(work, account.person_id)
            else:
                person = None
        if account is None or self._as_known(workspace, told, account, person):
            return  # a new status or the like, of which there are many
        try:
            async with asyncio.timeout(A_MOMENT):
                profile = await self.identities.profile(workspace, user)
        except (NotInstalled, *UNREACHABLE) as error:
            log.warning("a profile could not be read", workspace=workspace, error=reason_of(error))
            profile = profile_of(workspace, told)
        async with self.bot.work() as work:
            account = await accounts.at(work, SLACK, workspace, user)
            if account is None:
                return
            if profile is None:
                await identity.closed(work, account)
                return
            await identity.changed(work, account, profile)
            if account.person_id is not None and account.gone_at is not None:
                account.gone_at = None
                await identity.reached_again(work, [account.person_id])

    @staticmethod
    def _as_known(
        workspace: str, told: Mapping[str, Any], account: Account, person: Person | None
    ) -> bool:
        profile = profile_of(workspace, told)
        if profile is None:
            return account.person_id is None or account.gone_at is not None
        if person is not None and (
            account.gone_at is not None
            or profile.zone not in ("", person.zone)
            or profile.locale not in ("", person.locale)
            or profile.picture not in ("", person.picture)
        ):
            return False
        return profile.name == account.name and profile.email in ("", account.email)

    # The Group's channels

    async def _channel(self, workspace: str, event: EventBody) -> None:
        async with self.bot.work(writes=False) as work:
            room = await rooms.at(work, SLACK, workspace, str(event.get("channel")))
        if room is None:
            return
        kind = str(event["type"])
        bot = self.clients.bot_user(workspace)
        ours = not event.get("user") or event.get("user") == bot or not kind.startswith("member_")
        await self.look(workspace, room.channel, lost=ours and kind in LEFT, seconds=A_MOMENT)

    async def look(
        self, workspace: str, channel: str, *, lost: bool = False, seconds: float | None = None
    ) -> None:
        """See how a Group's channel stands: whether the bot can post there, and who can read it.

        `lost`: what an event says, which counts where Slack cannot be asked, or does not answer within these `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                there = await self._is_in(workspace, channel)
        except TimeoutError:
            there = None
        there = not lost if there is None else there
        async with self.bot.work() as work:
            room = await rooms.at(work, SLACK, workspace, channel)
            if room is None:
                return
            if there:
                await platform_changes.room_back(work, room)
            else:
                await platform_changes.room_lost(
                    work, room, self.bot.desk.catalogue.platforms[room.platform]
                )
        if there:
            await self.readers(room)

    async def _is_in(self, workspace: str, channel: str) -> bool | None:
        """Whether the bot is in a channel that is open; None where Slack does not say."""
        try:
            client = await self.clients.of(workspace)
            told = (await client.conversations_info(channel=channel)).get("channel") or {}
        except SlackApiError as error:
            if reason_of(error) in NO_CHANNEL:
                return False
            return None
        except (NotInstalled, *UNREACHABLE):
            return None
        return not told.get("is_archived") and told.get("is_member") is not False

    async def readers(self, room: Room) -> None:
        """Learn who of the Group can read its channel: to the others its cards come in their own chats."""
        try:
            users = await self._members(room.workspace, room.channel)
        except (NotInstalled, *UNREACHABLE) as error:
            log.warning(
                "not known who is in the Group's channel",
                scheme=room.scheme,
                error=reason_of(error),
            )
            return
        async with self.bot.work(writes=False) as work:
            seats = [member.person_id for member in await people.group(work, room.scheme)]
            here = await accounts.of_people(work, SLACK, room.workspace, seats)
        for person_id in seats:
            if person_id not in here:
                await self.identities.account(
                    person_id
                )  # perhaps they never spoke to the bot, and are there all the same
        async with self.bot.work() as work:
            inside = await accounts.of_users(work, SLACK, room.workspace, users)
            found = await rooms.at(work, SLACK, room.workspace, room.channel)
            known = sorted(
                {
                    account.person_id
                    for account in inside
                    if account.person_id and account.gone_at is None
                }
            )
            if found is not None and found.readers != known:
                found.readers = known

    async def _members(self, workspace: str, channel: str) -> list[str]:
        client = await self.clients.of(workspace)
        cursor = ""
        users: list[str] = []
        while True:
            page = await client.conversations_members(
                channel=channel, limit=PAGE, cursor=cursor or None
            )
            users += page.get("members") or []
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return users

    # The installation

    async def _revoked(self, workspace: str, event: EventBody) -> None:
        if (event.get("tokens") or {}).get(
            "bot"
        ):  # else it was somebody's own, of which the bot has none
            await self._removed(workspace, event)

    async def _removed(self, workspace: str, event: EventBody) -> None:
        if await self._is_welcome(workspace):
            log.warning("a removal that is past", workspace=workspace)
            return
        await self.clients.lost(workspace)
        self.identities.look_again()
        async with self.bot.work() as work:
            await platform_changes.workspace_lost(work, SLACK, workspace)
        log.error("removed from a workspace", workspace=workspace, told=str(event.get("type")))

    async def _is_welcome(self, workspace: str) -> bool:
        """Whether the bot can speak in a workspace, whatever an event says that may be of yesterday."""
        try:
            await (await self.clients.of(workspace)).auth_test()
        except SlackApiError as error:
            if reason_of(error) not in NOT_WELCOME:
                log.warning(
                    "not known whether the bot is welcome",
                    workspace=workspace,
                    error=reason_of(error),
                )
            return False
        except (NotInstalled, Refusal, *UNREACHABLE):
            return False
        return True

    async def returned(self, workspace: str) -> None:
        """The bot is in a workspace, perhaps again, or has just started: whatever waited is taken up."""
        self.identities.look_again()
        async with self.bot.work() as work:
            await platform_changes.workspace_back(work, SLACK, workspace)
            here = await rooms.in_workspace(work, SLACK, workspace)
        for room in here:
            await self.look(workspace, room.channel)
