"""How many messages a platform takes in a place, for the stand-ins of Slack and Teams."""

import math
from collections import defaultdict
from collections.abc import Sequence


class TrueRates:
    """Remembers when what was taken where."""

    def __init__(self) -> None:
        self._taken: dict[str, list[float]] = defaultdict(list)

    def wait(self, now: float, places: Sequence[tuple[str, float | None]]) -> int:
        """Seconds to wait before a message is taken; 0 when it is taken now. `places`: with how many each takes a second."""
        for place, rate in places:
            if rate is None:
                continue
            window = max(1.0, 1 / rate)
            recent = [when for when in self._taken[place] if now - when < window]
            if len(recent) >= max(1, math.floor(rate * window)):
                return max(1, math.ceil(window - (now - recent[0])))
        for place, _ in places:
            self._taken[place] = [*self._taken[place][-500:], now]
        return 0
