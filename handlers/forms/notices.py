"""What an applicant is to know, and may follow: the scheme's notices, each with its link (R2.1)."""

from handlers.kit.ui import Link, Part, Prose
from scheme.definition.definition import Definition
from scheme.people import Role


def notices(definition: Definition, role: Role) -> tuple[Part, ...]:
    """Above a form: what is only to be read, and the links of everything; what is agreed to stands in the form as a tick."""
    found: list[Part] = []
    for notice in definition.notices(role):
        if not notice.required:
            found.append(Prose(notice.text))
        if notice.link:
            found.append(Link(notice.title, notice.link))
    return tuple(found)
