"""Answers to the equality form, from the sheet that somebody sends to the numbers that are given out (R10.4).

A sheet waits, encrypted by a key that stands outside the database, until as many as the smallest group wait of those who were
as far; then they become numbers together, and are gone with their key. Nothing says who sent one, nor when.
"""

from collections import Counter
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select, update

from scheme.application.application import Application
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.figures.equality import EqualityBook, EqualityCount, EqualitySheet, EqualityStage
from scheme.figures.years import year_of
from scheme.ids import PersonId
from scheme.people import ROLES, Role
from storage import applications as applied
from storage import partnerships as pairs
from storage.engine.batch_keys import batch_keys
from storage.engine.encryption import vault
from storage.erasure import Stays
from storage.kind import Declared, Retention, locks_rows
from storage.many import each_row
from storage.tables import (
    applications,
    equality_answered,
    equality_books,
    equality_sheets,
    partnerships,
)
from storage.work import Work

_BOOK = TypeAdapter(EqualityBook)
_SHEET = TypeAdapter(dict[str, str])


def mark_of(application: Application, stage: EqualityStage) -> str:
    """What stands for the one answer that somebody can give at a stage; without the bot's keys nobody can tell whose it is.

    It is of the person, not of the application: whoever withdraws and applies again would answer as often as they like, and
    know all others of a group.
    """
    whose = f"{application.scheme} {application.role} {application.person_id}"
    return vault.mark(f"equality {whose} {stage}")


async def open_to(
    work: Work, scheme: str, person_id: PersonId
) -> list[tuple[Application, EqualityStage]]:
    """The forms that somebody can answer now: one for each role and stage that an application of theirs has come to."""
    found: dict[str, tuple[Application, EqualityStage]] = {}
    theirs = await pairs.of_person(work, scheme, person_id)
    for application in await applied.of_person(work, scheme, person_id):
        ours = [
            pair
            for pair in theirs
            if application.id in (pair.mentee_application_id, pair.mentor_application_id)
        ]
        stage: EqualityStage = "applied"
        if any(pair.ended_at is None for pair in ours):
            stage = "matched"
        elif ours:
            stage = "concluded"
        mark = mark_of(application, stage)
        if not await has_answered(work, mark):
            found.setdefault(mark, (application, stage))
    return list(found.values())


async def has_answered(work: Work, mark: str) -> bool:
    """Whether the answer that a mark stands for was given."""
    query = select(equality_answered.c.mark).where(equality_answered.c.mark == mark)
    return (await work.session.execute(query)).first() is not None


async def keep(
    work: Work,
    definition: Definition,
    role: Role,
    stage: EqualityStage,
    *,
    mark: str,
    sheet: EqualitySheet,
) -> bool:
    """Keep what somebody answered; False where the answer that the mark stands for was given before.

    The sheet that makes a batch whole is never written down by itself.
    """
    book = await _locked(work, definition.key, role)
    if await has_answered(work, mark):
        return False
    await work.session.execute(insert(equality_answered).values(mark=mark))
    batch = f"{definition.key}/{role}/{stage}"
    ours = (
        equality_sheets.c.batch == batch,
        equality_sheets.c.key_mark == batch_keys.mark(batch),
    )
    waiting = (await work.session.scalars(select(equality_sheets.c.sheet).where(*ours))).all()
    if len(waiting) + 1 < definition.equality.minimum:
        if not waiting:
            batch_keys.renew(batch)
        row = {
            "batch": batch,
            "key_mark": batch_keys.mark(batch),
            "sheet": batch_keys.seal(batch, _SHEET.dump_json(dict(sheet)).decode()),
        }
        await work.session.execute(insert(equality_sheets).values(row))
        return True
    opened = (batch_keys.unseal(batch, sealed) for sealed in waiting)
    book.add(stage, [_SHEET.validate_json(text) for text in opened if text is not None])
    book.add(stage, [sheet])
    await work.session.execute(delete(equality_sheets).where(*ours))
    await _save(work, definition.key, book)
    return True


