"""What there is in Teams, as the stub remembers it: tenants, people, teams, channels, conversations, and what was said."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.teams.world import World

Json = dict[str, Any]

THREAD = ";messageid="


@dataclass(eq=False)
class TeamsUser:
    """Somebody in a tenant's directory. `id` is theirs towards this one bot, `aad` the directory's.

    `guest`: their address is of elsewhere. `blocked`: they blocked the bot. `gone`: they left the tenant.
    """

    id: str
    aad: str
    tenant: "Tenant"
    name: str
    email: str = ""
    upn: str = ""
    zone: str = "Europe/London"
    locale: str = "en-GB"
    guest: bool = False
    blocked: bool = False
    gone: bool = False


@dataclass(eq=False)
class Activity:
    """A message. `body` is its wording now, `history` every wording it had, the first one first; `by` is who said it.

    `thread` is the post it stands under, in a channel; `at` the stub's time.
    """

    id: str
    conversation: "Conversation"
    by: str
    body: Json
    thread: str = ""
    at: float = 0
    deleted: bool = False
    history: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.history = [copy.deepcopy(self.body)]

    def change(self, body: Json) -> None:
        """Put another wording in its place."""
        self.body = body
        self.history.append(copy.deepcopy(body))

    @property
    def by_bot(self) -> bool:
        """Whether the bot said it."""
        return self.by.startswith("28:")

    @property
    def cards(self) -> list[Json]:
        """The cards it shows."""
        return [one["content"] for one in self.body.get("attachments", []) if "content" in one]

    @property
    def text(self) -> str:
        """The words it shows beside any card."""
        return str(self.body.get("text", ""))

    @property
    def where(self) -> str:
        """The conversation's id for an answer to it."""
        return (
            f"{self.conversation.id}{THREAD}{self.thread}" if self.thread else self.conversation.id
        )


@dataclass(eq=False)
class Conversation:
    """A chat of one person with the bot ("personal"), one of several people ("groupChat"), or a channel.

    `has_bot`: the bot may write there, and hears.
    """

    id: str
    tenant: "Tenant"
    kind: str
    user: TeamsUser | None = None
    has_bot: bool = True
    deleted: bool = False
    activities: dict[str, Activity] = field(default_factory=dict)
    people: list[TeamsUser] = field(default_factory=list)

    @property
    def members(self) -> list[TeamsUser]:
        """The people in it, without the bot."""
        both = self.people if self.user is None else [self.user]
        return [one for one in both if not one.gone]

    @property
    def shown(self) -> list[Activity]:
        """What stands there now, oldest first."""
        return [one for one in self.activities.values() if not one.deleted]

    def said(self, by: str, body: Json, thread: str = "") -> Activity:
        """A new message."""
        world = self.tenant.world
        activity = Activity(world.new_id(), self, by, body, at=world.clock())
        activity.thread = (thread or activity.id) if self.kind == "channel" else ""
        self.activities[activity.id] = activity
        return activity


@dataclass(eq=False)
class TChannel(Conversation):
    """A channel of a team. A private one has people of its own, any other those of the team."""

    name: str = "General"
    team: "Team | None" = None
    own: list[TeamsUser] | None = None

    @property
    def of(self) -> "Team":
        """The team it is in."""
        assert self.team is not None
        return self.team

    @property
    def members(self) -> list[TeamsUser]:
        """The people in it, without the bot."""
        everybody = self.of.members if self.own is None else self.own
        return [one for one in everybody if not one.gone]


@dataclass(eq=False)
class Team:
    """A team; its first channel has its id."""

    id: str
    tenant: "Tenant"
    name: str
    group: str
    members: list[TeamsUser] = field(default_factory=list)
    channels: list[TChannel] = field(default_factory=list)

    @property
    def general(self) -> TChannel:
        """The channel that every team has."""
        return self.channels[0]

    def add_channel(self, name: str, *own: TeamsUser) -> TChannel:
        """A new channel; a private one when it has people of its own."""
        world = self.tenant.world
        named = self.id if not self.channels else world.thread_id()
        channel = TChannel(
            named, self.tenant, "channel", has_bot=self.has_bot, name=name, team=self
        )
        channel.own = list(own) or None
        self.channels.append(channel)
        self.tenant.conversations[channel.id] = channel
        return channel

    @property
    def has_bot(self) -> bool:
        """Whether the app is in it."""
        return bool(self.channels) and self.channels[0].has_bot

    def install(self) -> None:
        """Put the app in, in every channel, without a word to the bot; `Events.added_to` tells it too."""
        for one in self.channels:
            one.has_bot = True

    def remove(self) -> None:
        """Take the app out, without a word to the bot."""
        for one in self.channels:
            one.has_bot = False


@dataclass(eq=False)
class Tenant:
    """An organisation. `off`: its administrator shut the bot off; `region` is a part of its service URL."""

    id: str
    name: str
    world: "World"
    region: str = "emea"
    off: bool = False
    users: dict[str, TeamsUser] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)
    conversations: dict[str, Conversation] = field(default_factory=dict)

    @property
    def service_url(self) -> str:
        """Where the bot sends to for this tenant."""
        return f"{self.world.address}/{self.region}/{self.id}/"

    def add_user(
        self, name: str, email: str = "", *, install: bool = True, **more: Any
    ) -> TeamsUser:
        """A new person here, with the app in their own chat unless it is said otherwise."""
        world = self.world
        more.setdefault("upn", email)
        user = TeamsUser(world.person_id(), world.guid(), self, name, email, **more)
        self.users[user.id] = user
        if install:
            self.install(user)
        return user

    def add_guest(self, name: str, email: str, **more: Any) -> TeamsUser:
        """Somebody of elsewhere whom this tenant let in."""
        upn = f"{email.replace('@', '_')}#EXT#@{self.name.lower()}.example.com"
        return self.add_user(name, email, guest=True, upn=upn, **more)

    def add_team(self, name: str, *members: TeamsUser, install: bool = False) -> Team:
        """A new team with one channel, General."""
        team = Team(self.world.thread_id(), self, name, self.world.guid(), list(members))
        team.add_channel("General")
        self.teams.append(team)
        if install:
            team.install()
        return team

    def find(self, known: str) -> TeamsUser | None:
        """The person of an id, of the bot's kind or the directory's."""
        both = (one for one in self.users.values() if known in (one.id, one.aad))
        return next((one for one in both if not one.gone), None)

    def chat_of(self, user: TeamsUser) -> Conversation | None:
        """The chat of somebody with the bot, if there ever was one."""
        return next((one for one in self.conversations.values() if one.user is user), None)

    def install(self, user: TeamsUser) -> Conversation:
        """Put the app into somebody's own chat, without a word to the bot; `Events.added_by` tells it too."""
        chat = self.chat_of(user)
        if chat is None:
            chat = Conversation(self.world.chat_id(), self, "personal", user)
            self.conversations[chat.id] = chat
        chat.has_bot = True
        return chat

    def add_group_chat(self, *people: TeamsUser, install: bool = False) -> Conversation:
        """A new chat of several people."""
        chat = Conversation(
            self.world.thread_id("v2"), self, "groupChat", has_bot=install, people=list(people)
        )
        self.conversations[chat.id] = chat
        return chat

    def channels(self) -> Iterator[TChannel]:
        """Every channel of every team."""
        for team in self.teams:
            yield from team.channels
