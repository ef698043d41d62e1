"""The stories played in Teams: the bot behind its own web application, and the strict stand-in for Microsoft.

Every employer has a tenant. The Group has its own, with its team and channel; its members are guests there as well.
"""

from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from pydantic import SecretStr

from bot.pacing import Pacer
from bot.teams.app import Teams
from bot.teams.settings import TeamsSettings
from bot.web.app import make_app
from bot.web.live import Hub
from scheme.definition.definition import Definition
from storage.engine.database import Database
from tests.platforms.stage import SECONDS, UNPACED, PlatformStage
from tests.platforms.town import EVERYBODY, GROUP, employer, let_in
from tests.support.dialogue import Stage
from tests.support.stage import ALEX, set_stage
from tests.teams.api import ConnectorStub, teams_stubbed
from tests.teams.hand import THand
from tests.teams.issuer import APP_ID, HOME_TENANT, SECRET
from tests.teams.player import TeamsPlayer
from tests.teams.reading import read_activity
from tests.teams.world import TChannel, TeamsUser, Tenant, World


class TeamsTown:
    """The tenants, and who is in them."""

    def __init__(self, world: World) -> None:
        self.world = world
        keys = dict.fromkeys(employer(one) for one in EVERYBODY)
        self.tenants = {key: world.add_tenant(key.capitalize()) for key in keys}
        self.group_tenant = world.add_tenant("Group")
        self.users = {
            email: self.tenants[employer(email)].add_user(name, email)
            for email, name in EVERYBODY.items()
        }
        self.of_group = {
            email: self.group_tenant.add_guest(name, email) for email, name in GROUP.items()
        }
        self.team = self.group_tenant.add_team("Mentoring", *self.of_group.values())
        self.channel = self.team.add_channel("Oversight")

    def scheme(self, definition: Definition | None = None) -> Definition:
        """A scheme, the stage's unless given, with these tenants let in."""
        return let_in("teams", self.tenants, self.group_tenant, definition)

    def all_tenants(self) -> list[Tenant]:
        """Every tenant."""
        return [*self.tenants.values(), self.group_tenant]


class TeamsStage(PlatformStage):
    """A bot in Teams, and the people who play there."""

    def __init__(self, stage: Stage, stub: ConnectorStub, town: TeamsTown, teams: Teams) -> None:
        super().__init__(stage, stub)
        self.stub = stub
        self.town = town
        self.teams = teams
        self.players: dict[str, TeamsPlayer] = {}

    @property
    def channel(self) -> TChannel:
        """The Group's channel."""
        return self.town.channel

    async def person(self, email: str) -> TeamsPlayer:
        """A person by address, at their Teams."""
        if email not in self.players:
            group = self.town.of_group.get(email)
            hand = THand(self.stub, self.town.users[email])
            self.players[email] = TeamsPlayer(
                self, hand, THand(self.stub, group) if group else None
            )
        return self.players[email]

    async def invite(self, user: TeamsUser) -> THand:
        """Let somebody into the Group's tenant and team, as its members do with whoever is new."""
        guest = self.town.group_tenant.add_guest(user.name, user.email)
        self.town.of_group[user.email] = guest
        await self.stub.events.joined(guest, self.town.team)
        await self.settled()
        return THand(self.stub, guest)

    async def add_app(self, emails: Iterable[str]) -> None:
        """People get the app, as administrators of tenants see to it."""
        for email in emails:
            await self.stub.events.added_by(self.town.users[email])

    async def open_up(self) -> None:
        """The Group's members get the app where they are guests; an administrator makes a channel the Group's."""
        for user in self.town.of_group.values():
            await self.stub.events.added_by(user)
        await self.stub.events.added_to(self.town.team, by=self.town.of_group[ALEX])
        admin = await self.person(ALEX)
        assert admin.group_hand is not None
        await admin.group_hand.types("oversight here", where=self.channel)
        await self.settled()

    @property
    def group_room(self) -> str:
        """What everybody reads in the Group's channel."""
        return "\n---\n".join(read_activity(one.body) for one in self.channel.shown)

    @property
    def group_notified(self) -> str:
        """Everything that ever stood there."""
        return str([one.history for one in self.channel.activities.values()])


def settings(stub: ConnectorStub) -> TeamsSettings:
    """The bot's settings for the stand-in: registered in one tenant, and let into others."""
    return TeamsSettings(
        _env_file=None,
        app_id=APP_ID,
        app_password=SecretStr(SECRET),
        app_tenant_id=HOME_TENANT,
        openid_metadata=stub.issuer.metadata_url,
        login_url=stub.issuer.login_url,
    )


@asynccontextmanager
async def teams_served(stage: Stage, stub: ConnectorStub, teams: Teams) -> AsyncIterator[str]:
    """The bot on a free port of loopback, reached by the stand-in; gives its address."""
    app = make_app(stage.bot, Hub())
    teams.add_routes(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await teams.start()
    try:
        stub.over_http(f"{address}/api/messages")
        yield address
    finally:
        await teams.stop()
        await runner.cleanup()


@asynccontextmanager
async def teams_stage(
    database: Database, definition: Definition | None = None, *, without: Collection[str] = ()
) -> AsyncIterator[TeamsStage]:
    """The stage of `stage.set_stage`, played in Teams, `without` those who have it not."""
    async with teams_stubbed(World(patience=SECONDS)) as stub:
        town = TeamsTown(stub.world)
        stage = await set_stage(database, town.scheme(definition))
        teams = Teams(stage.bot, settings(stub), Pacer(*UNPACED))
        stage.bot.channels[:] = [teams.channel]
        async with teams_served(stage, stub, teams):
            scene = TeamsStage(stage, stub, town, teams)
            await scene.add_app(one for one in town.users if one not in without)
            await scene.open_up()
            yield scene
