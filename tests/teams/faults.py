"""Bad luck with Teams, on order: errors, slowness, closed connections, true rate limits; and everything that was called."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.platforms.bad_luck import BadLuck
from tests.support.true_rates import TrueRates

if TYPE_CHECKING:
    from tests.teams.world import World

METHODS = ("send", "update", "delete", "open_chat", "start_thread", "member", "members")
PACED = ("send", "update", "start_thread")
CODES = {
    400: "BadSyntax",
    401: "BotNotRegistered",
    403: "BotNotInConversationRoster",
    404: "ConversationNotFound",
    412: "PreconditionFailed",
    413: "MessageSizeTooBig",
    429: "Throttled",
    500: "ServiceError",
}


@dataclass
class Call:
    """A call of the connector, and what it was answered: `status` 0 for one that was cut off."""

    method: str
    tenant: str
    conversation: str
    body: dict[str, Any]
    when: float
    activity: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    status: int = 0


@dataclass
class Fault:
    """What a method answers instead, so many times more."""

    method: str
    status: int
    times: int
    retry_after: int | None
    code: str
    place: str


@dataclass
class Delay:
    """How late a method answers, so many times more; `done` says whether it does what was asked all the same.

    `cut`: the connection is closed instead of an answer.
    """

    method: str
    seconds: float
    times: int
    done: bool
    cut: bool = False


class Faults(BadLuck[Fault, Delay]):
    """What goes wrong, and a record of everything."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self._world = world
        self._rates = TrueRates()
        self.rate: float | None = None
        self.tenant_rate: float | None = None
        self.calls: list[Call] = []

    def fails(
        self,
        method: str,
        status: int = 500,
        times: int = 1,
        retry_after: int | None = None,
        *,
        code: str = "",
        tenant: str = "",
    ) -> None:
        """Let a method ("*": any) answer with an error: 429 with `retry_after` seconds, 412, 502, 504, 403, …"""
        assert method in (*METHODS, "*"), f"there is no method {method}"
        self._faults.append(
            Fault(method, status, times, retry_after, code or CODES.get(status, ""), tenant)
        )

    def slow(self, method: str, seconds: float, times: int = 1, *, done: bool = True) -> None:
        """Let a method answer late; with `done` false it then only says 504."""
        assert method in (*METHODS, "*"), f"there is no method {method}"
        self._delays.append(Delay(method, seconds, times, done))

    def cuts(self, method: str, times: int = 1, *, done: bool = False) -> None:
        """Close the connection instead of an answer; `done`: after it did what was asked."""
        assert method in (*METHODS, "*"), f"there is no method {method}"
        self._delays.append(Delay(method, 0, times, done, cut=True))

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        super().heal()
        self.rate = self.tenant_rate = None

    def wait(self, method: str, tenant: str, conversation: str) -> int:
        """Seconds to wait before a message is taken; 0 when it is taken now."""
        if method not in PACED:
            return 0
        places = [(f"{tenant} {conversation}", self.rate), (tenant, self.tenant_rate)]
        return self._rates.wait(self._world.clock(), places)

    def called(self, method: str, conversation: str = "") -> list[Call]:
        """The calls of a method, in one conversation when it is said which."""
        return [
            one
            for one in self.calls
            if one.method == method and conversation in ("", one.conversation)
        ]
