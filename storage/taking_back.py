"""An import taken back as a whole; not where anything has come of it, which is named (R13.1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, delete, select

from scheme.moving_in.taken_over import TakenOver
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import counted
from storage import drafts
from storage.kind import locks_rows
from storage.many import pages, rows
from storage.moving_in import MADE, marks_of
from storage.tables import (
    applications,
    due,
    metadata,
    outbox,
    partnerships,
    people,
    taken_over,
)
from storage.work import Work

MOST_NAMED = 10  # reasons that are named
# What a row that names something of an import tells, by its table. Whatever else there is, something has come of it.
TELLS = {
    "accounts": "has been here since",
    "agreements": "has begun an agreement",
    "appointments": "has planned a meeting",
    "audit": "has used the bot, or somebody looked at it",
    "comments": "was commented on",
    "drafts": "has begun a form",
    "files": "has handed in a file",
    "meetings": "has noted a meeting",
    "members": "has a seat on a roster",
    "permissions": "was asked about with a line manager",
    "proposals": "is proposed to somebody, or was proposed somebody",
    "candidates": "is proposed to somebody, or was proposed somebody",
    "questions": "was asked something",
    "selections": "was selected",
    "shortlists": "has a list of mentors",
    "stands_aside": "is stood aside from",
    "surveys": "was sent a survey",
}
KINDS = {applications.name: "application", partnerships.name: "partnership"}
Ids = dict[str, list[int]]


async def by_id(work: Work, number: int) -> TakenOver:
    """An import by its number; nobody else takes it back until the work ends. Raises `Refusal` where there is none."""
    query = select(TakenOver).where(taken_over.c.id == number)
    if locks_rows(work):
        query = query.with_for_update()
    found = (await work.session.scalars(query)).first()
    if found is None or found.scheme not in work.definitions:
        raise Refusal(f"There is no import {number}. Nothing was changed.")
    return found


async def all_of(work: Work) -> Sequence[TakenOver]:
    """Every import, the latest first."""
    query = select(TakenOver).order_by(taken_over.c.id.desc())
    return (await work.session.scalars(query)).all()


async def take_back(work: Work, record: TakenOver) -> None:
    """Delete everything that it made. Raises `Refusal` where it was undone, or something has come of any of it."""
    record.must_stand()
    ids = {name: [int(number) for number in marks] for name, marks in record.rows.items()}
    if reasons := await _reasons(work, record, ids):
        named = "\n".join(f"  {reason}" for reason in reasons[:MOST_NAMED])
        more = len(reasons) - MOST_NAMED
        also = f"\n  and {more} more." if more > 0 else ""
        raise Refusal(
            f"Import {record.id} can't be undone any more, as something has come of it:\n{named}{also}\nNothing was changed."
        )
    subjects = _subjects(ids)
    for some in pages(subjects):
        await work.session.execute(delete(due).where(due.c.subject.in_(some)))
        await drafts.drop_about(work, *some)
    for table in reversed(MADE):
        for page in pages(ids.get(table.name, ())):
            await work.session.execute(delete(table).where(table.c.id.in_(page)))
    record.undo(work.now)


def _subjects(ids: Ids) -> list[Subject]:
    """What is due for it, or drafted about it, is about these."""
    kinds = {**KINDS, "proposals": "proposal", "candidates": "candidate"}
    return [Subject(kind, number) for table, kind in kinds.items() for number in ids.get(table, ())]


async def _reasons(work: Work, record: TakenOver, ids: Ids) -> list[str]:
    """Why it cannot be taken back, each in a line; none where it can."""
    called = await _called(work, ids)
    found: dict[str, None] = {}
    for reason in await _changed(work, record, ids, called):
        found[reason] = None
    for table in metadata.sorted_tables:
        for column in table.columns:
            for reason in await _named_in(work, table, column, ids, called):
                found[reason] = None
    for reason in await _told(work, record, ids, called):
        found[reason] = None
    return list(found)


_Called = Mapping[tuple[str, int], str]


async def _called(work: Work, ids: Ids) -> dict[tuple[str, int], str]:
    """What people read of each of its rows: whose it is, by address."""
    found: dict[tuple[str, int], str] = {}
    for page in pages(ids.get(people.name, ())):
        query = select(people.c.id, people.c.email).where(people.c.id.in_(page))
        found |= {(people.name, number): email for number, email in await rows(work, query)}
    for page in pages(ids.get(applications.name, ())):
        of_whom = (
            select(applications.c.id, people.c.email, applications.c.role)
            .join(people, people.c.id == applications.c.person_id)
            .where(applications.c.id.in_(page))
        )
        found |= {
            (applications.name, number): f"{email} as {role}"
            for number, email, role in await rows(work, of_whom)
        }
    for page in pages(ids.get(partnerships.name, ())):
        pairs = select(partnerships.c.id).where(partnerships.c.id.in_(page))
        found |= {
            (partnerships.name, number): f"P-{number}" for (number,) in await rows(work, pairs)
        }
    return found


def _name(called: _Called, table: str, number: int) -> str:
    return called.get((table, number), f"row {number} of {table}")


async def _changed(work: Work, record: TakenOver, ids: Ids, called: _Called) -> list[str]:
    """What is no longer as it was taken over."""
    unknown = [
        f"{table.name} has no column {name} any more"
        for table in MADE
        for name in record.columns.get(table.name, ())
        if name not in table.columns
    ]
    if unknown:
        return unknown
    now, _ = await marks_of(work, ids, record.columns)
    found = []
    for table in MADE:
        for number, mark in record.rows.get(table.name, {}).items():
            name = _name(called, table.name, int(number))
            stands = now[table.name].get(number)
            if stands is None:
                found.append(f"{name}: is not here any more")
            elif stands != mark:
                found.append(f"{name}: has changed since")
    return found


async def _named_in(
    work: Work, table: Table, column: Column[Any], ids: Ids, called: _Called
) -> list[str]:
    """Rows besides those of the import that name something of it in a column."""
    found = []
    own = frozenset(ids.get(table.name, ()))
    for key in column.foreign_keys:
        target = key.column.table.name
        for page in pages(ids.get(target, ())):
            query = select(column).where(column.in_(page)).distinct()
            if own:
                query = select(column, table.c.id).where(column.in_(page))
            for number, *row in await rows(work, query):
                if not own.intersection(row):
                    tells = TELLS.get(table.name, f"something has come of it ({table.name})")
                    found.append(f"{_name(called, target, number)}: {tells}")
    return found


async def _told(work: Work, record: TakenOver, ids: Ids, called: _Called) -> list[str]:
    """Of whom, or about what, the bot has told somebody since."""
    found = []
    recipients = {f"person:{number}": number for number in ids.get(people.name, ())}
    for page in pages(recipients):
        query = select(outbox.c.recipient).where(outbox.c.recipient.in_(page)).distinct()
        found += [
            f"{_name(called, people.name, recipients[recipient])}: was written to"
            for (recipient,) in await rows(work, query)
        ]
    about = {
        Subject(kind, number): (table, number)
        for table, kind in KINDS.items()
        for number in ids.get(table, ())
    }
    for some in pages(about):
        issued = select(due.c.subject).where(due.c.subject.in_(some), due.c.done_at > record.at)
        found += [
            f"{_name(called, *about[subject])}: something fell due since, and was told"
            for (subject,) in await rows(work, issued.distinct())
        ]
    return found


def summary(record: TakenOver) -> str:
    """An import in a line: its number, when, from what, and whether it stands."""
    undone = f", undone {record.undone_at:%Y-%m-%d %H:%M} UTC" if record.undone_at else ""
    people_made = len(record.rows.get(people.name, ()))
    pairs_made = len(record.rows.get(partnerships.name, ()))
    return (
        f"{record.id}  {record.scheme}, {record.at:%Y-%m-%d %H:%M} UTC, {record.source}: "
        f"{counted(people_made, 'new person')}, {counted(pairs_made, 'pair')}{undone}"
    )
