"""The unit of work: everything a step changes and posts is committed once, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import structlog
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from scheme.definition.definition import Definition
from scheme.refusal import Refusal
from storage import plans
from storage.engine.database import (
    Database,
    code_of,
    constraint_of,
    is_crossed,
    is_held,
    is_lost_on_the_way,
    is_read_only,
)
from storage.engine.turns import Ticket
from storage.letters import Letters
from storage.memory import Memory

log = structlog.get_logger("storage")

T = TypeVar("T")
Note = Callable[["Work"], Awaitable[None]]

# What a database can raise: a driver's own errors, a full pool, and asyncpg's refused or lost connections as they are.
ERRORS = (DBAPIError, PoolTimeout, OSError)


class Busy(Refusal):
    """The database is held by somebody else; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "The bot is busy just now, so nothing was saved. Please try again in a moment."
        )


class Clash(Refusal):
    """Somebody else changed the same thing at the same moment; nothing of this step was kept.

    `constraint` names what in the database said no, for the log.
    """

    def __init__(self, constraint: str = "") -> None:
        self.constraint = constraint
        super().__init__(
            "Somebody else just did something here, so nothing was saved. Please open it again."
        )


class Fault(Refusal):
    """The database could not keep it: a full disk, a lost connection. Nothing was changed."""

    def __init__(
        self,
        text: str = "This could not be saved. What you typed is still here; please try again in a few minutes.",
    ) -> None:
        super().__init__(text)


class Unsure(Fault):
    """The connection was lost while it was being kept: it was kept whole, or not at all."""

    def __init__(self) -> None:
        super().__init__(
            "Something broke at the last moment, so I can't tell whether this was saved. Please look how things stand "
            "before you try again."
        )


class WritesInReading(RuntimeError):
    """A mistake in the code: something that is only to be shown is changed. Nothing of it was kept."""


