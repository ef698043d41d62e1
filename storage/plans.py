"""What is due: rows kept in line with what each object says of itself, claimed one by one as their time comes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    literal_column,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from scheme.definition.definition import Definition
from scheme.due import Due
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage.tables import due, mapper_registry

RETRY = timedelta(minutes=10)
MOST_FAILURES = 5
AGAIN = timedelta(days=1)  # after which what was given up is tried once more, by itself
MOST_AGAIN = 14  # times; then only when somebody says so
LONG_AGO = timedelta(days=30)
PAGE = 100  # things whose plans are brought in line at a time, while others wait
RULES = 6  # changes when what falls due changes for things that are there already


@runtime_checkable
class Planned(Protocol):
    """An object that knows what falls due."""

    @property
    def id(self) -> int:
        """Of its row."""

    scheme: str

    def due(self, definition: Definition) -> list[Due]:
        """What falls due and when."""


def name_of(kind: type) -> str:
    """How a kind of thing is named in subjects: as its class, for example "application"."""
    return kind.__name__.casefold()


def planned() -> dict[str, type[Planned]]:
    """The kinds of thing for which something falls due, by name: those whose objects say what does."""
    classes = [mapper.class_ for mapper in mapper_registry.mappers if hasattr(mapper.class_, "due")]
    return {name_of(thing): thing for thing in sorted(classes, key=name_of)}


class Kept(Protocol):
    """An object that is a row."""

    @property
    def id(self) -> int:
        """Of its row."""


def subject_of(thing: Kept) -> Subject:
    """What names a matter in buttons, due rows and the audit log."""
    return Subject(name_of(type(thing)), thing.id)


async def bring_in_line(
    session: AsyncSession,
    things: Sequence[Planned],
    definitions: Mapping[str, Definition],
    now: datetime,
    *,
    new: Collection[int] = (),
    late: bool = True,
) -> None:
    """Make the stored plans of some objects what these say themselves, in as many statements as for one.

    What was issued once is never issued again. What was due already and has been put off stays put off. Of `new`
    objects, by their place among the things, there is no plan yet. Without `late`, what is new in a plan and lies in the
    past counts as done. Neither holds for what is owed.
    """
    subjects = [subject_of(planned_thing) for planned_thing in things]
    kept = await _kept(session, [name for place, name in enumerate(subjects) if place not in new])
    gone: list[int] = []
    fresh: list[dict[str, object]] = []
    moved: list[dict[str, object]] = []
    for thing, subject in zip(things, subjects, strict=True):
        wanted = {
            planned_due.occasion: planned_due
            for planned_due in thing.due(definitions[thing.scheme])
        }
        rows = kept.get(subject, {})
        gone += [
            row.id for row in rows.values() if row.done_at is None and row.occasion not in wanted
        ]
        for key, planned_due in wanted.items():
            row = rows.get(key)
            if row is None:
                is_done = not (late or planned_due.owed or planned_due.at > now)
                fresh.append(
                    _row(thing.scheme, subject, planned_due) | {"done_at": now if is_done else None}
                )
            elif (
                row.done_at is None
                and row.at != planned_due.at
                and not (planned_due.at <= now < row.at and not planned_due.owed)
            ):
                moved.append({"row": row.id, "moment": planned_due.at})
    if gone:
        await session.execute(delete(due).where(due.c.id.in_(gone)))
    if fresh:
        await session.execute(insert(due), fresh)
    if moved:
        await (await session.connection()).execute(_MOVED, moved)


_MOVED = update(due).where(due.c.id == bindparam("row")).values(at=bindparam("moment"))


async def _kept(
    session: AsyncSession, subjects: Sequence[Subject]
) -> dict[Subject, dict[str, Any]]:
    """What is stored of some plans: rows by occasion, by subject."""
    found: dict[Subject, dict[str, Any]] = {}
    if subjects:
        columns = (due.c.id, due.c.subject, due.c.occasion, due.c.at, due.c.done_at)
        for row in (
            await session.execute(select(*columns).where(due.c.subject.in_(subjects)))
        ).all():
            found.setdefault(row.subject, {})[row.occasion] = row
    return found


def _row(scheme: str, subject: Subject, planned_due: Due) -> dict[str, object]:
    return {
        "scheme": scheme,
        "subject": subject,
        "name": planned_due.name,
        "occasion": planned_due.occasion,
        "series": planned_due.series,
        "at": planned_due.at,
    }


def mark_of(definitions: Mapping[str, Definition]) -> str:
    """What plans depend on, in a word: the rules of this version and the scheme files."""
    files = "".join(definitions[key].model_dump_json() for key in sorted(definitions))
    return f"{RULES} {sha256(files.encode()).hexdigest()[:16]}"


async def realign(
    session: AsyncSession,
    definitions: Mapping[str, Definition],
    now: datetime,
    after: Subject = NOTHING_IN_PARTICULAR,
) -> Subject:
    """Bring a page of plans in line: the rules or a scheme file have changed (R1.1).

    Returns up to where, as a thing's subject, from which the next page goes on; nothing in particular where nothing is
    left. What would have fallen due before now counts as done: nobody gets today what other rules would have sent long
    ago. What is owed falls due now.
    """
    kinds = planned()
    for name, kind in kinds.items():
        if name < after.kind:
            continue
        beyond = 0
        if name == after.kind:
            beyond = after.id
        if things := (await session.scalars(_page_of(kind, beyond))).all():
            known = [thing for thing in things if thing.scheme in definitions]
            await bring_in_line(session, known, definitions, now, late=False)
            return subject_of(things[-1])
    return NOTHING_IN_PARTICULAR


def _page_of(kind: type, last: int) -> Select[Any]:
    table: Table = inspect(kind).local_table
    return select(kind).where(table.c.id > last).order_by(table.c.id).limit(PAGE)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A thing whose time has come; `stale` when a later one of its series is due or was, so it is passed over."""

    id: int
    scheme: str
    subject: Subject
    name: str  # of what falls due: "nudge"
    occasion: str  # what tells it from others of that name
    stale: bool


