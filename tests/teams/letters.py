"""Letters to Teams: a bot whose only channel is Teams, and what stands there then."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import RowMapping, select, update

from bot.app import Bot
from bot.pacing import Pacer
from bot.teams.channel import TeamsChannel
from bot.teams.files import Files
from bot.teams.identities import TeamsIdentities
from bot.teams.references import References
from bot.teams.settings import TeamsSettings
from bot.teams.wire.connector import Connector
from bot.teams.wire.place import TEAMS
from handlers.kit.ui import Message, message_json
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import Account
from scheme.room import Room
from storage import outbox, people
from storage.engine.database import Database
from storage.platforms import accounts, installations, rooms
from storage.platforms.installations import Installed
from storage.tables import outbox as rows
from tests.support.stage import ALEX, IDA, MAYA, ROBIN, SAM, UMA, scheme, set_stage
from tests.teams.api import ConnectorStub, teams_stubbed
from tests.teams.issuer import APP_ID, HOME_TENANT, SECRET
from tests.teams.reading import read_activity
from tests.teams.world import Activity, TeamsUser, Tenant, World

HERE = "https://mentoring.example.org"
NOAH = "noah.quill@harbour.example.org"
GROUP = {ROBIN: "Robin Ash", SAM: "Sam Okoro", ALEX: "Alex Finch", IDA: "Ida Moss", UMA: "Uma Reid"}
REACHED = {MAYA: "Maya Thorne", NOAH: "Noah Quill", **GROUP}


class Letters:
    """Everybody of the cast in the tenant of their employer, and the Group's members in its own as well."""

    def __init__(self, stub: ConnectorStub) -> None:
        self.stub = stub
        self.world = stub.world
        keys = dict.fromkeys(one.partition("@")[2].partition(".")[0] for one in REACHED)
        self.tenants = {key: self.world.add_tenant(key.capitalize()) for key in keys}
        self.group_tenant = self.world.add_tenant("Group")
        self.users = {
            email: self._employer(email).add_user(name, email, install=True)
            for email, name in REACHED.items()
        }
        self.of_group = {
            email: self.group_tenant.add_guest(name, email, install=True)
            for email, name in GROUP.items()
        }
        self.team = self.group_tenant.add_team("Mentoring", *self.of_group.values(), install=True)
        self.channel = self.team.add_channel("Oversight")

    def _employer(self, email: str) -> Tenant:
        return self.tenants[email.partition("@")[2].partition(".")[0]]

    def places(self) -> list[dict[str, object]]:
        """The tenants, as a scheme lets them in."""
        places: list[dict[str, object]] = [
            {"platform": TEAMS, "id": one.id, "organisations": [key]}
            for key, one in self.tenants.items()
        ]
        return [*places, {"platform": TEAMS, "id": self.group_tenant.id}]

    def scheme(self, places: Sequence[dict[str, object]]) -> Definition:
        """The stage's scheme, which lets in these places."""
        return Definition.model_validate({**scheme().model_dump(), "workspaces": places})

    def lets_in(self, places: Sequence[dict[str, object]]) -> None:
        """Let in others, as a new start with another scheme file would."""
        self.bot.definitions = {"aln": self.scheme(places)}

    async def serve(self, bot: Bot) -> None:
        """Make Teams the bot's only channel, at a pace that holds nobody up; everybody has written to it once."""
        self.bot = bot
        login = self.stub.issuer.login_url
        settings = TeamsSettings(
            _env_file=None,
            app_id=APP_ID,
            app_password=SecretStr(SECRET),
            app_tenant_id=HOME_TENANT,
            login_url=login,
        )
        self.connector = Connector(settings, Pacer(a_workspace=1000, a_channel=1000))
        self.references = References(bot, self.connector)
        self.identities = TeamsIdentities(bot, self.connector, self.references)
        self.files = Files(bot, HERE)
        self.restart()
        async with bot.work() as work:
            for tenant in self.world.tenants.values():
                body = {"service_url": tenant.service_url}
                await installations.keep(
                    work,
                    TEAMS,
                    Installed(
                        enterprise="", workspace=tenant.id, token=None, body=body, gone_at=None
                    ),
                )
            for email, user in self.users.items():
                person = await people.add(work, user.name, email, "Europe/London")
                await work.add(self.account(user, person.id, seen_at=work.now))

    def restart(self) -> None:
        """The same bot in a new process, as far as Teams can tell: nothing of what was in memory is known."""
        self.teams = TeamsChannel(self.bot, self.connector, self.references, self.files)
        self.bot.channels[:] = [self.teams]

    async def signs_in_afresh(self) -> None:
        """As after a while: a token that was refused is not asked for again at once."""
        await self.connector.stop()
        await self.connector.start()

    @staticmethod
    def account(user: TeamsUser, person_id: PersonId, **more: datetime) -> Account:
        """Somebody's account, of which no chat is known yet."""
        account = Account(
            platform=TEAMS,
            workspace=user.tenant.id,
            user=user.aad,
            person_id=person_id,
            name=user.name,
            email=user.email,
        )
        account.seen_at = more.get("seen_at")
        return account

    async def has(self, email: str, user: TeamsUser) -> PersonId:
        """Somebody has this account as well; their id."""
        person_id = await self.id_of(email)
        async with self.bot.work() as work:
            await work.add(self.account(user, person_id))
        return person_id

    async def kept(self, user: TeamsUser) -> Account:
        """An account as it is kept."""
        async with self.bot.work(writes=False) as work:
            found = await accounts.at(work, TEAMS, user.tenant.id, user.aad)
        assert found is not None
        return found

    async def id_of(self, email: str) -> PersonId:
        """A person's id."""
        async with self.bot.work() as work:
            return (await people.add(work, email, email, "Europe/London")).id

    async def post(
        self,
        to: str,
        message: Message | str,
        *,
        key: str | None = None,
        notify: bool = True,
        drain: bool = True,
    ) -> int:
        """Post to an address or a recipient and deliver; returns how many letters went."""
        recipient = to if ":" in to else f"person:{await self.id_of(to)}"
        made = Message(text=message) if isinstance(message, str) else message
        async with self.bot.work() as work:
            await outbox.post(work, recipient, message_json(made), key=key, notify=notify)
        return await self.bot.delivery.drain() if drain else 0

    def chat(self, email: str) -> list[Activity]:
        """What stands in somebody's own chat with the bot."""
        user = self.users[email]
        chat = user.tenant.chat_of(user)
        return chat.shown if chat else []

    def reads(self, email: str) -> list[str]:
        """The same, as it is read."""
        return [read_activity(one.body) for one in self.chat(email)]

    def posts(self) -> list[str]:
        """The posts of the Group's channel."""
        return [read_activity(one.body) for one in self.channel.shown if one.thread == one.id]

    def thread(self, post: Activity) -> list[str]:
        """What stands below a post."""
        return [
            read_activity(one.body) for one in self.channel.shown if one.thread == post.id != one.id
        ]

    async def rows(self, recipient: str = "%") -> list[RowMapping]:
        """What the outbox holds for somebody."""
        async with self.bot.database.reading.connect() as connection:
            query = select(rows).where(rows.c.recipient.like(recipient)).order_by(rows.c.id)
            return list((await connection.execute(query)).mappings().all())

    async def change(self, **values: object) -> None:
        """Change every row, as time or a crash would."""
        async with self.bot.database.writing.begin() as connection:
            await connection.execute(update(rows).values(**values))

    async def again(self) -> int:
        """What was put off is due, and is delivered."""
        await self.change(try_at=datetime.now(UTC) - timedelta(seconds=1))
        return await self.bot.delivery.drain()

    async def make_room(self, *readers: str) -> Room:
        """Make the Group's channel its room."""
        ids = [await self.id_of(one) for one in readers]
        async with self.bot.work() as work:
            room = Room(
                scheme="aln",
                platform=TEAMS,
                workspace=self.group_tenant.id,
                channel=self.channel.id,
                since=work.now,
                readers=ids,
            )
            return await rooms.move(work, room)

    async def room(self) -> Room:
        """The room as it is kept."""
        async with self.bot.work(writes=False) as work:
            found = await rooms.of(work, "aln")
        assert found is not None
        return found


@asynccontextmanager
async def letters(folder: Path) -> AsyncIterator[Letters]:
    """A bot that has nobody's chat open yet, and Teams."""
    database = Database(f"sqlite:///{folder}/t.db")
    async with teams_stubbed(World()) as stub:
        found = Letters(stub)
        await found.serve((await set_stage(database, found.scheme(found.places()))).bot)
        await found.connector.start()
        try:
            yield found
        finally:
            await found.connector.stop()
            await database.close()
