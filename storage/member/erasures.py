"""Who asked to be erased, and what still needs them to be known."""

from sqlalchemy import select

from scheme.concern.concern import ComplaintStage, Concern
from scheme.ids import PersonId
from scheme.member.erasure import OPEN, Erasure
from storage.erasure import Hold, Stays
from storage.kind import Belonging, Kind, Retention, of_one, owned_by, reach
from storage.tables import concerns, erasures
from storage.work import Work


async def open_of(work: Work, person_id: PersonId) -> Erasure | None:
    """What somebody asked for and has not come to its end."""
    query = select(Erasure).where(erasures.c.person_id == person_id, erasures.c.state.in_(OPEN))
    return (await work.session.scalars(query)).first()


async def holds(work: Work, person_id: PersonId) -> Hold:
    """What an open complaint needs: all that answers it where it is theirs, their name where it is about them."""
    query = select(Concern).where(concerns.c.stage != ComplaintStage.CLOSED)
    waiting = (await work.session.scalars(query)).all()
    if any(concern.raised_by == person_id for concern in waiting):
        return Hold.OWN
    if any(concern.about_id == person_id for concern in waiting):
        return Hold.NAMED
    return Hold.NEVER


ERASURE = Kind(
    thing=Erasure,
    table=erasures,
    find=of_one(Erasure),
    reach=reach(erasures, "person_id"),
    belongs=(
        Belonging(
            title="That you asked to be erased",
            columns=("scheme", "asked_at", "comes_on", "state"),
            whose=owned_by(erasures.c.person_id),
        ),
    ),
    erased=(
        Stays(
            why="an id and days: that it was asked for, and done in time",
            told="That you asked to be erased, and when it was done, by a number and without your name",
        ),
    ),
    retention=Retention.STAYS,
)
