"""Moves: what waits to be confirmed, and what was said before."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.ids import PersonId
from scheme.member.move import Move, MoveState
from storage.erasure import Goes
from storage.kind import Belonging, Kind, Retention, of_one, owned_by, reach
from storage.tables import moves
from storage.work import Work


async def by_id(work: Work, move_id: int) -> Move | None:
    """One move; None where it is gone."""
    return await work.session.get(Move, move_id)


async def open_of(work: Work, person_id: PersonId) -> Move | None:
    """A person's new address that waits to be confirmed."""
    query = select(Move).where(moves.c.person_id == person_id, moves.c.state == MoveState.OPEN)
    return (await work.session.scalars(query)).first()


async def of_person(work: Work, scheme: str, person_id: PersonId) -> Sequence[Move]:
    """A person's moves, latest first."""
    query = (
        select(Move)
        .where(moves.c.scheme == scheme, moves.c.person_id == person_id)
        .order_by(moves.c.id.desc())
    )
    return (await work.session.scalars(query)).all()


async def waiting(work: Work, scheme: str) -> Sequence[Move]:
    """New addresses that wait for an administrator, oldest first."""
    query = (
        select(Move)
        .where(moves.c.scheme == scheme, moves.c.state == MoveState.OPEN)
        .order_by(moves.c.id)
    )
    return (await work.session.scalars(query)).all()


MOVE = Kind(
    thing=Move,
    table=moves,
    find=of_one(Move),
    reach=reach(moves, "person_id"),
    belongs=(
        Belonging(
            title="Moves you told us of",
            columns=("scheme", "said_at", "before", "after", "state"),
            whose=owned_by(moves.c.person_id),
        ),
    ),
    erased=(Goes(whose=owned_by(moves.c.person_id), told="Moves you told us of"),),
    retention=Retention.STAYS,
)
