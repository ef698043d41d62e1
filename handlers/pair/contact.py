"""How somebody is reached by whom they have been brought together with: for a first talk, or as a pair (R4.5)."""

from handlers.kit.contacts import ways_to
from handlers.kit.ui import Contact, Link, Prose
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.people import Person


def contact_of(
    definition: Definition, partner: Person, theirs: Application
) -> tuple[Contact | Link | Prose, ...]:
    """How to reach a partner, for somebody who may talk with them; `theirs`: the partner's application."""
    organisation = definition.organisation(str(theirs.answers.get("organisation") or ""))
    rows = []
    if organisation:
        rows.append(("Works at", organisation.name))
    if theirs.answers.get("job_title"):
        rows.append(("As", str(theirs.answers["job_title"])))
    known = Contact(person=partner.id, name=partner.name, rows=tuple(rows))
    return known, *ways_to(email=partner.email)
