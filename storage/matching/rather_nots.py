"""Who would rather not be matched with somebody they were told of: counted for the Group, and read by it alone."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import select

from scheme.ids import ApplicationId
from scheme.matching.rather_not import RatherNot
from storage.erasure import Emptied
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.tables import rather_nots
from storage.work import Work


async def of_each(work: Work, application_ids: Collection[ApplicationId]) -> Counter[ApplicationId]:
    """How often those of some applications would rather not."""
    query = select(rather_nots.c.application_id).where(
        rather_nots.c.application_id.in_(application_ids)
    )
    return Counter((await work.session.scalars(query)).all())


async def about(work: Work, candidate_ids: Collection[int]) -> Sequence[RatherNot]:
    """What was said of some pairs that had been decided on, oldest first."""
    query = (
        select(RatherNot)
        .where(rather_nots.c.candidate_id.in_(candidate_ids))
        .order_by(rather_nots.c.id)
    )
    return (await work.session.scalars(query)).all()


async def by(work: Work, application_id: ApplicationId) -> Sequence[RatherNot]:
    """What somebody said, by their application, oldest first."""
    query = (
        select(RatherNot)
        .where(rather_nots.c.application_id == application_id)
        .order_by(rather_nots.c.id)
    )
    return (await work.session.scalars(query)).all()


RATHER_NOT = Declared(
    table=rather_nots,
    belongs=(
        Belonging(
            title="Where you would rather not be matched",
            columns=("scheme", "candidate_id", "at", "text"),
            whose=owned_by(rather_nots.c.person_id),
        ),
    ),
    erased=(
        Emptied(
            whose=owned_by(rather_nots.c.person_id),
            columns={"text": ""},
            told="Whom you would rather not be matched with",
        ),
    ),
    retention=Retention.WORDS_GO,
)
