"""Who of those who run a scheme is too close to an applicant to act on what is theirs, or to read of it (R3.3, R3.2 h)."""

from dataclasses import dataclass

from scheme.matching.side import Side, bare
from scheme.people import Person
from scheme.wording import plain


def too_close(applicant: Side, person: Person) -> bool:
    """Whether a person is the applicant, the line manager they named, or somebody they asked to be kept from.

    By address, or by exact name where no address was given, one they had before included: as with mentors, a likeness
    alone excludes nobody.
    """
    names, address = frozenset(bare(plain(name)) for name in person.names) - {""}, plain(person.email)
    if person.id == applicant.person_id:
        return True
    manager = applicant.manager_address == address if applicant.manager_address else applicant.manager in names
    return manager or any(not names.isdisjoint(line.names) or address in line.addresses for line in applicant.avoid)


@dataclass(frozen=True)
class Reader:
    """A member who reads of several applications; `aside`: those they stand aside from, by id."""

    person: Person
    aside: frozenset[int]

    def keeps_out_of(self, applicant: Side) -> str:
        """Why an application is closed to them, in words that do not tell who asked for it; empty where it is not."""
        if applicant.person_id == self.person.id:
            return "This is you, so the others decide."
        if applicant.application.id in self.aside or too_close(applicant, self.person):
            return "With the other members; it stays closed to you."
        return ""
