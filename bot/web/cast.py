"""Who one can be in the playground."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from scheme.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class CastMember:
    """Somebody to be. `blurb` says in a few words where they stand; `section` groups people in the picker."""

    person_id: int
    name: str
    blurb: str
    section: str


class Nobody(Refusal):
    """The address names somebody who is not in the cast."""

    def __init__(self) -> None:
        super().__init__("There is nobody here by that number. Please pick someone to be.")


CastSource = Callable[[], Awaitable[Sequence[CastMember]]]
