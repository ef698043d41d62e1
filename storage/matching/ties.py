"""What is known of ties between members and an applicant, for question (a): employers, partnerships, who keeps out (R3.2)."""

from collections.abc import Iterable

from sqlalchemy import CompoundSelect, func, select, union_all

from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from scheme.matching.side import Side, employers, text
from scheme.matching.ties import Ties
from scheme.people import Person
from scheme.wording import plain
from storage import matters, partnerships, people
from storage.tables import applications, moves
from storage.work import Work


async def to_applicant(work: Work, application: Application, applicant: Person) -> Ties:
    """The ties of the Group's members to an applicant.

    Who keeps out is counted and not named, and no more is said of them: a request to avoid somebody looks like the rest.
    """
    definition = work.definitions[application.scheme]
    group = {seat.person_id for seat in await people.group(work, application.scheme)}
    closed = group & await matters.conflicted(work, application)
    able = await people.by_ids(work, group - closed)
    partners = await _partners(work, application)
    worked = await _employers(work, definition, [applicant, *able.values()])
    addresses = Side.of(definition, application, applicant).addresses
    know = {
        person.name
        for person in able.values()
        if person.id in partners or plain(person.email) in addresses
    }
    shared = {person.name for person in able.values() if worked[person.id] & worked[applicant.id]}
    return Ties(frozenset(know), frozenset(shared), len(closed))


async def _partners(work: Work, application: Application) -> frozenset[PersonId]:
    """Everybody the applicant ever had a partnership with, in either role."""
    who = application.person_id
    pairs = await partnerships.of_person(work, application.scheme, who)
    return frozenset(pair.partner_of(who) for pair in pairs)


async def _employers(
    work: Work, definition: Definition, known: Iterable[Person]
) -> dict[PersonId, set[str]]:
    """For whom people work or worked, by key: by address, seats, applications, and what they said of a move."""
    found = {person.id: set(employers(definition, "", person.email)) for person in known}
    seats = await people.organisations(work, definition.key)
    told: list[tuple[PersonId, str | Answers]] = [seat for seat in seats if seat[0] in found]
    told += (await work.session.execute(_told(definition.key, found))).all()
    for person_id, told_of in told:
        found[person_id] |= {_employer(told_of)} - {""}
    return found


def _told(scheme: str, person_ids: Iterable[PersonId]) -> CompoundSelect[PersonId, Answers]:
    """What people said of their work: as they applied, and of each move."""
    ids = list(person_ids)
    return union_all(
        *(
            select(table.c.person_id, table.c[column]).where(
                # SQLite would else go through the whole scheme by its index, and not to these people by theirs.
                func.coalesce(table.c.scheme, "") == scheme,
                table.c.person_id.in_(ids),
            )
            for table, column in ((applications, "answers"), (moves, "before"), (moves, "after"))
        )
    )


def _employer(told: str | Answers) -> str:
    if isinstance(told, str):
        return told
    return text(told, "organisation")
