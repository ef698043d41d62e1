"""The Group's channel on a platform: where its list and cards stand (R3.3)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.ids import PersonId


@dataclass(kw_only=True)
class Room:
    """A channel that an administrator made the Group's; each scheme has one at most.

    `readers`: the people who can see it, by id; to the others of the Group its cards come in their own chats.
    `lost_at`: since when the bot cannot post there, because it was archived or the bot removed from it.
    """

    scheme: str  # the scheme's key
    platform: str  # "slack" or "teams"
    workspace: str  # the platform's own id, as is `channel`
    channel: str  # its id there
    since: datetime  # when an administrator made it the Group's
    readers: list[PersonId] = field(default_factory=list)
    lost_at: datetime | None = None
    id: int = field(init=False)  # of its row

    def lose(self, now: datetime) -> None:
        """The bot cannot post there. Keeps since when, where it could not before."""
        self.lost_at = self.lost_at or now

    def recover(self) -> None:
        """The bot can post there again."""
        self.lost_at = None
