"""What is declared of everything that is kept: whose it is, how long it stays, what erasing does, how an action finds it (R11).

A table is a `Declared`. Where an action can be about one of its rows, it is a `Kind`. Each is declared once, in the storage
module of its subject, and stands in the list of `storage.kinds`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from sqlalchemy import Column, ColumnElement, Integer, Table, bindparam, exists, or_, select
from sqlalchemy.sql.selectable import FromClause

from scheme.application.application import Application
from scheme.audience import Matter
from scheme.ids import PersonId
from scheme.matching.candidate import Candidate
from scheme.partnership.partnership import Partnership
from scheme.refusal import Gone
from scheme.subject import Subject
from storage.engine.columns import ENCRYPTED
from storage.erasure import Erased, Owner, must_say_all
from storage.plans import name_of
from storage.tables import partnerships, stand_ins
from storage.work import Work

T = TypeVar("T")
WHO = bindparam("person", type_=Integer)


class Retention(StrEnum):
    """How long rows of a table are kept."""

    STAYS = "stays"  # until whoever it is about asks to be erased
    WORDS_GO = "words go"  # so many days after it, or what it belongs to, is over, as `[retention]` says of its kind
    PARTED = "parted"  # what it says is parted from whoever said it once it closes
    PASSES = "passes"  # its rows go by themselves when they are no longer of use


@dataclass(frozen=True, kw_only=True)
class Belonging:
    """Rows of a table that are a person's own: which, and which of their columns are shown, in that order.

    In the columns of `names` stand people, who are shown by name: only those whom the reader knows already.
    """

    title: str  # as people read it above their own data
    columns: tuple[str, ...]
    whose: Owner  # the condition that a row is theirs
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What is declared of a table. Raises `ValueError` where it does not say whose data is in it, or leaves words out.

    `belongs`: what of it is somebody's own; where nothing is, `apart` says why. `withheld`: sealed columns that are not
    shown to whoever the rest belongs to, and why. What somebody else said about a person is nowhere in it (R11.1).
    """

    table: Table
    retention: Retention  # how long its rows stay
    erased: tuple[Erased, ...]  # what becomes of it when somebody is erased
    belongs: tuple[Belonging, ...] = ()
    apart: str = ""
    withheld: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = self.table.name
        if bool(self.belongs) is bool(self.apart):
            raise ValueError(f"{name} does not say whose data it is, or why it is nobody's own")
        shown = {column for belong in self.belongs for column in belong.columns}
        if missing := shown - set(self.table.columns.keys()):
            raise ValueError(f"{name} has no {', '.join(sorted(missing))}")
        sealed = {
            column.name for column in self.table.columns if isinstance(column.type, ENCRYPTED)
        }
        if self.belongs and sealed - shown != set(self.withheld):
            unsaid = (sealed - shown) ^ set(self.withheld)
            raise ValueError(
                f"{name} does not say of {', '.join(sorted(unsaid))} whether it is shown"
            )
        must_say_all(self.table, self.erased)


@dataclass(frozen=True)
class Found:
    """The objects an action is about, its root first, and what an audience needs to know of them."""

    scheme: str
    matter: Matter
    things: tuple[object, ...] = ()

    def the(self, kind: type[T]) -> T:
        """The object of a kind that the action is about."""
        for thing in self.things:
            if isinstance(thing, kind):
                return thing
        raise LookupError(f"{self.matter.subject} is not about a {kind.__name__}")


class Conflicts(Protocol):
    """Who must not act on applications."""

    async def __call__(self, work: Work, /, *applications: Application) -> frozenset[PersonId]:
        """Who stood aside, and who is too close to an applicant."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for, in which scheme it was asked for, and whether those who must keep out of it are wanted too."""

    subject: Subject
    scheme: str  # "" where it was asked for in none
    weighs: bool  # also who must keep out of it, and who stands in
    conflicted: Conflicts
    # Asks who was named to act on an application.
    stand_ins: Callable[[Work, Application], Awaitable[frozenset[PersonId]]]

    @property
    def id(self) -> int:
        """The id of what is looked for."""
        return self.subject.id


