"""What the guidelines say of an application, with all that is known of its applicant (R2.3)."""

from scheme.application import eligibility
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.people import Person
from storage import applications, people, permissions
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


async def unmet(work: Work, definition: Definition, application: Application) -> tuple[str, ...]:
    """The guidelines that are not met, each as a sentence."""
    applicant = await people.by_id(work, application.person_id)
    found = await flags(work, definition, application, applicant)
    return tuple(flag.text for flag in found if not flag.met)