async def claim(session: AsyncSession, now: datetime, schemes: Collection[str]) -> Claimed | None:
    """Take the earliest thing that is due at `now` and mark it issued, in this transaction; None when nothing is.

    Replicas pass over what another has taken (SKIP LOCKED on PostgreSQL; SQLite has one writer at a time). What belongs
    to none of `schemes` stays: a scheme whose file is missing today goes on when it is back.
    """
    waiting = (due.c.done_at.is_(None), due.c.at <= now, due.c.scheme.in_(schemes))
    first = (
        select(due)
        .where(*waiting)
        .order_by(due.c.at, due.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await session.execute(first)).first()
    if row is None:
        return None
    stale = False
    if row.series:
        # Also what was issued already: another replica may have done the later one since this row was taken.
        # What was put off may now stand at the same moment as its sequel, which was planned after it.
        after = (due.c.at > row.at) | ((due.c.at == row.at) & (due.c.id > row.id))
        later = select(due.c.id).where(
            due.c.subject == row.subject, due.c.series == row.series, after, due.c.at <= now
        )
        stale = (await session.execute(later.limit(1))).first() is not None
    await session.execute(update(due).where(due.c.id == row.id).values(done_at=now, failures=0))
    return Claimed(
        id=row.id,
        scheme=row.scheme,
        subject=row.subject,
        name=row.name,
        occasion=row.occasion,
        stale=stale,
    )


async def put_off(session: AsyncSession, due_id: int, until: datetime) -> None:
    """It could not be done just now, through no fault of its own; it comes again at `until`."""
    await session.execute(_waiting(due_id).values(at=until))


async def failed(session: AsyncSession, due_id: int, now: datetime) -> bool:
    """Put off what went wrong; after five failures leave it be. Returns whether it was given up."""
    values = {"failures": due.c.failures + 1, "at": now + RETRY}
    row = (
        await session.execute(_waiting(due_id).values(**values).returning(due.c.failures))
    ).first()
    if (
        row is None or row.failures < MOST_FAILURES
    ):  # no row: the plan has changed since, and it is not wanted any more
        return False
    await session.execute(_waiting(due_id).values(done_at=now))
    return True


def _given_up() -> ColumnElement[bool]:
    # Written out, as the index that finds these is.
    return due.c.done_at.is_not(None) & (due.c.failures >= literal_column(str(MOST_FAILURES)))


async def given_up(session: AsyncSession) -> Sequence[tuple[Subject, str, datetime]]:
    """What was given up: the subject, the occasion, and when it was tried last."""
    rows = await session.execute(
        select(due.c.subject, due.c.occasion, due.c.done_at)
        .where(_given_up())
        .order_by(due.c.done_at)
    )
    return [(row.subject, row.occasion, row.done_at) for row in rows]


async def take_up(
    session: AsyncSession,
    definitions: Mapping[str, Definition],
    now: datetime,
    *,
    after: timedelta = AGAIN,
    by_hand: bool = False,
) -> int:
    """What was given up `after` some time ago falls due once more, where its object still says so; returns how many.

    By itself that has an end; whatever somebody takes up `by_hand` has all its tries again.
    """
    which = _given_up() & due.c.scheme.in_(definitions)
    if not by_hand:
        few = due.c.failures < MOST_FAILURES + MOST_AGAIN
        which &= few & (due.c.done_at <= now - after) & (due.c.done_at > now - LONG_AGO)
    rows = (
        await session.execute(
            select(due.c.id, due.c.scheme, due.c.subject, due.c.failures).where(which)
        )
    ).all()
    kinds = planned()
    for row in rows:
        thing: Any = await session.get(kinds[row.subject.kind], row.subject.id)
        if thing is None:
            continue
        failures = 0 if by_hand else row.failures
        await session.execute(
            update(due).where(due.c.id == row.id).values(done_at=None, at=now, failures=failures)
        )
        await bring_in_line(session, [thing], definitions, now)
    return len(rows)


def _waiting(due_id: int) -> Update:
    return update(due).where(due.c.id == due_id, due.c.done_at.is_(None))


async def next_moment(
    session: AsyncSession, schemes: Collection[str] | None = None
) -> datetime | None:
    """When the next thing falls due, of these schemes or of all; None when nothing waits."""
    first = select(func.min(due.c.at)).where(due.c.done_at.is_(None))
    if schemes is not None:
        first = first.where(due.c.scheme.in_(schemes))
    found: datetime | None = (await session.execute(first)).scalar()
    return found
