"""What one unit of work has read already and need not ask for again, until what it was read from changes."""

from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Table, event
from sqlalchemy.orm import ORMExecuteState, Session, object_mapper
from sqlalchemy.sql.selectable import FromClause

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Tables = Collection[FromClause]

HELD = 200
ANY: Tables = ()  # of no table in particular: whatever changes may change the answer


@dataclass(frozen=True)
class _Kept:
    """An answer, and when it is to be forgotten."""

    of: Tables
    is_bare: bool
    answer: Any


class Memory:
    """Answers of the database, by question, with the tables that they are `of`.

    An answer is forgotten when a row of its tables comes or goes, or a statement changes one; that of `ANY` at every
    change. What only changes in an object that was read is seen in that object, so conditions on it are asked of the
    answer, not of the database. An answer that is `bare` holds values instead of objects: it is forgotten when these
    may have changed as well. What was read first, up to `HELD` objects, stays at hand until the work ends: all of a press,
    and not a whole register, which takes long to let go of.
    """

    def __init__(self, session: Session, flush: Callable[[], Awaitable[None]]) -> None:
        self._session = session
        self._flush = flush
        self._known: dict[Hashable, _Kept] = {}
        self._held: list[object] = []  # the session itself keeps no object that nobody else has
        event.listen(self._session, "before_flush", self._note_flush)
        event.listen(self._session, "do_orm_execute", self._note_statement)
        event.listen(self._session, "loaded_as_persistent", self._hold)

    async def once(
        self,
        question: Hashable,
        ask: Callable[[], Awaitable[T]],
        of: Tables = ANY,
        *,
        bare: bool = False,
    ) -> T:
        """The answer to a question, asked of the database where it is not known."""
        if self._is_to_change(of, bare=bare):
            await self._flush()
        if question not in self._known:
            self._known[question] = _Kept(of, bare, await ask())
        answer: T = self._known[question].answer
        return answer

    async def each(
        self,
        question: str,
        keys: Iterable[K],
        ask: Callable[[Sequence[K]], Awaitable[Mapping[K, T]]],
        of: Tables = ANY,
        *,
        bare: bool = False,
    ) -> dict[K, T]:
        """The answer for each of some keys; `ask` is given those of which none is known, and answers for them all."""
        known: dict[K, T] = await self.once(question, _nothing, of, bare=bare)
        wanted = dict.fromkeys(keys)
        if unknown := [key for key in wanted if key not in known]:
            known |= await ask(unknown)
        return {key: known[key] for key in wanted}

    def keep(self, thing: object) -> None:
        """Have an object at hand until the work ends, however much is read besides."""
        self._held.append(thing)

    def forget(self, but: Collection[str] = ()) -> None:
        """What was read so far may have been changed by somebody else meanwhile; not the answers to some questions."""
        self._known = {question: kept for question, kept in self._known.items() if question in but}

    def end(self) -> None:
        """Nothing is asked any more: let go of everything."""
        self._known.clear()
        self._held.clear()

    def _is_to_change(self, of: Tables, *, bare: bool) -> bool:
        session = self._session
        if not of:
            return bool(session.new or session.dirty or session.deleted)
        changed = _tables_of(session.new) | _tables_of(session.deleted)
        if bare:
            changed |= _tables_of(session.dirty)
        return not changed.isdisjoint(of)

    def _note_flush(self, session: Session, *_: object) -> None:
        self._forget(
            _tables_of(session.new) | _tables_of(session.deleted), _tables_of(session.dirty)
        )

    def _note_statement(self, state: ORMExecuteState) -> None:
        if state.is_select:
            return
        table = getattr(state.statement, "table", None)
        if isinstance(table, Table):
            self._forget({table}, {table})
        else:
            self.forget()

    def _forget(self, rows: set[FromClause], values: set[FromClause]) -> None:
        self._known = {
            question: kept
            for question, kept in self._known.items()
            if kept.of
            and rows.isdisjoint(kept.of)
            and not (kept.is_bare and not values.isdisjoint(kept.of))
        }

    def _hold(self, _session: Session, thing: object) -> None:
        if len(self._held) < HELD:
            self._held.append(thing)


def _tables_of(things: Iterable[object]) -> set[FromClause]:
    return {object_mapper(thing).local_table for thing in things}


async def _nothing() -> dict[Any, Any]:
    return {}
