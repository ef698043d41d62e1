"""What changes in a tenant: where the bot is let in and shown out, the Group's channels, and who can read these.

What Teams tells comes twice, late and out of order. So it is taken as a reason to look, and what counts is how things stand.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import structlog

from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.chat.replies import Stranger
from bot.teams.asker import Asker, Body
from bot.teams.channel import TeamsChannel, is_shut
from bot.teams.greeting import Greeting
from bot.teams.identities import TeamsIdentities
from bot.teams.references import References
from bot.teams.replying import reason_of
from bot.teams.wire.connector import Connector, Json
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.place import TEAMS, UNREACHABLE
from handlers.accounts import identity, platform_changes
from scheme.refusal import Refusal
from scheme.room import Room
from storage import people
from storage.platforms import accounts, installations, rooms

log = structlog.get_logger("teams")

ARCHIVED = ("teamArchived", "teamDeleted", "teamHardDeleted")
RESTORED = ("teamUnarchived", "teamRestored")


class Changes:
    """Hears of changes, and brings accounts and rooms in line with them."""

    def __init__(
        self,
        bot: Bot,
        connector: Connector,
        references: References,
        identities: TeamsIdentities,
        channel: TeamsChannel,
    ) -> None:
        self._bot = bot
        self._connector = connector
        self._references = references
        self._identities = identities
        self._greeting = Greeting(bot, identities, channel)

    async def heard(self, asker: Asker, body: Body) -> None:
        """Take in a conversationUpdate or an installationUpdate; what is of no concern is left alone."""
        if body.get("type") == "installationUpdate":
            if body.get("action") == "add":
                await self._came(asker)
            elif body.get("action") == "remove":
                await self._left(asker)
            return
        data = _mapping(body.get("channelData"))
        event = str(data.get("eventType") or "")
        channel = str(_mapping(data.get("channel")).get("id") or "")
        added = _ids(body.get("membersAdded"))
        removed = _ids(body.get("membersRemoved"))
        if asker.bot in added:
            await self._came(asker)
        elif asker.bot in removed:
            await self._left(asker)
        elif event == "channelDeleted":
            await self._lose_room(asker.tenant, channel)
        elif event == "channelRestored":
            await self._look_again(asker.tenant, channel)
        elif event in ARCHIVED:
            await self._lose_team(asker)
        elif event in RESTORED or ((added or removed) and not asker.personal):
            await self._look_at_team(asker)

    # In and out

    async def _came(self, asker: Asker) -> None:
        """The bot was taken into a chat or a team, perhaps again: what waited comes, and it says who it is."""
        if asker.personal:
            try:
                person = await self._identities.person_of(asker)
            except Stranger:
                log.info("taken in by somebody who is not known", tenant=asker.tenant)
            except (
                Refusal
            ) as no:  # a busy database: what waits for them comes when they next say something
                log.warning(
                    "not known yet who took it in", tenant=asker.tenant, why=type(no).__name__
                )
            else:
                await self._references.note(asker)
                async with self._bot.work() as work:
                    await identity.reached_again(work, [person])
        elif asker.team:
            await self._look_at_team(asker)
        await self._greeting.greet(asker)

    async def _left(self, asker: Asker) -> None:
        """The bot was shown out: of somebody's own chat, so that they are not reached there, or of a team."""
        if not asker.personal:
            await self._look_at_team(asker, lost=True)
            return
        async with self._bot.work() as work:
            account = await accounts.at(work, TEAMS, asker.tenant, asker.user)
            if account is not None:
                await identity.closed(work, account)
        log.info(
            "shown out of a chat", tenant=asker.tenant, account=account.id if account else None
        )

    # The Group's channels

    async def _rooms(self, asker: Asker) -> list[tuple[Room, bool]]:
        """The Groups' channels that may be in a team, and whether it is known that they are."""
        async with self._bot.work(writes=False) as work:
            here = await rooms.in_workspace(work, TEAMS, asker.tenant)
        found = []
        for room in here:
            team = await self._references.team_of(asker.tenant, room.channel)
            sure = room.channel == asker.channel or bool(asker.team and team == asker.team)
            if sure or not team:
                found.append((room, sure))
        return found

    async def _look_at_team(self, asker: Asker, *, lost: bool = False) -> None:
        for room, sure in await self._rooms(asker):
            await self.look(room.workspace, room.channel, lost=lost and sure)

    async def _lose_team(self, asker: Asker) -> None:
        """Nobody can post in a team any more, whoever can still be seen in it."""
        for room, sure in await self._rooms(asker):
            if sure:
                await self._lose_room(room.workspace, room.channel)
            else:
                await self.look(room.workspace, room.channel)

    async def _lose_room(self, tenant: str, channel: str) -> None:
        async with self._bot.work() as work:
            room = await rooms.at(work, TEAMS, tenant, channel)
            if room is not None and room.lost_at is None:
                await platform_changes.room_lost(
                    work, room, self._bot.desk.catalogue.platforms[room.platform]
                )

    async def _look_again(self, tenant: str, channel: str) -> None:
        async with self._bot.work(writes=False) as work:
            room = await rooms.at(work, TEAMS, tenant, channel)
        if room is not None:
            await self.look(tenant, channel)

    async def look(self, tenant: str, channel: str, *, lost: bool = False) -> None:
        """See how a Group's channel stands: whether the bot is in it, and who can read it.

        `lost`: what Teams has told, which counts where it cannot be asked.
        """
        members = await self._members(tenant, channel)
        if members is None:
            there = not lost
        else:
            there = bool(members)
        async with self._bot.work() as work:
            room = await rooms.at(work, TEAMS, tenant, channel)
            if room is None:
                return
            if there:
                await platform_changes.room_back(work, room)
            elif room.lost_at is None:
                await platform_changes.room_lost(
                    work, room, self._bot.desk.catalogue.platforms[room.platform]
                )
        if members:
            await self._readers(room, members)

    async def _members(self, tenant: str, channel: str) -> list[Json] | Literal[False] | None:
        """Who is in a channel; False where the bot is not, None where Teams does not say."""
        try:
            return await self._connector.members(await self._references.place_of(tenant, channel))
        except TeamsProblem as problem:
            log.warning(
                "not known who is in the Group's channel", tenant=tenant, reason=problem.reason
            )
            if is_shut(problem):
                return False
            return None
        except (*UNREACHABLE, DeliveryProblem) as fault:
            log.warning(
                "not known who is in the Group's channel", tenant=tenant, reason=reason_of(fault)
            )
            return None

    async def _readers(self, room: Room, members: Sequence[Json]) -> None:
        """Learn who of the Group can read its channel: to the others its cards come in their own chats.

        Teams tells the addresses of whoever is there, so that those who never spoke to the bot are known too.
        """
        profiles = {
            profile_there.user: profile_there
            for member in members
            if (profile_there := self._identities.profile_of(room.workspace, member))
        }
        async with self._bot.work(writes=False) as work:
            seats = await people.by_ids(
                work,
                {group_member.person_id for group_member in await people.group(work, room.scheme)},
            )
            known = {
                account.user
                for account in await accounts.of_users(work, TEAMS, room.workspace, list(profiles))
            }
        addresses = {seat.email.lower() for seat in seats.values()}
        for user, profile in profiles.items():
            if user not in known and profile.email.lower() in addresses:
                await self._identities.known_account(profile, seen=False)
        async with self._bot.work() as work:
            inside = await accounts.of_users(work, TEAMS, room.workspace, list(profiles))
            found = await rooms.at(work, TEAMS, room.workspace, room.channel)
            readers = sorted(
                {account.person_id for account in inside if account.person_id}
            )  # also who wants no chat with the bot
            if found is not None and found.readers != readers:
                found.readers = readers

    # Tenants

    async def lost(self, tenant: str) -> None:
        """Nobody in a tenant is reached any more, as its administrators have shut the bot out."""
        async with self._bot.work() as work:
            if not await installations.lose(work, TEAMS, tenant):
                return
            await platform_changes.workspace_lost(work, TEAMS, tenant)
        self._references.forget_tenant(tenant)
        log.error("shut out of a tenant", tenant=tenant)

    async def returned(self, tenant: str) -> None:
        """Something came from a tenant that was lost: whatever waited there is taken up."""
        async with self._bot.work() as work:
            await accounts.regain(work, TEAMS, tenant)
            await platform_changes.workspace_back(work, TEAMS, tenant)
        await self._look_at_rooms(tenant)

    async def catch_up(self) -> None:
        """What changed while nobody listened: how the Groups' channels stand."""
        for tenant in dict.fromkeys(
            place.id
            for definition in self._bot.definitions.values()
            for place in definition.workspaces
            if place.platform == TEAMS
        ):
            await self._look_at_rooms(tenant.lower())

    async def _look_at_rooms(self, tenant: str) -> None:
        async with self._bot.work(writes=False) as work:
            here = await rooms.in_workspace(work, TEAMS, tenant)
        for room in here:
            await self.look(tenant, room.channel)


def _mapping(held: Any) -> Mapping[str, Any]:
    if isinstance(held, Mapping):
        return held
    return {}


def _ids(members: Any) -> list[str]:
    listed = members if isinstance(members, list) else []
    return [str(user.get("id")) for user in listed if isinstance(user, Mapping)]
