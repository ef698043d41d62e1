"""What the guidelines say of an application, with all that is known of its applicant (R2.3)."""

from scheme.application import eligibility
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.people import Person
from storage import applications, permissions
from storage.work import Work


async def flags(
    work: Work, definition: Definition, application: Application, applicant: Person
) -> list[eligibility.Flag]:
    """The guidelines as flags with their reasons; one statement more where a membership number was given, or managers are asked."""
    permission = None
    if definition.asks_managers:
        permission = await permissions.latest(work, application.id)
    return eligibility.flags(
        definition,
        application,
        applicant.email,
        applicant.name,
        number_twice=await applications.number_is_anothers(work, application),
        permission=permission,
    )
