"""Who one can be in the playground, and the walks that lead through it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from scheme.ids import PersonId
from scheme.refusal import Refusal

TOLD = "playground.told"  # name of the note that keeps what the first page says of the story, a sentence a line


@dataclass(frozen=True, kw_only=True)
class CastMember:
    """Somebody to be. `blurb` says in a few words where they stand; `section` groups people in the picker.

    `reads_group` is whether they are of the Group and so read its channel.
    """

    person_id: PersonId
    name: str
    blurb: str
    section: str
    reads_group: bool


@dataclass(frozen=True)
class Stop:
    """A stop of a walk: who to be, by name, and what to do there."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A few minutes that show one thing, stop by stop. `about` says in a sentence what one will see."""

    key: str
    title: str
    about: str
    stops: tuple[Stop, ...]


class Nobody(Refusal):
    """The address names somebody who is not in the cast."""

    def __init__(self) -> None:
        super().__init__("There is nobody here by that number. Please pick someone to be.")


CastSource = Callable[[], Awaitable[Sequence[CastMember]]]
