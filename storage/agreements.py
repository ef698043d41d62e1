"""Agreements, their wordings, and goals."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from scheme.forms.fields import Answers
from scheme.ids import PartnershipId, PersonId
from scheme.partnership.agreement import Agreement, Wording
from scheme.partnership.goal import Goal, GoalProgress
from storage.erasure import Emptied, Leaver, Reworked, Stays
from storage.kind import (
    Belonging,
    Declared,
    Kind,
    Retention,
    owned_by,
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


async def _their_clauses(work: Work, leaver: Leaver) -> None:
    """Of every wording, what they wrote: whoever last changed an answer wrote it, also where the partner's wording repeats it."""
    ours = select(Wording).where(_of_an_agreement(leaver.id))
    author: dict[tuple[int, str], PersonId] = {}
    before: dict[int, Answers] = {}
    for wording in (
        await work.session.scalars(ours.order_by(wordings.c.agreement_id, wordings.c.revision))
    ).all():
        earlier = before.get(wording.agreement_id, {})
        before[wording.agreement_id] = dict(wording.text)
        for key, answer in wording.text.items():
            if earlier.get(key) != answer:
                author[wording.agreement_id, key] = wording.written_by
        wording.text = {
            key: None
            if isinstance(answer, str) and author[wording.agreement_id, key] == leaver.id
            else answer
            for key, answer in wording.text.items()
        }


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
    erased=(
        Stays(why="numbers of wordings and days of signatures, which are the partner's as well"),
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
    erased=(Reworked(does=_their_clauses, columns=("text",)),),
    retention=Retention.WORDS_GO,
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
    erased=(
        Emptied(
            whose=owned_by(goals.c.set_by),
            columns={"text": ""},
            told="Goals you noted",
        ),
    ),
    retention=Retention.WORDS_GO,
)
