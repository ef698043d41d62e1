"""Who of those who run a scheme is too close to an applicant to act on what is theirs, or to read of it (R3.3, R3.2 h)."""

from dataclasses import dataclass
from functools import cached_property

from scheme.ids import ApplicationId, PersonId
from scheme.matching.side import Side, bare
from scheme.people import Person
from scheme.wording import plain


@dataclass(frozen=True)
class Somebody:
    """By what an applicant may have meant a person: their names, one they had before included, and their address."""

    person_id: PersonId  # who that is
    names: frozenset[str]  # in the form in which names are compared
    address: str  # in lower case

    @classmethod
    def of(cls, person: Person) -> "Somebody":
        """A person's id, names and address, brought into the form in which names are compared."""
        return cls(
            person.id,
            frozenset(bare(plain(name)) for name in person.names) - {""},
            plain(person.email),
        )

    def is_too_close_to(self, applicant: Side) -> bool:
        """Whether they are the applicant, the line manager they named, or somebody they asked to be kept from.

        By address, or by exact name where no address was given: as with mentors, a likeness alone excludes nobody.
        """
        if self.person_id == applicant.person_id:
            return True
        given = applicant.manager_address
        if given:
            manager = given == self.address
        else:
            manager = applicant.manager in self.names
        if manager:
            return True
        # A loop, as whole registers are compared: of lines that are mostly none, `any` takes longest.
        for line in applicant.avoid:  # noqa: SIM110
            if self.address in line.addresses or not self.names.isdisjoint(line.names):
                return True
        return False


def too_close(applicant: Side, person: Person) -> bool:
    """Whether a person is too close to an applicant to act on what is theirs."""
    return Somebody.of(person).is_too_close_to(applicant)


@dataclass(frozen=True)
class Reader:
    """A member who reads of several applications; `aside`: those they stand aside from, by id."""

    person: Person  # the member
    aside: frozenset[ApplicationId]

    @cached_property
    def _self(self) -> Somebody:
        return Somebody.of(self.person)

    def keeps_out_of(self, applicant: Side) -> str:
        """Why an application is closed to them, in words that do not tell who asked for it; empty where it is not."""
        if applicant.person_id == self._self.person_id:
            return "This is you, so the others decide."
        stands_aside = bool(self.aside) and applicant.application.id in self.aside
        if stands_aside or self._self.is_too_close_to(applicant):
            return "With the other members; it stays closed to you."
        return ""
