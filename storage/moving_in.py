"""A register taken over from elsewhere: what is here of its people, and how they are kept (R13.1)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import aliased

from scheme.application.application import OPEN, Application
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from scheme.matching.proposal import Place, free_place
from scheme.moving_in import arriving
from scheme.moving_in.fitting import Here, OpenPart
from scheme.moving_in.register import Entrant, InRole, Register
from scheme.moving_in.taken_over import Marks, TakenOver
from scheme.partnership.phase import Phase
from scheme.people import WEB, Person, Role
from storage import applications as kept_applications
from storage.erasure import Stays
from storage.kind import Declared, Retention
from storage.many import pages, read, rows
from storage.tables import (
    accounts,
    applications,
    candidates,
    partnerships,
    people,
    places,
    proposals,
    taken_over,
)
from storage.work import Work

# What an import makes, in the order in which it is made: what comes later names what came before.
MADE: tuple[Table, ...] = (people, applications, proposals, candidates, places, partnerships)


async def here(work: Work, scheme: str, addresses: Iterable[str]) -> Here:
    """What is here of the people whose addresses a register names, be it another address of theirs."""
    given = sorted(addresses)
    also = await _other_addresses(work, given)
    known: dict[PersonId, Person] = {}
    for page in pages({*given, *also.values()}):
        found = await read(work, select(Person).where(people.c.email.in_(page)))
        known |= {person.id: person for person in found}
    parts = await _open_parts(work, scheme, known)
    return Here(
        addresses=also,
        names={person.email: person.name for person in known.values()},
        open=parts,
        pairs=await _pairs(work, scheme, known),
    )


async def _other_addresses(work: Work, addresses: Sequence[str]) -> dict[str, str]:
    """Addresses that somebody proved besides the one that they are known by, with that."""
    found: dict[str, str] = {}
    joined = select(accounts.c.user, people.c.email).join(
        people, people.c.id == accounts.c.person_id
    )
    by_address = joined.where(accounts.c.platform == WEB, accounts.c.workspace == "")
    for page in pages(addresses):
        for user, email in await rows(work, by_address.where(accounts.c.user.in_(page))):
            if user != email:
                found[user] = email
    return found


async def _open_parts(
    work: Work, scheme: str, known: Mapping[PersonId, Person]
) -> dict[InRole, OpenPart]:
    query = select(Application).where(
        applications.c.scheme == scheme, applications.c.stage.in_(OPEN)
    )
    every: list[Application] = []
    for page in pages(known):
        every += await read(work, query.where(applications.c.person_id.in_(page)))
    mentors = [application.id for application in every if application.role == "mentor"]
    load = await kept_applications.load_of_each(work, mentors)
    return {
        (known[application.person_id].email, application.role): OpenPart(
            application_id=application.id,
            stage=application.stage,
            capacity=application.capacity,
            taken=load[application.id].taken if application.id in load else frozenset(),
        )
        for application in every
    }


async def _pairs(
    work: Work, scheme: str, known: Mapping[PersonId, Person]
) -> frozenset[tuple[str, str]]:
    """The addresses of mentee and mentor of what is live."""
    mentee = aliased(people)
    mentor = aliased(people)
    query = (
        select(mentee.c.email, mentor.c.email)
        .select_from(partnerships)
        .join(mentee, mentee.c.id == partnerships.c.mentee_id)
        .join(mentor, mentor.c.id == partnerships.c.mentor_id)
        .where(partnerships.c.scheme == scheme, partnerships.c.phase != Phase.ENDED)
    )
    found: set[tuple[str, str]] = set()
    for page in pages(known):
        found |= {
            (one, other)
            for one, other in await rows(work, query.where(partnerships.c.mentee_id.in_(page)))
        }
    return frozenset(found)


async def take_over(
    work: Work, definition: Definition, register: Register, known: Here, source: str
) -> TakenOver:
    """Keep a register that fits what is here. Raises `Clash` where somebody did something of it at the same moment."""
    made: dict[str, list[Any]] = {table.name: [] for table in MADE}
    person_ids = await _people(work, definition, register, made)
    own = await _applications(work, definition, register, person_ids, made)
    await _pairs_of(work, definition, register, known, own, made)
    marks, columns = await marks_of(
        work, {name: [thing.id for thing in things] for name, things in made.items()}
    )
    record = TakenOver(scheme=definition.key, source=source, at=work.now)
    record.note(marks, columns)
    return await work.add(record)


async def _people(
    work: Work, definition: Definition, register: Register, made: dict[str, list[Any]]
) -> dict[str, PersonId]:
    """Everybody of it by address; whoever is not known yet is from now on."""
    found: dict[str, PersonId] = {}
    addresses = sorted({entrant.email for entrant in register.entrants})
    for page in pages(addresses):
        query = select(people.c.email, people.c.id).where(people.c.email.in_(page))
        found |= {email: PersonId(number) for email, number in await rows(work, query)}
    fresh: dict[str, Person] = {}
    for entrant in register.entrants:
        if entrant.email not in found and entrant.email not in fresh:
            fresh[entrant.email] = _person(work, definition, entrant)
    made[people.name] = await work.take_over(fresh.values())
    return found | {person.email: person.id for person in fresh.values()}


def _person(work: Work, definition: Definition, entrant: Entrant) -> Person:
    called = entrant.answers.get("called")
    return Person(
        name=entrant.name,
        email=entrant.email,
        since=work.now,
        zone=definition.zone,
        called=str(called) if called else None,
    )


async def _applications(
    work: Work,
    definition: Definition,
    register: Register,
    person_ids: Mapping[str, PersonId],
    made: dict[str, list[Any]],
) -> dict[InRole, Application]:
    paired = {pair.mentee for pair in register.pairs}
    own = {
        entrant.part: arriving.application(
            definition,
            entrant,
            person_ids[entrant.email],
            work.now,
            is_paired=entrant.role == "mentee" and entrant.email in paired,
        )
        for entrant in register.entrants
    }
    made[applications.name] = await work.take_over(own.values())
    return own


async def _pairs_of(
    work: Work,
    definition: Definition,
    register: Register,
    known: Here,
    own: Mapping[InRole, Application],
    made: dict[str, list[Any]],
) -> None:
    """The pairs, each as if the Group had proposed and the two had agreed, which they had."""

    async def of(address: str, role: Role) -> Application:
        if (fresh := own.get((address, role))) is not None:
            return fresh
        return await kept_applications.by_id(work, known.open[address, role].application_id)

    two = [(await of(p.mentee, "mentee"), await of(p.mentor, "mentor"), p) for p in register.pairs]
    put = await work.take_over(
        arriving.proposal(definition, mentee, pair) for mentee, _, pair in two
    )
    said = await work.take_over(
        arriving.candidate(definition, proposal.id, mentor, pair)
        for proposal, (_, mentor, pair) in zip(put, two, strict=True)
    )
    together = [
        arriving.partnership(
            definition,
            candidate_id=candidate.id,
            mentee=mentee,
            mentor=mentor,
            pair=pair,
            now=work.now,
        )
        for candidate, (mentee, mentor, pair) in zip(said, two, strict=True)
    ]
    taken: dict[ApplicationId, set[int]] = defaultdict(set)
    for part in known.open.values():
        taken[part.application_id] |= part.taken
    held = []
    for candidate, (_, mentor, _) in zip(said, two, strict=True):
        number = free_place(mentor.capacity, taken[mentor.id])
        if number is None:
            raise LookupError(f"no place is free with {mentor.ref}")
        taken[mentor.id].add(number)
        held.append(
            Place(
                mentor_application_id=mentor.id,
                number=number,
                candidate_id=candidate.id,
                taken_at=work.now,
            )
        )
    made[proposals.name] = put
    made[candidates.name] = said
    made[places.name] = await work.take_over(held)
    made[partnerships.name] = await work.take_over(together)


async def marks_of(
    work: Work, ids: Mapping[str, Sequence[int]], columns: Mapping[str, Sequence[str]] | None = None
) -> tuple[dict[str, Marks], dict[str, list[str]]]:
    """Marks of rows as they stand, by table, and of which columns they are: all, where none are named."""
    found: dict[str, Marks] = {}
    names: dict[str, list[str]] = {}
    for table in MADE:
        named = list((columns or {}).get(table.name, table.columns.keys()))
        names[table.name] = named
        found[table.name] = {}
        query = select(table.c.id, *(table.c[name] for name in named))
        for page in pages(ids.get(table.name, ())):
            for number, *values in await rows(work, query.where(table.c.id.in_(page))):
                found[table.name][str(number)] = _mark(values)
    return found, names


def _mark(values: Sequence[object]) -> str:
    text = json.dumps(values, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:32]


TAKEN_OVER = Declared(
    table=taken_over,
    apart="which rows were taken over from an earlier register, so that this can be undone",
    erased=(
        Stays(
            why="numbers of rows and a fingerprint of each, no words; names of files",
            columns=("source", "rows", "columns"),
        ),
    ),
    retention=Retention.STAYS,
)
