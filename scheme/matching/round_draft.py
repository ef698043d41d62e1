"""What a whole round comes to for everybody who waits (R3.7)."""

from dataclasses import dataclass
from functools import cached_property

from scheme.ids import ApplicationId
from scheme.matching.round_wishes import RoundWish


@dataclass(frozen=True)
class Placing:
    """What a round has for a mentee: the mentor it is made up for, then others to choose from; nobody where empty."""

    mentee: ApplicationId  # who waits
    mentors: tuple[ApplicationId, ...] = ()  # on the register

    @property
    def first(self) -> ApplicationId | None:
        """The mentor it is made up for."""
        return self.mentors[0] if self.mentors else None


@dataclass(frozen=True, kw_only=True)
class RoundDraft:
    """What is drafted for every mentee of a round; `broken`: the wishes that could not be kept."""

    placings: tuple[Placing, ...] = ()  # in the order of the mentees
    broken: tuple[RoundWish, ...] = ()

    @cached_property
    def mentors_of(self) -> dict[ApplicationId, tuple[ApplicationId, ...]]:
        """The mentors of each mentee, the one the round is made up for first."""
        return {placing.mentee: placing.mentors for placing in self.placings}

    @cached_property
    def firsts(self) -> dict[ApplicationId, ApplicationId | None]:
        """The mentor whom the round is made up for, of each mentee."""
        return {placing.mentee: placing.first for placing in self.placings}
