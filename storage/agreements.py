"""Agreements, their wordings, and goals."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from scheme.forms.fields import Answers
from scheme.ids import PartnershipId
from scheme.partnership.agreement import Agreement, Wording
from scheme.partnership.goal import Goal, GoalProgress
from storage.kind import (
    Belonging,
    Declared,
    Kind,
    Retention,
    pairs_own,
    part_of_pair,
    reach_of_pair,
)
from storage.tables import agreements, goals, partnerships, wordings
from storage.work import Work


async def of_pair(work: Work, partnership_id: PartnershipId) -> Agreement | None:
    """The agreement of a partnership, if there is one."""
    query = select(Agreement).where(agreements.c.partnership_id == partnership_id)
    return (await work.session.scalars(query)).first()


async def text_of(work: Work, agreement: Agreement, revision: int) -> Answers | None:
    """What an agreement said in one of its revisions; None when it never had that one."""
    query = select(wordings.c.text).where(
        wordings.c.agreement_id == agreement.id, wordings.c.revision == revision
    )
    found: Answers | None = (await work.session.execute(query)).scalar()
    return found


async def keep(work: Work, agreement: Agreement, text: Answers) -> None:
    """Keep what an agreement says in its present revision."""
    await work.add(
        Wording(
            agreement_id=agreement.id,
            revision=agreement.revision,
            written_by=agreement.changed_by,
            written_at=agreement.changed_at,
            text=text,
        )
    )


async def goals_of(work: Work, partnership_id: PartnershipId) -> Sequence[Goal]:
    """The goals of a partnership, first set first."""
    query = select(Goal).where(goals.c.partnership_id == partnership_id).order_by(goals.c.id)
    return (await work.session.scalars(query)).all()


async def goal_counts(
    work: Work, scheme: str, partnership_id: PartnershipId | None = None
) -> tuple[int, int]:
    """How many goals were set and not dropped, and how many of them are met: of one partnership, or of a scheme."""
    query = (
        select(goals.c.progress, func.count())
        .join(partnerships, partnerships.c.id == goals.c.partnership_id)
        .where(partnerships.c.scheme == scheme, goals.c.progress != GoalProgress.DROPPED)
        .group_by(goals.c.progress)
    )
    if partnership_id is not None:
        query = query.where(goals.c.partnership_id == partnership_id)
    counts: dict[str, int] = {
        progress: count for progress, count in (await work.session.execute(query)).all()
    }
    return sum(counts.values()), counts.get(GoalProgress.MET, 0)


def _of_an_agreement(person: int) -> ColumnElement[bool]:
    ours = select(agreements.c.id).where(pairs_own(agreements)(person))
    return wordings.c.agreement_id.in_(ours)


AGREEMENT = Kind(
    thing=Agreement,
    table=agreements,
    find=part_of_pair(Agreement),
    reach=reach_of_pair(agreements),
    belongs=(
        Belonging(
            title="Your agreement",
            columns=(
                "scheme",
                "id",
                "changed_at",
                "revision",
                "mentee_signed",
                "mentor_signed",
                "signed_at",
                "agreed_at",
            ),
            whose=pairs_own(agreements),
        ),
    ),
    retention=Retention.STAYS,
)
WORDING = Declared(
    table=wordings,
    belongs=(
        Belonging(
            title="What the agreement says",
            columns=("agreement_id", "revision", "written_at", "text"),
            whose=_of_an_agreement,
        ),
    ),
    retention=Retention.STAYS,
)
GOAL = Kind(
    thing=Goal,
    table=goals,
    find=part_of_pair(Goal),
    reach=reach_of_pair(goals),
    belongs=(
        Belonging(
            title="Goals",
            columns=("text", "set_at", "progress", "changed_at"),
            whose=pairs_own(goals),
        ),
    ),
    retention=Retention.STAYS,
)
