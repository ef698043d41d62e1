"""Slack's own memory, for the tests: workspaces, people, channels, messages, windows, files, tokens, and what was called.

Nothing here talks: `slack_api` serves it to the bot, `slack_hand` shows it to people.
"""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.slack.faults import Faults
from tests.slack.records import (
    AnswerAddress,
    App,
    Channel,
    Code,
    Json,
    Modal,
    Post,
    Stored,
    Token,
    Trigger,
    User,
)

__all__ = [
    "AnswerAddress",
    "App",
    "Channel",
    "Code",
    "Json",
    "Modal",
    "Post",
    "Stored",
    "Token",
    "Trigger",
    "User",
    "Workspace",
    "World",
]


@dataclass(eq=False)
class Workspace:
    """A workspace, its people and channels."""

    id: str
    name: str
    world: "World"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, Stored] = field(default_factory=dict)
    token: Token | None = None
    bot: User | None = None

    def add_user(self, name: str, email: str = "", **more: Any) -> User:
        """A new person here."""
        user = User(self.world.fresh("U"), self, name, email, **more)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, *members: User, kind: str = "channel") -> Channel:
        """A new channel with members."""
        prefix = {"im": "D"}.get(kind, "C")
        channel = Channel(self.world.fresh(prefix), self, name, kind, {one.id for one in members})
        self.channels[channel.id] = channel
        return channel

    def install(self, scopes: frozenset[str] | None = None) -> Token:
        """Let the app in, or in again: a token that is given once more is the same one, unless it was withdrawn."""
        if self.bot is None:
            self.bot = self.add_user("mentoring-bot", is_bot=True)
        if self.token is None or self.token.state != "live":
            self.token = Token(f"xoxb-{self.id}-{self.world.fresh('')}", self, frozenset())
            self.world.tokens[self.token.value] = self.token
        self.token.scopes = self.world.app.scopes if scopes is None else scopes
        return self.token

    @property
    def bot_user(self) -> User:
        """The bot's own user here."""
        assert self.bot is not None, f"the app was never installed in {self.name}"
        return self.bot

    def chat_of(self, user: User) -> Channel:
        """The direct messages of somebody and the bot."""
        both = {user.id, self.bot_user.id}
        found = next(
            (one for one in self.channels.values() if one.kind == "im" and one.members == both),
            None,
        )
        return found or self.add_channel(f"chat of {user.name}", user, self.bot_user, kind="im")


@dataclass(eq=False)
class World:
    """All of Slack. `clock` gives seconds; `patience` is how long Slack waits for an answer, and a trigger lives."""

    app: App = field(default_factory=App)
    clock: Callable[[], float] = time.time
    patience: float = 3.0
    echoes: bool = True
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    addresses: dict[str, AnswerAddress] = field(default_factory=dict)
    modals: dict[str, Modal] = field(default_factory=dict)
    stacks: dict[str, list[Modal]] = field(default_factory=dict)
    homes: dict[str, Modal] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._count = itertools.count(1)
        self.faults = Faults(self)
        self.calls = self.faults.calls
        self.fails = self.faults.fails
        self.slow = self.faults.slow
        self.holds = self.faults.holds

    @property
    def rate(self) -> float | None:
        """How many messages a second and channel; None for any number."""
        return self.faults.rate

    @rate.setter
    def rate(self, value: float | None) -> None:
        self.faults.rate = value

    def fresh(self, prefix: str) -> str:
        """A new id."""
        return f"{prefix}0{next(self._count):07d}"

    def new_ts(self) -> str:
        """A new message's stamp, later than every other."""
        return f"{int(self.clock())}.{next(self._count):06d}"

    def add_workspace(self, name: str, *, install: bool = True) -> Workspace:
        """A new workspace, with the app in it."""
        team = Workspace(self.fresh("T"), name, self)
        self.workspaces[team.id] = team
        if install:
            team.install()
        return team

    def everybody(self) -> Iterator[User]:
        """Everyone of every workspace."""
        for team in self.workspaces.values():
            yield from team.users.values()

    def trigger(self, user: User, modal: Modal | None = None) -> str:
        """A new trigger of somebody's press, command or submission."""
        name = f"{self.fresh('')}.{user.team.id}.{self.fresh('x')}"
        self.triggers[name] = Trigger(user, self.clock(), modal)
        return name

    def code(
        self, team: Workspace, user: User, redirect: str, scopes: frozenset[str] | None = None
    ) -> str:
        """What somebody gets who allows the app in; good once, for ten minutes."""
        name = f"code-{self.fresh('')}"
        self.codes[name] = Code(
            team, user, redirect, self.app.scopes if scopes is None else scopes, self.clock()
        )
        return name

    def wrong(self, words: str) -> None:
        """Note something that no test may pass with."""
        self.wrongs.append(words)

    def check(self) -> None:
        """Fail when the bot sent anything that Slack would not have understood."""
        assert not self.wrongs, "Slack would not have taken this:\n" + "\n".join(self.wrongs)
