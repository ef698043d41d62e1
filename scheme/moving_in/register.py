"""A register as it was kept elsewhere: who is on it, which pairs are running, and what of it cannot be taken as it stands."""

from dataclasses import dataclass, field
from datetime import date

from scheme.forms.fields import Answers
from scheme.people import Role

InRole = tuple[str, Role]  # somebody's address, and the role in which they take part


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """Somebody on the register, in one role. Who is on it in both comes twice."""

    place: str  # where they stand in the file: "People, row 5"
    role: Role  # in which they take part
    name: str  # whole
    email: str  # in its normal form
    answers: Answers  # as far as the register has any
    round: str  # key of the round, or "always"
    since: date  # the day on which they joined
    away_until: date | None = None  # before which a mentor takes nobody; None: they are here

    @property
    def part(self) -> InRole:
        """Who they are, and in which role."""
        return self.email, self.role


@dataclass(frozen=True, kw_only=True)
class RunningPair:
    """Two of the register who were brought together before, and where they are."""

    place: str  # where they stand in the file
    mentee: str  # address
    mentor: str  # address
    introduced: date  # when they learned of each other
    started: date | None = None  # None: they have not begun
    ends: date | None = None  # None: as the scheme's months, or its round, say
    last_met: date | None = None  # None: not known
    paused_on: date | None = None  # None: it does not rest
    returns_on: date | None = None  # until when it rests


@dataclass(frozen=True)
class Flaw:
    """What cannot be taken over as it stands: where, and what to change. What somebody wrote there is not repeated."""

    place: str  # "People, row 5, column C"
    what: str  # what to change

    def __str__(self) -> str:
        """As it is read in a list."""
        return f"{self.place}: {self.what}"


@dataclass(kw_only=True)
class Register:
    """All that was read of some sheets. With faults, nothing of it is taken over."""

    entrants: list[Entrant] = field(default_factory=list)  # everybody, role by role
    pairs: list[RunningPair] = field(default_factory=list)  # those who are together
    faults: list[Flaw] = field(default_factory=list)  # what is to be put right first
    notes: list[str] = field(default_factory=list)  # what is left out, and need not be changed

    @property
    def addresses(self) -> set[str]:
        """Of everybody who is named anywhere in it."""
        two = {address for pair in self.pairs for address in (pair.mentee, pair.mentor)}
        return two | {entrant.email for entrant in self.entrants}
