"""Writing to people by mail (R12.6): who is written to, and where."""

from handlers.kit.addressee import Addressee
from handlers.kit.conversation import Conversation
from scheme.ids import PersonId
from storage import applications, people
from storage.work import Work

by_mail = Conversation(name="by-mail")


@by_mail.addressee("person")
async def person(work: Work, number: int) -> Addressee | None:
    """Somebody known here, at the address that was proved; in the name of a scheme that they take part in."""
    person_id = PersonId(number)
    found = (await people.by_ids(work, {person_id})).get(person_id)
    if found is None:
        return None
    theirs = await applications.schemes_of(work, person_id)
    schemes = [key for key in work.definitions if key in theirs] or list(work.definitions)
    return Addressee(
        address=found.email,
        name=found.name,
        scheme=schemes[0],
        zone=found.zone,
        person=person_id,
    )
