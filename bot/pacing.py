"""When the next message may go: so many a second in each conversation, so many in each workspace or tenant.

Where a platform is given too much it answers 429, often with the seconds to wait (`Retry-After`). A wave is therefore
spread, and never sent in a burst: whatever finds too many before it is put off to a time of its own, one after another
at the workspace's rate, so that each of ten thousand comes back once, when its turn is.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from bot.channel import DeliveryProblem
from bot.recent import Recent

A_WORKSPACE = 4.0  # messages a second that every platform takes
A_CHANNEL = 1.0
BURST = 3  # messages a channel takes at once, after it was quiet
PATIENCE = 8.0  # seconds to stand in line; a lease is not held longer
STANDING = (
    16  # messages of a workspace that stand in line at a time, so that other workspaces have room
)
SPREAD = 0.97  # of the rate is given to what was put off; the rest is for what is posted meanwhile
KEPT = 2000  # channels whose last messages are remembered


@dataclass
class Meter:
    """How much may go: `rate` a second, and a `burst` after a quiet time."""

    rate: float
    burst: int = 1
    full_at: float = 0.0  # when all that was counted is worked off

    def wait(self, now: float) -> float:
        """Seconds until the next may go."""
        return max(0.0, self.full_at - (self.burst - 1) / self.rate - now)

    def count(self, now: float) -> None:
        """One goes now."""
        self.full_at = max(self.full_at, now) + 1 / self.rate


@dataclass(eq=False, kw_only=True)
class QueuedCall:
    """One message that stands in line."""

    channel: str
    method: str  # the platform's name for what is called
    at_once: bool  # somebody waits for it: it goes ahead of all others
    may_go: asyncio.Future[None]  # done once it is its turn


@dataclass(kw_only=True)
class Lane:
    """A workspace: who stands in line there, and until when the platform takes nothing more of a method."""

    meter: Meter  # how much the workspace takes
    line: list[QueuedCall] = field(default_factory=list)
    # By method ("" for all), until when, in the loop's seconds.
    blocks: dict[str, float] = field(default_factory=dict)
    put_off_to: float = 0.0  # the last time that was given to what was put off
    timer: asyncio.TimerHandle | None = None  # wakes the line; None while nobody has to wait

    def blocked(self, method: str, now: float) -> float:
        """Seconds that the platform still wants us to wait."""
        return max(0.0, self.blocks.get(method, 0.0) - now, self.blocks.get("", 0.0) - now)


class Pacer:
    """Lets messages go, in the order in which they came; replies to what somebody just did go ahead of all others."""

    def __init__(
        self,
        a_workspace: float | None = None,
        a_channel: float | None = None,
        burst: int | None = None,
        standing: int | None = None,
        behind: float = 0.0,
    ) -> None:
        """`a_workspace` and `a_channel`: messages a second, where they are not the usual ones.

        `standing`: how many stand in line at a time, where that is not the usual number. `behind`: seconds that a workspace's
        messages may be late and still be made up for, so that a process which is busy for a moment keeps the rate.
        """
        self._standing = standing or STANDING
        rate = a_workspace or A_WORKSPACE
        self._a_channel = a_channel or A_CHANNEL
        self._burst = burst or BURST
        self._lanes: dict[str, Lane] = defaultdict(
            lambda: Lane(meter=Meter(rate, burst=1 + int(behind * rate)))
        )
        self._channels: Recent[tuple[str, str], Meter] = Recent(KEPT)

    async def take(
        self, workspace: str, channel: str, *, at_once: bool = False, method: str = ""
    ) -> None:
        """Wait for a message's turn. Raises `DeliveryProblem`, with how long to wait, where that is too long.

        `at_once`: somebody waits for it; it is only held up by its own channel and by what the platform said.
        """
        lane = self._lanes[workspace]
        now = _now()
        if at_once:
            self._not_blocked(lane, method, now)
        elif (seconds := self._wait(workspace, channel, method, now)) > PATIENCE or len(
            lane.line
        ) >= self._standing:
            raise self._put_off(lane, seconds, now)
        turn = QueuedCall(
            channel=channel,
            method=method,
            at_once=at_once,
            may_go=asyncio.get_running_loop().create_future(),
        )
        if at_once:
            place = sum(queued_call.at_once for queued_call in lane.line)
        else:
            place = len(lane.line)
        lane.line.insert(place, turn)
        self._let_go(workspace)
        try:
            await turn.may_go
        finally:
            if turn in lane.line:  # whoever waited gave up
                lane.line.remove(turn)

    def blocked(self, workspace: str, until: float, method: str = "") -> None:
        """The platform takes nothing more of a method there (of any, when none is given) before `until`, in the loop's time."""
        lane = self._lanes[workspace]
        lane.blocks[method] = max(until, lane.blocks.get(method, 0.0))
        self._let_go(workspace)

    async def heed(self, workspace: str, method: str) -> None:
        """Wait as the platform has asked for a method that is not counted. Raises `DeliveryProblem` where that is too long."""
        lane = self._lanes[workspace]
        now = _now()
        if (seconds := lane.blocked(method, now)) > PATIENCE:
            raise self._put_off(lane, seconds, now)
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _not_blocked(self, lane: Lane, method: str, now: float) -> None:
        if (seconds := lane.blocked(method, now)) > PATIENCE:
            raise _later(seconds)

    def _wait(self, workspace: str, channel: str, method: str, now: float) -> float:
        """About how long a message would stand in line."""
        lane = self._lanes[workspace]
        meter = self._meter(workspace, channel)
        same = sum(queued_call.channel == channel for queued_call in lane.line)
        return max(
            lane.blocked(method, now) + len(lane.line) / lane.meter.rate,
            lane.meter.wait(now) + len(lane.line) / lane.meter.rate,
            meter.wait(now) + same / meter.rate,
        )

    def _put_off(self, lane: Lane, seconds: float, now: float) -> DeliveryProblem:
        """A time of its own, later than that of every other which was put off."""
        first = now + max(seconds, self._standing / 2 / lane.meter.rate)
        lane.put_off_to = max(lane.put_off_to + 1 / (lane.meter.rate * SPREAD), first)
        return _later(lane.put_off_to - now)

    def _meter(self, workspace: str, channel: str) -> Meter:
        key = (workspace, channel)
        meter = self._channels.get(key)
        if meter is None:
            meter = self._channels[key] = Meter(self._a_channel, self._burst)
        self._channels.move_to_end(key)
        return meter

    def _let_go(self, workspace: str) -> None:
        """Let go whoever may, and come back when the next may."""
        lane = self._lanes[workspace]
        now = _now()
        if lane.timer is not None:
            lane.timer.cancel()
            lane.timer = None
        waits = []
        for turn in list(lane.line):
            if turn.may_go.done():
                continue
            blocked = lane.blocked(turn.method, now)
            meter = self._meter(workspace, turn.channel)
            if blocked > PATIENCE:
                lane.line.remove(turn)
                turn.may_go.set_exception(self._put_off(lane, blocked, now))
                continue
            own = max(blocked, meter.wait(now))
            if turn.at_once:
                seconds = own
            else:
                seconds = max(own, lane.meter.wait(now))
            if seconds > 0:
                waits.append(seconds)
                continue
            lane.line.remove(turn)
            meter.count(now)
            lane.meter.count(now)
            turn.may_go.set_result(None)
        if waits:
            lane.timer = asyncio.get_running_loop().call_later(min(waits), self._let_go, workspace)


def _later(seconds: float) -> DeliveryProblem:
    return DeliveryProblem("paced", after=timedelta(seconds=max(seconds, 0.1)), tried=False)


def _now() -> float:
    return asyncio.get_running_loop().time()
