"""What Teams has asked to wait for, and until when.

Teams counts for each conversation, and for each tenant as a whole. Where it says "too many" in one conversation, that one
waits and all others go on; where it says so in several at nearly the same time, the tenant has had too much, and the whole of
it waits. (The Pacer alone knows tenants: one conversation that must rest for an hour would put off a whole wave by an hour.)
"""

import asyncio
from datetime import timedelta

from bot.channel import DeliveryProblem
from bot.pacing import PATIENCE, Pacer
from bot.recent import Recent

SEVERAL = 3  # conversations
NEARLY = 5.0  # seconds
KEPT = 2000


class Limits:
    """Remembers who has to wait."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._until: Recent[tuple[str, str], float] = Recent(KEPT)
        self._noted: Recent[tuple[str, str], float] = Recent(KEPT)

    async def heed(self, tenant: str, what: str) -> None:
        """Wait as Teams has asked for a conversation. Raises `DeliveryProblem`, with how long, where that is too long."""
        seconds = self._until.get((tenant, what), 0.0) - _now()
        if seconds > PATIENCE:
            raise DeliveryProblem("paced", after=timedelta(seconds=seconds), tried=False)
        if seconds > 0:
            await asyncio.sleep(seconds)

    def note(self, tenant: str, what: str, after: timedelta) -> None:
        """Teams takes nothing more for a conversation for so long."""
        key = (tenant, what)
        now = _now()
        until = now + after.total_seconds()
        self._until[key] = max(until, self._until.get(key, 0.0))
        self._noted[key] = now
        if (
            sum(
                limited == tenant and now - when < NEARLY
                for (limited, _), when in self._noted.items()
            )
            >= SEVERAL
        ):
            self._pacer.blocked(tenant, until)


def _now() -> float:
    return asyncio.get_running_loop().time()
