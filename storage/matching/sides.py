"""The mentors of a register as the rules read them, kept from one reading to the next (R3.1).

To open what every mentor wrote, and to find the words in it, takes long; to see whether it changed does not. What is kept
is in memory alone, of the mentors on the register and of nobody else: each reading lets go of whoever left it.
"""

import gc
from collections.abc import Hashable
from dataclasses import dataclass, fields
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Row, Select, Text, event, func, select, type_coerce

from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.matching.ranking import Mentor
from scheme.matching.side import Side
from scheme.people import Person
from storage.engine.database import Database
from storage.many import in_turn, pages, rows
from storage.tables import applications, partnerships, people, places
from storage.work import Work

MOST = 20_000  # of a register, some 5 kB each; whoever is beyond is read anew each time

# So many at a time are taken out of what Python's collector goes through: with a whole register in it, each of its passes
# would stop everybody for more than 100 ms and find nothing. What is let go of is freed all the same.
SET_ASIDE = 250

# A token's first 34 characters hold sixteen bytes that are drawn whenever something is sealed: no two are alike.
MARK = 40


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A mentor with their side, and what these were read from: they hold as long as that is the same."""

    wrote: Hashable
    carries: Hashable
    definition: Definition
    mentor: Mentor


_registers: WeakKeyDictionary[Database, dict[str, dict[int, _Kept]]] = WeakKeyDictionary()


async def of_register(work: Work, definition: Definition) -> list[Mentor]:
    """The mentors on a scheme's register with their sides and what they carry, in its order.

    Of their applications the answers, the stage, the revision and the absence are as the database has them now, and so are
    the names, the address, the places taken and the partnerships; nothing may be changed in them, for they belong to no work.
    """
    await work.flush()  # columns are read as they are in the database
    registers = _registers.setdefault(work.database, {})
    before = registers.get(definition.key, {})
    found: dict[int, Row[*tuple[Any, ...]]] = {}
    kept: dict[int, _Kept] = {}
    async for row in in_turn(await rows(work, _register(definition.key))):
        found[row[0]] = row
        known = before.get(row[0])
        if known is None or known.wrote != row[:_WROTE] or known.definition is not definition:
            continue
        if known.carries != row[_WROTE:]:
            known = _with(row, definition, known.mentor.application, known.mentor.side)
        kept[row[0]] = known
    mentors = {application_id: known.mentor for application_id, known in kept.items()}
    for page in pages(found.keys() - kept.keys()):
        async for application, person in in_turn(await rows(work, _whole(page))):
            copied = _apart(application)
            side = Side.of(definition, copied, person)
            fresh = _with(found[copied.id], definition, copied, side)
            fresh.mentor.read_through()
            mentors[copied.id] = fresh.mentor
            # What only reads sees one moment of the database; else an object may be older than the row it was found by.
            if not work.writes and len(kept) < MOST:
                kept[copied.id] = fresh
                if len(kept) % SET_ASIDE == 0:
                    gc.freeze()
    registers[definition.key] = kept
    return [mentors[application_id] for application_id in found]


def _with(
    row: Row[*tuple[Any, ...]], definition: Definition, application: Application, side: Side | None
) -> _Kept:
    taken, ever = row[_WROTE:]
    mentor = Mentor(application=application, taken=taken, partnerships_ever=ever, side=side)
    return _Kept(
        wrote=tuple(row[:_WROTE]),
        carries=tuple(row[_WROTE:]),
        definition=definition,
        mentor=mentor,
    )


@event.listens_for(Application, "after_update")
@event.listens_for(Application, "after_delete")
def _let_go(_mapper: object, _connection: object, application: Application) -> None:
    """Whatever was changed is read anew by whoever needs it; of whoever withdraws nothing is kept."""
    for registers in _registers.values():
        for kept in registers.values():
            kept.pop(application.id, None)


async def as_they_stand(work: Work, scheme: str) -> list[Any]:
    """A row for each mentor on a register, which is another whenever something that matching reads of them is another."""
    return await rows(work, _register(scheme))


_WROTE = 8  # columns of `_register` that a side is read from; what they carry comes after these


def _register(scheme: str) -> Select[*tuple[Any, ...]]:
    held = (
        select(places.c.mentor_application_id, func.count().label("taken"))
        .where(places.c.released_at.is_(None))
        .group_by(places.c.mentor_application_id)
        .subquery()
    )
    had = (
        select(partnerships.c.mentor_application_id, func.count().label("ever"))
        .group_by(partnerships.c.mentor_application_id)
        .subquery()
    )
    return (
        select(
            applications.c.id,
            applications.c.revision,
            applications.c.away_until,
            _mark(applications.c.answers),
            people.c.id,
            people.c.name,
            people.c.email,
            _mark(people.c.formerly),
            func.coalesce(held.c.taken, 0),
            func.coalesce(had.c.ever, 0),
        )
        .join(people, people.c.id == applications.c.person_id)
        .outerjoin(held, held.c.mentor_application_id == applications.c.id)
        .outerjoin(had, had.c.mentor_application_id == applications.c.id)
        .where(
            applications.c.scheme == scheme,
            applications.c.role == "mentor",
            applications.c.stage == ApplicationStage.ELIGIBLE,
        )
        .order_by(applications.c.received_at, applications.c.id)
    )


def _mark(sealed: ColumnElement[Any]) -> ColumnElement[str]:
    return func.substr(type_coerce(sealed, Text), 1, MARK)


def _whole(application_ids: Any) -> Any:
    return (
        select(Application, Person)
        .join(people, people.c.id == applications.c.person_id)
        .where(applications.c.id.in_(application_ids))
    )


def _apart(application: Application) -> Application:
    """The same application, of no work."""
    copied = Application(
        **{one.name: getattr(application, one.name) for one in fields(application) if one.init}
    )
    copied.id = application.id
    return copied
