"""The unit of work: everything a step changes and posts is committed once, or not at all."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from scheme.definition import Definition
from scheme.refusal import Refusal
from storage import plans
from storage.database import LOCK_SECONDS, Database, is_crossed, is_held
from storage.letters import Letters

T = TypeVar("T")

# What a database can raise: a driver's own errors, a full pool, and asyncpg's refused or lost connections as they are.
ERRORS = (DBAPIError, PoolTimeout, OSError)


class Busy(Refusal):
    """The database is held by somebody else; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("The bot is busy just now, so nothing was saved. Please try again in a moment.")


class Clash(Refusal):
    """Somebody else changed the same thing at the same moment; nothing of this step was kept."""

    def __init__(self) -> None:
        super().__init__("Somebody else just did something here, so nothing was saved. Please open it again.")


class Fault(Refusal):
    """The database could not keep it: a full disk, a lost connection. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("This could not be saved. What you typed is still here; please try again in a few minutes.")


class Work:
    """One transaction. Commits when its block ends well, rolls back when it raises.

    On SQLite writers take turns under one lock of the process; waiting is bounded, then `Busy` is raised.
    """

    def __init__(
        self, database: Database, definitions: Mapping[str, Definition], now: datetime, *, writes: bool = True
    ) -> None:
        self.database = database
        self.definitions = definitions
        self.now = now
        self.writes = writes
        self.letters = Letters()
        self._locked = False
        engine = database.writing if writes else database.reading
        self.session = AsyncSession(engine, expire_on_commit=False)
        self._planned: dict[int, plans.Planned] = {}
        self._new: set[int] = set()
        event.listen(self.session.sync_session, "before_flush", self._note_planned)

    async def __aenter__(self) -> Self:
        if self.writes and self.database.is_sqlite:
            try:
                # Not wait_for: before Python 3.12 it may lose a cancellation, and who was stopped goes on for ever.
                async with asyncio.timeout(LOCK_SECONDS):
                    await self.database.write_lock.acquire()
            except TimeoutError:
                raise Busy from None
            self._locked = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self.writes:
                await self._commit()
        except ERRORS as fault:
            raise told(fault) from fault
        finally:
            # Shielded: whoever gives up waiting for us must not leave the lock taken or the transaction open.
            await asyncio.shield(asyncio.ensure_future(self._close()))
        if isinstance(error, ERRORS):
            raise told(error) from error
        if kind is None and self.letters:
            self.database.posted.set()

    async def _close(self) -> None:
        try:
            await self.session.close()
        finally:
            if self._locked:
                self.database.write_lock.release()

    def _note_planned(self, session: Session, *_: object) -> None:
        for thing in (*session.new, *session.dirty):
            if isinstance(thing, plans.Planned):
                self._planned[id(thing)] = thing
        self._new.update(id(thing) for thing in session.new)

    async def _commit(self) -> None:
        await self.session.flush()
        for mark, thing in self._planned.items():
            definition = self.definitions[thing.scheme]
            await plans.bring_in_line(self.session, thing, definition, self.now, new=mark in self._new)
        if self.letters:
            await self.letters.write(self.session, self.now, is_sqlite=self.database.is_sqlite)
        if not self.session.in_transaction():
            return
        connection = await (await self.session.connection()).get_raw_connection()
        held = connection.info
        await self.session.commit()
        self.database.check_kept(held)

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
            raise Clash from fault


def told(fault: BaseException) -> Refusal:
    """What people are told of a database error. Its own text may hold what they wrote, so none of it is repeated."""
    if isinstance(fault, IntegrityError) or is_crossed(fault):
        return Clash()
    return Busy() if is_held(fault) else Fault()
