"""What a channel is: where messages of the outbox can be delivered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from aiohttp import web

from bot.platform_settings import PlatformSettings
from handlers.kit.catalogue import PlatformWords
from handlers.kit.ui import Message
from storage.outbox import Letter


class DeliveryProblem(Exception):
    """A message could not be delivered. `permanent`: trying again is of no use. `after`: how long to wait.

    `tried`: False when the platform surely has none of it. `reason` is a platform's own word such as
    "account_inactive"; never text of the message. `nobody_at`: the address at which nobody is, where that is why.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        after: timedelta | None = None,
        tried: bool = True,
        nobody_at: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.after = after
        self.tried = tried
        self.nobody_at = nobody_at


class Channel(Protocol):
    """A place where people talk: the web channel, Slack, Teams. The next one is a folder beside them."""

    name: str

    async def reaches(self, recipient: str) -> bool:
        """Whether this channel can reach "person:5" or "group:aln"."""

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Show a message, or update it in place where it was delivered before; returns its address.

        Delivering the same letter twice must look like once. Raises `DeliveryProblem`.
        """


class Platform(Protocol):
    """A place that the bot listens to as well: what it hears comes in by the web application, or by a connection of its own."""

    @property
    def channel(self) -> Channel:
        """How people there are reached."""

    def add_routes(self, app: web.Application) -> None:
        """Listen at the platform's paths."""

    async def start(self) -> None:
        """Begin."""

    async def stop(self) -> None:
        """End; what is being said is finished."""


@dataclass(frozen=True, kw_only=True)
class PlatformRow:
    """What is declared of a platform, once, in its own folder.

    `open` and `look` load the platform's libraries, and nothing else does.
    """

    # As the scheme file, the accounts and the command line call it.
    name: str
    # As people call it.
    title: str
    # The page that says how it is set up.
    guide: str
    settings: type[PlatformSettings]  # what its environment variables may say
    # Paths of the web application where it proves itself by a signature.
    signed: tuple[str, ...] = ()
    # What people do there for the Group's channel; None where it has no channels.
    words: PlatformWords | None = None
    # The command `manifest NAME`, as typer reads its arguments; None where the platform is told nothing about the app.
    manifest: Callable[..., None] | None = None
    # Makes the platform of a bot and its settings.
    open: Callable[[Any, Any], Platform]
    # Looks at how it is set up: what `check` prints.
    look: Callable[..., Awaitable[list[Any]]]
    # Sends something to an address, for `check` on wish; None where people there have none.
    trial: Callable[..., Awaitable[list[Any]]] | None = None