Finder = Callable[[Work, Asked], Awaitable[Found]]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Within whose reach a row is: its own table, what is joined to it, the table that says its scheme, who has a part."""

    table: Table
    rows: FromClause  # its own table with what is joined to it
    scheme: Table  # the table that has the column `scheme`
    has_part: ColumnElement[bool]


@dataclass(frozen=True, kw_only=True)
class Kind(Declared):
    """A kind of thing that an action may be about. What falls due for it, its object says itself (`due`).

    `find` loads and locks it. `handled`: what some handle whatever their duty, and nobody else knows of.
    """

    thing: type  # its class, after which it is named
    find: Finder
    reach: Reach
    handled: bool = False

    @property
    def name(self) -> str:
        """As it stands in subjects, for example "application"."""
        return name_of(self.thing)


# How rows are loaded


async def row(work: Work, kind: type[T], thing_id: int, *, lock: bool = False) -> T:
    """A row. Raises `Gone` when there is none."""
    return there(await row_if_there(work, kind, thing_id, lock=lock))


def there(found: T | None) -> T:
    """What was found. Raises `Gone` when it was not."""
    if found is None:
        raise Gone
    return found


async def row_if_there(work: Work, kind: type[T], thing_id: int, *, lock: bool) -> T | None:
    """A row, or None; whoever reads it to `lock` it is the only one to change it until the work ends."""
    lock = lock and locks_rows(work)
    if lock:
        work.ask_again()
    found = await work.session.get(
        kind, thing_id, with_for_update=True if lock else None, populate_existing=lock
    )
    return ours(work, found)


def ours(work: Work, found: T | None) -> T | None:
    """What was found, unless the file of its scheme was taken out of the folder."""
    scheme = getattr(found, "scheme", None)
    if scheme and scheme not in work.definitions:
        return None
    return found


def locks_rows(work: Work) -> bool:
    """Whether rows are locked: SQLite has one writer at a time already; PostgreSQL locks what is about to change."""
    return work.writes and not work.database.is_sqlite


async def about_application(
    work: Work,
    application: Application,
    asked: Asked,
    parties: frozenset[PersonId],
    candidate: Candidate | None = None,
) -> Matter:
    """What is to be weighed of a mentee's or mentor's application, and of a mentor in the request, if it is about one."""
    if not asked.weighs:
        return Matter(subject=asked.subject, parties=parties)
    concerned = [application]
    if candidate is not None:
        concerned.append(await row(work, Application, candidate.mentor_application_id))
    aside = await asked.conflicted(work, *concerned)
    return Matter(
        subject=asked.subject,
        parties=parties,
        conflicted=aside,
        stand_ins=await asked.stand_ins(work, application),
    )


async def about_pair(
    work: Work, partnership: Partnership, asked: Asked, things: tuple[object, ...]
) -> Found:
    """What is to be weighed of a partnership."""
    parties = frozenset({partnership.mentee_id, partnership.mentor_id})
    if not asked.weighs:
        return Found(partnership.scheme, Matter(subject=asked.subject, parties=parties), things)
    applications = [
        await row(work, Application, application_id)
        for application_id in (partnership.mentee_application_id, partnership.mentor_application_id)
    ]
    aside = await asked.conflicted(work, *applications)
    return Found(
        partnership.scheme, Matter(subject=asked.subject, parties=parties, conflicted=aside), things
    )


def part_of_pair(kind: type[Any]) -> Finder:
    """Finds something that belongs to a partnership: a meeting, a goal. The partnership is its root."""

    async def find_it(work: Work, asked: Asked) -> Found:
        thing = await row(work, kind, asked.id)
        partnership = await row(work, Partnership, thing.partnership_id, lock=True)
        if locks_rows(work):  # it may have changed while the partnership was waited for
            await work.session.refresh(thing)
        return await about_pair(work, partnership, asked, (partnership, thing))

    return find_it


def of_one(kind: type[Any], *, lock: bool = True) -> Finder:
    """Finds something that is one person's alone: a reflection, a draft."""

    async def find_it(work: Work, asked: Asked) -> Found:
        thing = await row(work, kind, asked.id, lock=lock)
        return Found(
            thing.scheme,
            Matter(subject=asked.subject, parties=frozenset({thing.person_id})),
            (thing,),
        )

    return find_it


# Within whose reach they are


def reach(table: Table, *parties: str, also: ColumnElement[bool] | None = None) -> Reach:
    """Within the reach of those who stand in some columns."""
    has_part = or_(
        *(table.c[party] == WHO for party in parties), *(() if also is None else (also,))
    )
    return Reach(table=table, rows=table, scheme=table, has_part=has_part)


def reach_of_pair(table: Table) -> Reach:
    """What belongs to a partnership, and so to the two."""
    two = or_(partnerships.c.mentee_id == WHO, partnerships.c.mentor_id == WHO)
    return Reach(table=table, rows=table.join(partnerships), scheme=partnerships, has_part=two)


def stands_in(application_id: Column[int]) -> ColumnElement[bool]:
    """Whoever stands in on an application."""
    return exists().where(
        stand_ins.c.application_id == application_id, stand_ins.c.person_id == WHO
    )


# Whose they are


def owned_by(column: Column[Any]) -> Owner:
    """Rows with the person in a column."""
    return lambda person: column == person


def pairs_of(person: int) -> ColumnElement[bool]:
    """The partnerships of a person."""
    return or_(partnerships.c.mentee_id == person, partnerships.c.mentor_id == person)


def pairs_own(table: Table) -> Owner:
    """Rows of a person's partnerships."""
    return lambda person: table.c.partnership_id.in_(
        select(partnerships.c.id).where(pairs_of(person))
    )