async def counts(work: Work, scheme: str) -> tuple[EqualityCount, ...]:
    """All that was given out of a scheme."""
    books = [await _book(work, scheme, role) for role in ROLES]
    return tuple(count for book in books for count in book.counts())


async def is_due(work: Work, definition: Definition, today: date) -> bool:
    """Whether answers wait whose year is over and had no turn yet."""
    year = year_of(definition, today) - 1
    for role in ROLES:
        book = await _book(work, definition.key, role)
        if any(book.waiting.values()) and year > max((told.year for told in book.told), default=0):
            return True
    return False


async def came_alike(
    work: Work, definition: Definition, role: Role, year: int
) -> Counter[tuple[int, ...]]:
    """How many people first applied, were matched and concluded in the same years of the scheme, by the end of one."""
    own = getattr(partnerships.c, f"{role}_application_id")
    query = (
        select(
            applications.c.person_id,
            func.min(applications.c.received_at),
            func.min(partnerships.c.introduced_at),
            func.min(partnerships.c.ended_at),
        )
        .outerjoin(partnerships, own == applications.c.id)
        .where(applications.c.scheme == definition.key, applications.c.role == role)
        .group_by(applications.c.person_id)
    )
    found: Counter[tuple[int, ...]] = Counter()
    async for _, *moments in each_row(work, query):
        years: list[int] = []
        for moment in moments:
            if moment is None:
                break
            of_it = year_of(definition, local_day(moment, definition.zone))
            if of_it > year:
                break
            years.append(max(of_it, *years) if years else of_it)
        if years:
            found[tuple(years)] += 1
    return found


async def give_out(work: Work, definition: Definition, today: date) -> None:
    """Give out for the year that is over what may be."""
    year = year_of(definition, today) - 1
    for role in ROLES:
        people = await came_alike(work, definition, role, year)
        book = await _locked(work, definition.key, role)
        book.give_out(year, people, definition.equality.minimum)
        await _save(work, definition.key, book)


async def _book(work: Work, scheme: str, role: Role) -> EqualityBook:
    query = select(equality_books.c.book).where(
        equality_books.c.scheme == scheme, equality_books.c.role == role
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        return EqualityBook(role=role)
    return _BOOK.validate_python(found.book)


async def _locked(work: Work, scheme: str, role: Role) -> EqualityBook:
    """The book of a role, which nobody else changes until the work ends. Of two who begin it at once one meets a `Clash`."""
    where = (equality_books.c.scheme == scheme, equality_books.c.role == role)
    query = select(equality_books.c.scheme).where(*where)
    if locks_rows(work):
        query = query.with_for_update()
    if (await work.session.execute(query)).first() is None:
        empty = _BOOK.dump_python(EqualityBook(role=role), mode="json")
        row = {"scheme": scheme, "role": role, "book": empty}
        await work.session.execute(insert(equality_books).values(row))
    return await _book(work, scheme, role)


async def _save(work: Work, scheme: str, book: EqualityBook) -> None:
    await work.session.execute(
        update(equality_books)
        .where(equality_books.c.scheme == scheme, equality_books.c.role == book.role)
        .values(book=_BOOK.dump_python(book, mode="json"))
    )


APART = "what was answered without a name, parted from everybody known here"
SHEETS = Declared(
    table=equality_sheets,
    apart=APART,
    erased=(Stays(why="nothing leads to anybody"),),
    retention=Retention.PASSES,
)
BOOKS = Declared(
    table=equality_books,
    apart="numbers of a scheme, which lead to nobody",
    erased=(Stays(why="numbers, which lead to nobody", columns=("book",)),),
    retention=Retention.STAYS,
)
ANSWERED = Declared(
    table=equality_answered,
    apart="marks by which nobody answers twice; nobody can read them",
    erased=(Stays(why="marks that nobody can read"),),
    retention=Retention.STAYS,
)
