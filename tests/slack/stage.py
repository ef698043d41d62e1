"""The stories played in Slack: the bot behind its own web application and real Bolt, and the strict stub of Slack.

Every employer has a workspace. The Group has its own, with its channel; its members are in both.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_sdk.oauth.installation_store import Installation

from bot.pacing import Pacer
from bot.slack.app import Slack
from bot.slack.settings import SlackSettings
from bot.slack.wire.stores import InstallationStore
from bot.web.app import make_app
from bot.web.live import Hub
from scheme.definition.definition import Definition
from storage.engine.database import Database
from tests.platforms.stage import SECONDS, UNPACED, PlatformStage
from tests.platforms.town import EVERYBODY, GROUP, employer, let_in
from tests.slack.api import SlackStub, stubbed
from tests.slack.hand import Hand
from tests.slack.player import SlackPlayer
from tests.slack.reading import read_post
from tests.slack.world import Channel, Json, User, Workspace, World
from tests.support.dialogue import Stage
from tests.support.stage import ALEX, set_stage


class Town:
    """The workspaces, and who is in them."""

    def __init__(self, world: World) -> None:
        self.world = world
        keys = dict.fromkeys(employer(one) for one in EVERYBODY)
        self.teams = {key: world.add_workspace(key.capitalize(), install=False) for key in keys}
        self.group_team = world.add_workspace("Group", install=False)
        self.users = {
            email: self.teams[employer(email)].add_user(name, email)
            for email, name in EVERYBODY.items()
        }
        self.of_group = {
            email: self.group_team.add_user(name, email) for email, name in GROUP.items()
        }
        self.channel = self.group_team.add_channel(
            "oversight", *self.of_group.values(), kind="group"
        )

    def scheme(self, definition: Definition | None = None) -> Definition:
        """A scheme, the stage's unless given, with these workspaces let in."""
        return let_in("slack", self.teams, self.group_team, definition)

    def all_teams(self) -> list[Workspace]:
        """Every workspace."""
        return [*self.teams.values(), self.group_team]


class SlackStage(PlatformStage):
    """A bot in Slack, and the people who play there. `by_command`: what they say, they say to /mentoring."""

    def __init__(
        self, stage: Stage, stub: SlackStub, town: Town, slack: Slack, *, by_command: bool
    ) -> None:
        super().__init__(stage, stub)
        self.stub = stub
        self.town = town
        self.slack = slack
        self.by_command = by_command
        self.players: dict[str, SlackPlayer] = {}

    @property
    def channel(self) -> Channel:
        """The Group's channel."""
        return self.town.channel

    async def person(self, email: str) -> SlackPlayer:
        """A person by address, at their Slack."""
        if email not in self.players:
            group = self.town.of_group.get(email)
            hand = Hand(self.stub, self.town.users[email])
            self.players[email] = SlackPlayer(self, hand, Hand(self.stub, group) if group else None)
        return self.players[email]

    async def invite(self, user: User) -> Hand:
        """Let somebody into the Group's workspace and channel, as its members do with whoever is new."""
        guest = self.town.group_team.add_user(user.name, user.email)
        self.town.of_group[user.email] = guest
        await self.stub.events.joined_team(guest)
        await self.stub.events.joined(guest, self.channel)
        await self.settled()
        return Hand(self.stub, guest)

    async def open_up(self) -> None:
        """The bot comes into the Group's channel, which an administrator makes the Group's."""
        await self.stub.events.joined(self.town.group_team.bot_user, self.channel)
        admin = await self.person(ALEX)
        assert admin.group_hand is not None
        await admin.group_hand.command("oversight here", where=self.channel)

    @property
    def group_room(self) -> str:
        """What everybody reads in the Group's channel."""
        return "\n---\n".join(
            read_post(one) for one in self.channel.posts.values() if not one.only_for
        )

    @property
    def group_notified(self) -> str:
        """The plain texts of what everybody reads there."""
        return "\n".join(one.text for one in self.channel.posts.values() if not one.only_for)


def settings(stub: SlackStub, *, socket: bool) -> SlackSettings:
    """The bot's settings for the stub: several workspaces."""
    app = stub.world.app
    given: Json = {
        "signing_secret": app.signing_secret,
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "api_url": stub.api_url,
        "app_token": app.app_token if socket else None,
    }
    return SlackSettings(_env_file=None, **given)


async def install(slack: Slack, team: Workspace) -> None:
    """Let the bot into a workspace, with the rights of its manifest; the way through the browser is tried elsewhere."""
    token, bot = team.install(), team.bot_user
    kept = Installation(
        app_id=team.world.app.id,
        team_id=team.id,
        team_name=team.name,
        bot_token=token.value,
        bot_id=f"B{bot.id[1:]}",
        bot_user_id=bot.id,
        bot_scopes=sorted(token.scopes),
        user_id=next(iter(team.users)),
    )
    await InstallationStore(slack.clients).async_save(kept)


@asynccontextmanager
async def served(
    stage: Stage, stub: SlackStub, slack: Slack, *, socket: bool
) -> AsyncIterator[str]:
    """The bot on a free port of loopback, reached by the stub over HTTP or by its own socket; gives its address."""
    app = make_app(stage.bot, Hub())
    slack.add_routes(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await slack.start()
    try:
        if socket:
            await stub.over_socket()
            _tells_what_it_does_not_take(slack, stub)
        else:
            stub.over_http(f"{address}/slack/events")
        yield address
    finally:
        await slack.stop()
        await runner.cleanup()


def _tells_what_it_does_not_take(slack: Slack, stub: SlackStub) -> None:
    """What the bot does not acknowledge is given up once it has tried, and not when Slack's patience is over."""
    socket = getattr(slack, "_socket")  # noqa: B009
    dispatch = socket._dispatch

    async def heard(app: Any, payload: Any, again: str) -> Any:
        answer = await dispatch(app, payload, again)
        if answer.status not in (200, 400):  # 400: it is taken, and nothing is done
            stub.socket.give_up(payload)
        return answer

    socket._dispatch = heard


@asynccontextmanager
async def slack_stage(
    database: Database,
    definition: Definition | None = None,
    *,
    socket: bool = False,
    by_command: bool = False,
) -> AsyncIterator[SlackStage]:
    """The stage of `stage.set_stage`, played in Slack."""
    async with stubbed(World(patience=SECONDS)) as stub:
        town = Town(stub.world)
        stage = await set_stage(database, town.scheme(definition))
        slack = Slack(stage.bot, settings(stub, socket=socket), Pacer(*UNPACED))
        stage.bot.channels[:] = [slack.channel]
        async with served(stage, stub, slack, socket=socket):
            for team in town.all_teams():
                await install(slack, team)
            scene = SlackStage(stage, stub, town, slack, by_command=by_command)
            await scene.open_up()
            yield scene
