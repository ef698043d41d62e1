"""What a method of the stub is: its name, scopes and arguments; and how it says no."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.slack.world import Channel, Json, Token, User, Workspace, World


class No(Exception):
    """Slack's way to refuse: {"ok": false, "error": name}, with whatever else belongs to it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass
class Ask:
    """A call that has passed the doors. `address` is where the stub itself listens."""

    world: World
    method: str
    given: Json
    address: str
    token: Token | None = None

    @property
    def team(self) -> Workspace:
        """The workspace whose token was given."""
        assert self.token is not None
        return self.token.team

    def text(self, name: str) -> str:
        """An argument as text."""
        return str(self.given.get(name) or "")

    def flag(self, name: str) -> bool:
        """An argument as yes or no, however it was written."""
        return str(self.given.get(name, "")).lower() in ("true", "1")

    def user(self, name: str = "user") -> User:
        """The person an argument names."""
        user = self.team.users.get(self.text(name))
        if user is None:
            raise No("user_not_found")
        return user

    def channel(self, name: str = "channel") -> Channel:
        """The channel an argument names; somebody's id stands for their chat with the bot."""
        given = self.text(name)
        if given.startswith("U") and given in self.team.users:
            return self.team.chat_of(self.chattable(given))
        channel = self.team.channels.get(given)
        hidden = (
            channel is not None
            and channel.kind != "channel"
            and self.team.bot_user.id not in channel.members
        )
        if channel is None or hidden:
            raise No("channel_not_found")
        return channel

    def chattable(self, user_id: str) -> User:
        """Somebody the bot can write to."""
        user = self.team.users.get(user_id)
        if user is None:
            raise No("user_not_found")
        if user.is_bot:
            raise No("cannot_dm_bot")
        if user.deleted:
            raise No("user_disabled")
        return user

    def needs(self, *scopes: str) -> None:
        """Stop a token that has not one of these scopes."""
        assert self.token is not None
        if not self.token.scopes & set(scopes):
            raise No(
                "missing_scope",
                needed=",".join(scopes),
                provided=",".join(sorted(self.token.scopes)),
            )


Answers = Callable[[Ask], Json]


@dataclass(frozen=True)
class Method:
    """A method of the Web API. `reads` are asked with GET; `whose` token it takes: "bot", "app" or "none"."""

    name: str
    run: Answers
    scopes: tuple[str, ...]
    needs: frozenset[str]
    takes: frozenset[str]
    reads: bool
    whose: str


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    scopes: str = "",
    needs: str = "",
    takes: str = "",
    reads: bool = False,
    whose: str = "bot",
) -> Callable[[Answers], Answers]:
    """Make a function a method of the stub: `needs` must be given, `takes` may be."""

    def registered(run: Answers) -> Answers:
        required = frozenset(needs.split())
        METHODS[name] = Method(
            name, run, tuple(scopes.split()), required, required | set(takes.split()), reads, whose
        )
        return run

    return registered


def paged(ask: Ask, rows: list[Any]) -> tuple[list[Any], Json]:
    """A page of rows, and where the next one begins."""
    limit = int(ask.text("limit") or 100)
    if not 1 <= limit <= 1000:
        raise No("invalid_limit")
    cursor = ask.text("cursor")
    if cursor and not cursor.isdigit():
        raise No("invalid_cursor")
    start = int(cursor or 0)
    more = start + limit < len(rows)
    return rows[start : start + limit], {"next_cursor": str(start + limit) if more else ""}
