"""What a channel is: where messages of the outbox can be delivered."""

from datetime import timedelta
from typing import Protocol

from handlers.kit.ui import Message
from storage.outbox import Letter


class DeliveryProblem(Exception):
    """A message could not be delivered. `permanent`: trying again is of no use. `after`: how long to wait.

    `reason` is a platform's own word such as "account_inactive"; never text of the message.
    """

    def __init__(self, reason: str, *, permanent: bool = False, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.after = after


class Channel(Protocol):
    """A place where people talk: the web channel, Slack, Teams. The next one is a folder beside them."""

    name: str

    async def reaches(self, recipient: str) -> bool:
        """Whether this channel can reach "person:5" or "group:aln"."""

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Show a message, or update it in place where it was delivered before; returns its address.

        Delivering the same letter twice must look like once. Raises `DeliveryProblem`.
        """
