"""Who of those who run a scheme is too close to an applicant to act on what is theirs (R3.3, R3.2 h)."""

from scheme.people import Person
from scheme.side import Side, bare
from scheme.wording import plain


def too_close(applicant: Side, person: Person) -> bool:
    """Whether a person is the applicant, the line manager they named, or somebody they asked to be kept from.

    By address, or by exact name where no address was given: as with mentors, a likeness alone excludes nobody.
    """
    name, address = bare(plain(person.name)), plain(person.email)
    if person.id == applicant.person_id:
        return True
    manager = (
        applicant.manager_address == address if applicant.manager_address else bool(name) and applicant.manager == name
    )
    return manager or any(name in line.names or address in line.addresses for line in applicant.avoid)
