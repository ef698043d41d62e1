"""What happens in Teams that the bot is told of: the app is added and removed, people and channels come and go."""

from typing import TYPE_CHECKING

from tests.teams.records import Activity, Conversation, Json, TChannel, Team, TeamsUser
from tests.teams.told import Told
from tests.teams.wire import Heard

if TYPE_CHECKING:
    from tests.teams.api import ConnectorStub


class Events:
    """Changes the world and tells the bot. What the bot is told only where it is, it is told only there."""

    def __init__(self, stub: "ConnectorStub") -> None:
        self._stub = stub
        self.told = Told(stub.world)
        self.last: Json | None = None

    async def send(self, activity: Json) -> Heard:
        """Tell the bot, if there is one."""
        self.last = activity
        if self._stub.wire is None:
            return Heard(200)
        return await self._stub.deliver(activity)

    async def again(self) -> Heard:
        """Tell the bot the last thing once more, with the same id, as Teams does when it lost the answer."""
        assert self.last is not None, "nothing was told yet"
        return await self.send(self.last)

    # The app in a person's own chat

    async def added_by(self, user: TeamsUser, action: str = "add") -> Heard:
        """Somebody adds the app to their own chat."""
        chat = user.tenant.install(user)
        user.blocked = False
        added = self.told.came(user, bot=True)
        await self.send(self.told.update(user, chat, membersAdded=added))
        return await self.send(self.told.installation(user, chat, action))

    async def removed_by(self, user: TeamsUser) -> Heard:
        """Somebody takes the app out of their own chat."""
        chat = self._chat(user)
        chat.has_bot = False
        return await self.send(self.told.installation(user, chat, "remove"))

    def _chat(self, user: TeamsUser) -> Conversation:
        chat = user.tenant.chat_of(user)
        assert chat is not None, f"{user.name} never added the app"
        return chat

    # The app in a chat of several people

    async def added_to_chat(self, chat: Conversation, by: TeamsUser) -> Heard:
        """Somebody adds the app to a chat of several people."""
        chat.has_bot = True
        added = self.told.came(bot=True)
        await self.send(self.told.update(by, chat, membersAdded=added))
        return await self.send(self.told.installation(by, chat, "add"))

    async def removed_from_chat(self, chat: Conversation, by: TeamsUser) -> Heard:
        """Somebody takes the app out of it."""
        chat.has_bot = False
        return await self.send(self.told.installation(by, chat, "remove"))

    # The app in a team

    async def added_to(self, team: Team, by: TeamsUser, channel: TChannel | None = None) -> Heard:
        """Somebody adds the app to a team, having chosen a channel."""
        team.install()
        there = channel or team.general
        update = self.told.update(
            by, there, "teamMemberAdded", membersAdded=self.told.came(bot=True)
        )
        update["channelData"]["settings"] = {"selectedChannel": {"id": there.id}}
        await self.send(update)
        return await self.send(self.told.installation(by, there, "add"))

    async def removed_from(self, team: Team, by: TeamsUser) -> Heard:
        """Somebody takes the app out of a team."""
        team.remove()
        gone = self.told.came(bot=True)
        await self.send(
            self.told.update(by, team.general, "teamMemberRemoved", membersRemoved=gone)
        )
        return await self.send(self.told.installation(by, team.general, "remove"))

    async def joined(self, user: TeamsUser, team: Team, by: TeamsUser | None = None) -> Heard:
        """Somebody becomes a member of a team."""
        team.members.append(user)
        came = self.told.came(user)
        return await self._of_team(team, by or user, "teamMemberAdded", membersAdded=came)

    async def left(self, user: TeamsUser, team: Team, by: TeamsUser | None = None) -> Heard:
        """Somebody is a member of a team no more."""
        team.members.remove(user)
        gone = self.told.came(user)
        return await self._of_team(team, by or user, "teamMemberRemoved", membersRemoved=gone)

    async def happens(self, event: str, there: TChannel | Team, by: TeamsUser) -> Heard:
        """A channel or a team is created, renamed, deleted, restored, archived or unarchived, by Teams' name of it.

        For example "channelDeleted" or "teamArchived".
        """
        team = there if isinstance(there, Team) else there.of
        channels = team.channels if isinstance(there, Team) else [there]
        if event.endswith(("Deleted", "Restored")):
            for one in channels:
                one.deleted = event.endswith("Deleted")
        named = {} if isinstance(there, Team) else {"channel": {"id": there.id, "name": there.name}}
        body = self.told.update(by, team.general, event)
        body["channelData"].pop("channel")
        body["channelData"] |= {
            **named,
            "team": {"id": team.id, "name": team.name, "aadGroupId": team.group},
        }
        return await self.send(body) if team.has_bot else Heard(200)

    async def _of_team(self, team: Team, by: TeamsUser, event: str, **who: list[Json]) -> Heard:
        if not team.has_bot:
            return Heard(200)
        return await self.send(self.told.update(by, team.general, event, **who))

    # What the bot can do nothing about

    async def reacts(self, user: TeamsUser, card: Activity) -> Heard:
        """A thumb under a message of the bot's."""
        return await self.send(self.told.reaction(user, card))
