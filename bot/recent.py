"""What a process remembers for a while: a mapping of so many entries and no more."""

from collections import OrderedDict
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

MANY = 10_000


class Recent(OrderedDict[K, V]):
    """A mapping that forgets what was written longest ago, once there are more than `most` entries.

    Reading changes nothing; who reads something that is to stay moves it to the end (`move_to_end`).
    """

    def __init__(self, most: int = MANY) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)