class Work:
    """One transaction. Commits when its block ends well, rolls back when it raises.

    A turn at the database is waited for at the beginning, for a bounded time, then `Busy` is raised. On SQLite writers
    take turns under one lock of the process, which a work that only reads does not need. What that one sees is of one
    moment, and it can change nothing: it raises `WritesInReading`. What has to be noted of it all the same, such as that
    somebody saw it, is written once the reading has ended, before its block is left (`note`).
    """

    def __init__(
        self,
        database: Database,
        definitions: Mapping[str, Definition],
        now: datetime,
        *,
        writes: bool = True,
    ) -> None:
        self.database = database
        self.definitions = definitions
        self.now = now
        self.writes = writes
        self.letters = Letters()
        self._turn: Ticket | None = None
        self._notes: list[Note] = []
        if writes:
            engine = database.writing
        else:
            engine = database.reading
        self.session = AsyncSession(engine, expire_on_commit=False)
        self._planned: dict[int, plans.Planned] = {}
        self._new: set[int] = set()
        self._from_before: set[int] = set()
        self._memory = Memory(self.session.sync_session, self.flush)
        self.once = self._memory.once
        self.each = self._memory.each
        self.keep = self._memory.keep
        self.ask_again = self._memory.forget
        event.listen(self.session.sync_session, "before_flush", self._note_planned)

    async def __aenter__(self) -> Self:
        try:
            turn = self._turn = await self.database.turns.take(writes=self.writes)
        except TimeoutError:
            raise Busy from None
        try:
            await self._connect(turn)
        except BaseException:
            await self._ended()
            raise
        return self

    async def _connect(self, turn: Ticket) -> None:
        """Get a connection, and on SQLite the file, of which other processes may have some as well."""
        while True:
            try:
                await self.session.connection()
            except ERRORS as fault:
                await self.session.close()
                if not is_held(fault) or not await self.database.turns.another_ends(turn):
                    raise told(fault) from fault
            else:
                return

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self.writes:
                await self._commit()
            elif kind is None:
                self._must_be_unchanged()
        finally:
            await self._ended()
        if isinstance(error, ERRORS):
            raise (
                WritesInReading() if is_read_only(error) and not self.writes else told(error)
            ) from error
        if kind is None and self.letters:
            self.database.posted.set()
        if kind is None and self._notes:
            await self._write_notes()

    async def _write_notes(self) -> None:
        async with Work(self.database, self.definitions, self.now) as short:
            for write in self._notes:
                await write(short)

    async def note(self, write: Note) -> None:
        """Write a little about what is done: at once, or, where this only reads, in a short work once it has ended.

        Then what was read is not given out either when that cannot be written: leaving the block raises what went wrong.
        """
        if self.writes:
            await write(self)
        else:
            self._notes.append(write)

    async def _ended(self) -> None:
        # Shielded: whoever gives up waiting for us must not leave the lock taken or the transaction open.
        await asyncio.shield(asyncio.ensure_future(self._close()))

    async def _close(self) -> None:
        self._memory.end()
        try:
            await self.session.close()
        except ERRORS as fault:  # by now it is committed, or what went wrong is being told
            log.warning("a connection was lost", error=code_of(fault))
        finally:
            if self._turn is not None:
                self.database.turns.end(self._turn)

    def _must_be_unchanged(self) -> None:
        session = self.session.sync_session
        changed = [thing for thing in session.dirty if session.is_modified(thing)]
        if changed or session.new or session.deleted or self.letters:
            raise WritesInReading

    def _note_planned(self, session: Session, *_: object) -> None:
        for thing in (*session.new, *session.dirty):
            if isinstance(thing, plans.Planned):
                self._planned[id(thing)] = thing
        self._new.update(id(thing) for thing in session.new)

    async def _commit(self) -> None:
        try:
            await self._write()
        except ERRORS as fault:
            raise told(fault) from fault
        held = (await (await self.session.connection()).get_raw_connection()).info
        try:
            await self.session.commit()
        except ERRORS as fault:
            raise (Unsure() if is_lost_on_the_way(fault) else told(fault)) from fault
        try:
            self.database.check_kept(held)
        except OSError as fault:
            raise Fault from fault

    async def _write(self) -> None:
        await self.session.flush()
        for late in (True, False):
            marks = [mark for mark in self._planned if late is not (mark in self._from_before)]
            if marks:
                await self._plan(marks, late=late)
        if self.letters:
            await self.letters.write(self.session, self.now, is_sqlite=self.database.is_sqlite)

    async def _plan(self, marks: Sequence[int], *, late: bool) -> None:
        new = {place for place, mark in enumerate(marks) if mark in self._new}
        things = [self._planned[mark] for mark in marks]
        await plans.bring_in_line(
            self.session, things, self.definitions, self.now, new=new, late=late
        )

    async def take_over(self, things: Iterable[T]) -> list[T]:
        """Keep new objects that began elsewhere: what would have fallen due for them before now counts as done.

        Gives them their ids. Raises `Clash` as `add` does.
        """
        every = list(things)
        self.session.add_all(every)
        self._from_before.update(id(thing) for thing in every)
        await self.flush()
        return every

    async def add(self, thing: T) -> T:
        """Keep a new object; gives it its id. Raises `Clash` when a constraint of the database says no."""
        self.session.add(thing)
        await self.flush()
        return thing

    async def flush(self) -> None:
        """Send changes to the database, still within the transaction. Raises `Clash` as `add` does."""
        try:
            await self.session.flush()
        except IntegrityError as fault:
            raise Clash(constraint_of(fault)) from fault


def told(fault: BaseException) -> Refusal:
    """What people are told of a database error. Its own text may hold what they wrote, so none of it is repeated."""
    if isinstance(fault, IntegrityError) or is_crossed(fault):
        return Clash(constraint_of(fault) or code_of(fault))
    if is_held(fault):
        return Busy()
    return Fault()
