"""What members write for the report of a year."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.figures.share import ReportShare
from scheme.ids import PersonId
from storage.erasure import Goes
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.tables import report_shares
from storage.work import Work


async def shares_of(work: Work, scheme: str, year: int) -> Sequence[ReportShare]:
    """What was written for a year, in no order that tells of anybody."""
    query = (
        select(ReportShare)
        .where(report_shares.c.scheme == scheme, report_shares.c.year == year)
        .order_by(report_shares.c.id)
    )
    return (await work.session.scalars(query)).all()


async def share_of(work: Work, scheme: str, year: int, person_id: PersonId) -> ReportShare | None:
    """What one member wrote; None where they have written nothing."""
    query = select(ReportShare).where(
        report_shares.c.scheme == scheme,
        report_shares.c.year == year,
        report_shares.c.person_id == person_id,
    )
    return (await work.session.scalars(query)).first()


SHARE = Declared(
    table=report_shares,
    belongs=(
        Belonging(
            title="What you wrote for the yearly report",
            columns=("scheme", "year", "learnt", "recommends", "changes", "hours", "changed_at"),
            whose=owned_by(report_shares.c.person_id),
        ),
    ),
    erased=(
        Goes(whose=owned_by(report_shares.c.person_id), told="What you wrote for yearly reports"),
    ),
    retention=Retention.STAYS,
)
