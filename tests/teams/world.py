"""Teams' own memory, for the tests: tenants, people, teams, conversations, what was said, and what was called.

Nothing here talks: `teams_api` serves it to the bot, `teams_hand` shows it to people.
"""

import base64
import hashlib
import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.teams.faults import Faults
from tests.teams.issuer import APP_ID
from tests.teams.records import (
    THREAD,
    Activity,
    Conversation,
    Json,
    TChannel,
    Team,
    TeamsUser,
    Tenant,
)

__all__ = [
    "THREAD",
    "Activity",
    "Conversation",
    "Json",
    "TChannel",
    "Team",
    "TeamsUser",
    "Tenant",
    "World",
]


@dataclass(eq=False)
class World:
    """All of Teams. `clock` gives seconds; `patience` is how long a client waits for an answer to an invoke.

    `anonymous`: calls need no token, as of a bot without an app id. `page` is how many members an answer holds at most.
    """

    app_id: str = APP_ID
    bot_name: str = "Mentoring"
    clock: Callable[[], float] = time.time
    patience: float = 5.0
    anonymous: bool = False
    page: int = 200
    address: str = ""
    tenants: dict[str, Tenant] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._count = itertools.count(1)
        self.faults = Faults(self)
        self.calls = self.faults.calls
        self.fails = self.faults.fails
        self.slow = self.faults.slow
        self.cuts = self.faults.cuts

    @property
    def bot_id(self) -> str:
        """The bot's own id in every conversation."""
        return f"28:{self.app_id}"

    @property
    def rate(self) -> float | None:
        """How many messages a second and conversation; None for any number."""
        return self.faults.rate

    @rate.setter
    def rate(self, value: float | None) -> None:
        self.faults.rate = value

    def add_tenant(self, name: str, region: str = "emea") -> Tenant:
        """A new organisation."""
        tenant = Tenant(self.guid(), name, self, region)
        self.tenants[tenant.id] = tenant
        return tenant

    def everybody(self) -> Iterator[TeamsUser]:
        """Everyone of every tenant."""
        for tenant in self.tenants.values():
            yield from tenant.users.values()

    # Ids of the true shapes, the same ones in every run

    def guid(self) -> str:
        """A new GUID."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"teams {next(self._count)}"))

    def new_id(self) -> str:
        """A new message's id, later than every other."""
        return str(1_600_000_000_000 + next(self._count))

    def event_id(self) -> str:
        """A new id of what is no message."""
        return f"f:{self.guid()}"

    def person_id(self) -> str:
        """A new id of a person towards the bot."""
        return f"29:1{self._opaque(48)}"

    def chat_id(self) -> str:
        """A new id of a chat of two."""
        return f"a:1{self._opaque(96)}"

    def thread_id(self, kind: str = "tacv2") -> str:
        """A new id of a channel, or, with "v2", of a chat of several people."""
        return f"19:{self._opaque(40)}1@thread.{kind}"

    def _opaque(self, length: int) -> str:
        raw = hashlib.shake_256(str(next(self._count)).encode()).digest(length)
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")[:length]

    # What must not be

    def wrong(self, words: str) -> None:
        """Note something that no test may pass with."""
        self.wrongs.append(words)

    def check(self) -> None:
        """Fail when the bot sent anything that Teams would not have understood."""
        assert not self.wrongs, "Teams would not have taken this:\n" + "\n".join(self.wrongs)
