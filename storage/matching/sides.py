"""The mentors of a register as the rules read them, kept from one reading to the next (R3.1).

To open what every mentor wrote, and to find the words in it, takes long; to see whether it changed does not. What is kept
is in memory alone, of the mentors on the register and of nobody else: each reading lets go of whoever left it.
"""

from collections.abc import Hashable
from dataclasses import dataclass, fields
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Text, event, func, select, type_coerce

from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.matching.side import Side
from scheme.people import Person
from storage.engine.database import Database
from storage.many import in_turn, pages, rows
from storage.tables import applications, people
from storage.work import Work

MOST = 10_000  # of a register, some 5 kB each; whoever is beyond is read anew each time

# A token's first 34 characters hold sixteen bytes that are drawn whenever something is sealed: no two are alike.
MARK = 40


@dataclass(frozen=True)
class _Kept:
    """A side, and what it was read from: it holds as long as that is the same."""

    read_from: Hashable
    definition: Definition
    side: Side


_registers: WeakKeyDictionary[Database, dict[str, dict[int, _Kept]]] = WeakKeyDictionary()


async def of_register(work: Work, definition: Definition) -> list[Side]:
    """The sides of the mentors on a scheme's register, in its order.

    Of their applications the answers, the stage, the revision and the absence are as the database has them now, and so are
    the names and the address; nothing may be changed in them, for they belong to no work.
    """
    registers = _registers.setdefault(work.database, {})
    before = registers.get(definition.key, {})
    found: dict[int, Hashable] = {
        row[0]: tuple(row) async for row in in_turn(await rows(work, _register(definition.key)))
    }
    kept = {
        application_id: known
        for application_id, read_from in found.items()
        if (known := before.get(application_id)) is not None
        and known.read_from == read_from
        and known.definition is definition
    }
    sides = {application_id: known.side for application_id, known in kept.items()}
    for page in pages(found.keys() - kept.keys()):
        async for application, person in in_turn(await rows(work, _whole(page))):
            side = Side.of(definition, _apart(application), person)
            sides[application.id] = side
            # What only reads sees one moment of the database; else an object may be older than the row it was found by.
            if not work.writes and len(kept) < MOST:
                kept[application.id] = _Kept(found[application.id], definition, side)
    registers[definition.key] = kept
    return [sides[application_id] for application_id in found]


@event.listens_for(Application, "after_update")
@event.listens_for(Application, "after_delete")
def _let_go(_mapper: object, _connection: object, application: Application) -> None:
    """Whatever was changed is read anew by whoever needs it; of whoever withdraws nothing is kept."""
    for registers in _registers.values():
        for kept in registers.values():
            kept.pop(application.id, None)


def _register(scheme: str) -> Any:
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
        )
        .join(people, people.c.id == applications.c.person_id)
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
