"""Bad luck with Slack, on order: errors, slowness, and true rate limits; and everything that was called."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.bad_luck import BadLuck
from tests.support.true_rates import TrueRates

if TYPE_CHECKING:
    from tests.slack.world import World


@dataclass
class Call:
    """A call of the Web API, and what it was answered."""

    method: str
    arguments: dict[str, Any]
    team: str
    when: float
    answer: dict[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass
class Fault:
    """What a method answers instead, so many times more."""

    method: str
    error: str
    status: int
    retry_after: int | None
    times: int
    place: str


@dataclass
class Delay:
    """How late a method answers, so many times more; `done` says whether it does what was asked all the same."""

    method: str
    seconds: float
    times: int
    done: bool


class Faults(BadLuck[Fault, Delay]):
    """What goes wrong, and a record of everything."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self._world = world
        self._held: dict[str, asyncio.Event] = {}
        self._rates = TrueRates()
        self.rate: float | None = None
        self.team_rate: float | None = None
        self.calls: list[Call] = []

    def fails(
        self,
        method: str,
        error: str = "internal_error",
        status: int = 200,
        retry_after: int | None = None,
        times: int = 1,
        team: str = "",
    ) -> None:
        """Let a method answer with an error: 429 with `retry_after` seconds, a 5xx, or 200 and an error's name."""
        self._faults.append(Fault(method, error, status, retry_after, times, team))

    def slow(self, method: str, seconds: float, times: int = 1, *, done: bool = True) -> None:
        """Let a method answer late."""
        self._delays.append(Delay(method, seconds, times, done))

    def holds(self, method: str) -> asyncio.Event:
        """Let a method, or "*", not answer at all until the event is set."""
        self._held[method] = asyncio.Event()
        return self._held[method]

    async def let_go(self, method: str) -> None:
        """Wait until a call may be answered."""
        for name in (method, "*"):
            if name in self._held:
                await self._held[name].wait()

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        super().heal()
        for held in self._held.values():
            held.set()

    def wait(self, method: str, team: str, channel: str) -> int:
        """Seconds to wait before a message is taken; 0 when it is taken now."""
        if method not in ("chat.postMessage", "chat.update", "chat.postEphemeral"):
            return 0
        places = [(f"{team} {channel}", self.rate), (team, self.team_rate)]
        return self._rates.wait(self._world.clock(), places)

    def called(self, method: str, **arguments: Any) -> list[Call]:
        """The calls of a method with such arguments."""
        return [
            one
            for one in self.calls
            if one.method == method
            and all(one.arguments.get(key) == value for key, value in arguments.items())
        ]
