"""A stage on a platform: how stories wait there, move the clock, and look at the Group's channel."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Protocol

from tests.support.dialogue import Stage

# Messages a second: a story does not wait for what a platform allows.
UNPACED = (10_000.0, 10_000.0, 1000)
# For an answer: a busy machine must not fail a story; what a platform allows is tried elsewhere.
SECONDS = 20.0


class Stub(Protocol):
    """The stand-in for a platform."""

    async def settled(self) -> None: ...


class PlatformStage(ABC):
    """A bot on a platform, behind a stand-in for it."""

    def __init__(self, stage: Stage, stub: Stub) -> None:
        self.stage = stage
        self.bot = stage.bot
        self._stub = stub

    @property
    @abstractmethod
    def group_room(self) -> str:
        """What everybody reads in the Group's channel."""

    @property
    @abstractmethod
    def group_notified(self) -> str:
        """What else of the Group's channel has come to anybody, as in a notification."""

    async def settled(self) -> None:
        """Wait until everything that was said has arrived."""
        await self._stub.settled()
        await self.bot.delivery.drain()
        await self._stub.settled()

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.stage.forward(days)
        await self.settled()

    async def to_next_due(self) -> datetime:
        """Move the clock to the next thing due."""
        moment = await self.stage.to_next_due()
        await self.settled()
        return moment

    async def group_sees(self, text: str) -> None:
        """The Group's channel shows a text."""
        await self.settled()
        assert text in self.group_room, f"{text!r} is not in the channel:\n{self.group_room}"

    async def group_does_not_see(self, text: str) -> None:
        """The Group's channel does not show a text, nor does a notification of it."""
        await self.settled()
        everything = f"{self.group_room}\n{self.group_notified}"
        assert text not in everything, f"{text!r} is in the channel"
