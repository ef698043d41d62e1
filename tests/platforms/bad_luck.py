"""Bad luck on order: the errors and the slowness that are still to come, whatever a platform makes of them."""

from typing import Generic, Protocol, TypeVar


class Fault(Protocol):
    """What a method ("*": any) answers instead, so many times more; in one workspace or tenant, or in all ("")."""

    method: str
    times: int

    @property
    def place(self) -> str: ...


class Delay(Protocol):
    """How late a method answers, so many times more."""

    method: str
    times: int


F = TypeVar("F", bound=Fault)
D = TypeVar("D", bound=Delay)


class BadLuck(Generic[F, D]):
    """What is still to go wrong."""

    def __init__(self) -> None:
        self._faults: list[F] = []
        self._delays: list[D] = []

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()
        self._delays.clear()

    def fault(self, method: str, place: str) -> F | None:
        """What goes wrong with this call."""
        for one in self._faults:
            if one.times > 0 and one.method in (method, "*") and one.place in ("", place):
                one.times -= 1
                return one
        return None

    def delay(self, method: str) -> D | None:
        """How late this call is answered."""
        for one in self._delays:
            if one.times > 0 and one.method in (method, "*"):
                one.times -= 1
                return one
        return None
