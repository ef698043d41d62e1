"""What is known of ties between members and an applicant, for question (a): employers, partnerships, who keeps out (R3.2)."""

from collections.abc import Iterable
from itertools import chain

from sqlalchemy import select

from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.matching.side import Side, employers, text
from scheme.matching.ties import Ties
from scheme.people import Person
from scheme.wording import plain
from storage import matters, people
from storage.tables import applications, members, moves, partnerships
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


async def _partners(work: Work, application: Application) -> frozenset[int]:
    """Everybody the applicant ever had a partnership with, in either role."""
    pairs = partnerships.c
    who = application.person_id
    query = select(pairs.mentee_id, pairs.mentor_id).where(
        pairs.scheme == application.scheme, (pairs.mentee_id == who) | (pairs.mentor_id == who)
    )
    return frozenset(chain.from_iterable((await work.session.execute(query)).all())) - {who}


async def _employers(
    work: Work, definition: Definition, known: Iterable[Person]
) -> dict[int, set[str]]:
    """For whom people work or worked, by key: by address, seats, applications, and what they said of a move."""
    found = {person.id: set(employers(definition, "", person.email)) for person in known}
    of_scheme = (definition.key, list(found))
    for table, columns in (
        (members, (members.c.organisation,)),
        (applications, (applications.c.answers,)),
        (moves, (moves.c.before, moves.c.after)),
    ):
        query = select(table.c.person_id, *columns)
        query = query.where(table.c.scheme == of_scheme[0], table.c.person_id.in_(of_scheme[1]))
        for person_id, *told in (await work.session.execute(query)).all():
            found[person_id] |= {_employer(answer) for answer in told} - {""}
    return found


def _employer(told: str | Answers) -> str:
    if isinstance(told, str):
        return told
    return text(told, "organisation")
