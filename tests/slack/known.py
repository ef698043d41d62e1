"""A bot that knows people in two Slack workspaces, without any chat: for the tests of who is who, and of what changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.pacing import Pacer
from bot.slack.changes import Changes
from bot.slack.channel import SlackChannel
from bot.slack.identities import SlackIdentities
from bot.slack.installations import Clients
from bot.slack.settings import SlackSettings
from scheme.definition.sections import Workspace as LetIn
from scheme.ids import PersonId
from scheme.people import Account
from scheme.room import Room
from storage import people
from storage.engine.database import Database
from storage.platforms import accounts, installations, rooms
from storage.platforms.installations import Installed
from tests.slack.api import SlackStub, stubbed
from tests.slack.shapes import user_json
from tests.slack.world import Channel, Json, User, Workspace
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, scheme, set_stage


class Known:
    """The stage, Slack, and what tells its people apart. `fells` is believed about one organisation, `union` about all."""

    def __init__(self, stage: Stage, stub: SlackStub, fells: Workspace, union: Workspace) -> None:
        self.stage, self.bot, self.stub = stage, stage.bot, stub
        self.fells, self.union = fells, union
        self.maya = fells.add_user(
            "Maya T", MAYA, zone="Australia/Hobart", picture="https://pictures.example.org/maya"
        )
        settings = SlackSettings(client_id=stub.world.app.client_id, api_url=stub.api_url)
        self.clients = Clients(settings, stage.bot.work)
        self.identities = SlackIdentities(stage.bot, self.clients)
        self.changes = Changes(stage.bot, self.clients, self.identities)

    async def install(self, team: Workspace) -> None:
        """The app is installed in a workspace, perhaps again."""
        token = team.install().value
        body = {"team_name": team.name, "bot_user_id": team.bot_user.id}
        async with self.bot.work() as work:
            if await installations.keep(
                work,
                "slack",
                Installed(enterprise="", workspace=team.id, token=token, body=body, gone_at=None),
            ):
                await accounts.regain(work, "slack", team.id)
        self.clients.forget(team.id)
        await self.clients.tell_returned(team.id)

    def calls(self, method: str) -> int:
        """How often a method of Slack was called."""
        return len(self.stub.world.faults.called(method))

    async def person(self, email: str) -> PersonId:
        """The id of whoever has an address."""
        async with self.bot.work(writes=False) as work:
            found = await people.by_email(work, email)
        assert found is not None, f"nobody has the address {email}"
        return found.id

    async def account(self, user: User) -> Account | None:
        """A user's account as it is kept."""
        async with self.bot.work(writes=False) as work:
            return await accounts.at(work, "slack", user.team.id, user.id)

    async def hears(self, team: Workspace, kind: str, **event: Any) -> None:
        """Slack tells of something, and then whatever the bot has to say is delivered."""
        await self.changes.heard(team.id, {"type": kind, **event})
        await self.bot.delivery.drain()

    async def changed(self, user: User, **new: Any) -> None:
        """Somebody's profile is another."""
        for name, value in new.items():
            setattr(user, name, value)
        await self.hears(user.team, "user_change", user=user_json(user))

    async def make_room(self, channel: Channel, *, readers: tuple[PersonId, ...] = ()) -> None:
        """A channel is the Group's."""
        async with self.bot.work() as work:
            await rooms.move(
                work,
                Room(
                    scheme="aln",
                    platform="slack",
                    workspace=channel.team.id,
                    channel=channel.id,
                    since=work.now,
                    readers=list(readers),
                ),
            )

    async def room(self) -> Room:
        """The Group's channel as it is kept."""
        async with self.bot.work(writes=False) as work:
            found = await rooms.of(work, "aln")
        assert found is not None
        return found

    async def chat(self, email: str) -> str:
        """What somebody reads in their chat."""
        return str((await self.stage.person(email)).room)


def of_channel(kind: str, channel: Channel, **more: Any) -> Json:
    """An event of a channel."""
    return {"type": kind, "channel": channel.id, **more}


@asynccontextmanager
async def slack_known(database: Database) -> AsyncIterator[Known]:
    """The bot is installed in two workspaces that are let in, and in one that is not."""
    async with stubbed() as stub:
        fells, union = stub.world.add_workspace("Fells"), stub.world.add_workspace("Union")
        let_in = (
            LetIn(
                platform="slack", id=fells.id, name="Fells libraries", organisations=("fellside",)
            ),
            LetIn(platform="slack", id=union.id, name="Union of libraries"),
        )
        definition = scheme().model_copy(update={"workspaces": let_in})
        known = Known(await set_stage(database, definition), stub, fells, union)
        known.bot.channels.append(SlackChannel(known.bot, known.clients, known.identities, Pacer()))
        await known.clients.start()
        for team in (fells, union):
            await known.install(team)
        try:
            yield known
        finally:
            await known.clients.stop()
