"""Who is asking: the one thing in which the playground, where one picks somebody to be, differs from a bot of real people."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from scheme.ids import PersonId
from scheme.refusal import Refusal

SIGNED_OUT = (
    "You are not signed in any more. Please sign in again in another tab, then come back here and press once more: what you "
    "typed stays."
)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Whoever a page is for. `blurb` stands below their name; `group`: whose channel is on their page, by the scheme's key.

    `group` is "" for whoever is of no Group. `zone`: their own time zone. `session`: the id of the one they ask with.
    """

    person_id: PersonId
    name: str
    blurb: str
    group: str
    zone: str
    session: int = 0

    @property
    def room(self) -> str:
        """Their own chat."""
        return f"person:{self.person_id}"


class SignedOut(Refusal):
    """Nobody is signed in there, or not any more; `person_id` is whose time is over, for what they were typing."""

    def __init__(self, person_id: PersonId | None = None) -> None:
        super().__init__(SIGNED_OUT)
        self.person_id = person_id


class Who(Protocol):
    """Says who is asking."""

    async def person(self, request: web.Request) -> Visitor:
        """Whoever a request comes from. Raises `Refusal`: `Nobody` in the playground, else `SignedOut`."""
