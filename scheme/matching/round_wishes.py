"""What members of the Group wish of a whole round's draft: kept together, kept apart, left out (R3.7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scheme.ids import ApplicationId


class WishKind(StrEnum):
    """Keep a mentee with a mentor; never give them that mentor; leave the mentee out this time."""

    KEEP = "keep"
    NEVER = "never"
    REST = "rest"


@dataclass(frozen=True)
class RoundWish:
    """A wish about a mentee, by their application; of no mentor where the mentee is left out."""

    kind: WishKind  # what is wished
    mentee: ApplicationId  # whom it is about
    mentor: ApplicationId | None = None  # with whom, or without whom

    def contradicts(self, other: "RoundWish") -> bool:
        """Whether the two can't both be: what was wished later stands then."""
        if self.mentee != other.mentee:
            return False
        kinds = {self.kind, other.kind}
        if WishKind.REST in kinds:
            return WishKind.KEEP in kinds or self.kind == other.kind
        if kinds == {WishKind.KEEP}:
            return True
        return self.mentor == other.mentor


def with_wish(wishes: Iterable[RoundWish], wish: RoundWish) -> tuple[RoundWish, ...]:
    """Wishes with another, without those that it contradicts."""
    return (*(before for before in wishes if not wish.contradicts(before)), wish)


def without_wish(wishes: Iterable[RoundWish], wish: RoundWish) -> tuple[RoundWish, ...]:
    """Wishes without one of them; the same where it is not among them."""
    return tuple(before for before in wishes if before != wish)
