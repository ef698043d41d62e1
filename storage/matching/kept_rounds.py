"""The draft of a whole round, and everybody whom it is for (R3.7)."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import Select, exists, func, select

from scheme.application.application import Application, ApplicationStage
from scheme.ids import PersonId
from scheme.matching.kept_round import KeptRound
from scheme.matching.proposal import ProposalProgress
from scheme.partnership.ending import Ending
from scheme.partnership.phase import Phase
from storage.erasure import Stays
from storage.kind import Declared, Retention, row
from storage.many import read, rows
from storage.matching import sides
from storage.rounds import IN_ORDER
from storage.tables import applications, kept_rounds, partnerships, picks, proposals, shortlists
from storage.work import Work

_WITH_THEM = exists().where(
    proposals.c.application_id == applications.c.id,
    proposals.c.state.in_((ProposalProgress.OFFERED, ProposalProgress.ASKED)),
)


async def of(work: Work, scheme: str) -> KeptRound | None:
    """The draft of a scheme; None where none was made up yet."""
    query = select(KeptRound).where(kept_rounds.c.scheme == scheme)
    return (await work.session.scalars(query)).first()


async def lock(work: Work, scheme: str, by: PersonId) -> KeptRound:
    """The same, which nobody else changes until the work ends; a new one, where there is none."""
    found = await of(work, scheme)
    if found is None:
        return await work.add(KeptRound(scheme=scheme, made_at=work.now, made_by=by))
    return await row(work, KeptRound, found.id, lock=True)


async def waiting(work: Work, scheme: str) -> Sequence[Application]:
    """Mentees who wait for the Group to find them a mentor, in the order of a waiting list."""
    return await read(work, _waiting(scheme))


def _waiting(scheme: str) -> Select[Application]:
    return (
        select(Application)
        .where(
            applications.c.scheme == scheme,
            applications.c.role == "mentee",
            applications.c.stage == ApplicationStage.ELIGIBLE,
            ~_WITH_THEM,
        )
        .order_by(*IN_ORDER)
    )


async def did_not_work(work: Work, scheme: str) -> dict[PersonId, frozenset[PersonId]]:
    """By mentor, the mentees with whom a partnership ended as not working; people, by id."""
    query = select(partnerships.c.mentor_id, partnerships.c.mentee_id, partnerships.c.ending).where(
        partnerships.c.scheme == scheme, partnerships.c.phase == Phase.ENDED
    )
    found: dict[PersonId, frozenset[PersonId]] = {}
    for mentor_id, mentee_id, ending in await rows(work, query):
        if ending == Ending.NOT_WORKING:
            found[mentor_id] = found.get(mentor_id, frozenset()) | {mentee_id}
    return found


async def inputs(work: Work, scheme: str) -> str:
    """A short text that is another whenever something is that a draft is made up from, beside what members wish of it."""
    await work.flush()
    ended = select(func.count()).where(
        partnerships.c.scheme == scheme, partnerships.c.ending == Ending.NOT_WORKING
    )
    mentees = _waiting(scheme).with_only_columns(
        applications.c.id, applications.c.revision, applications.c.priority
    )
    selected = (
        select(proposals.c.application_id, proposals.c.id, proposals.c.revision, proposals.c.state)
        .where(proposals.c.scheme == scheme, proposals.c.state == ProposalProgress.DRAFT)
        .order_by(proposals.c.id)
    )
    chosen = (
        select(picks.c.shortlist_id, picks.c.mentor_application_id, picks.c.rank)
        .join(shortlists, shortlists.c.id == picks.c.shortlist_id)
        .where(shortlists.c.scheme == scheme)
        .order_by(picks.c.shortlist_id, picks.c.rank, picks.c.id)
    )
    found = [await rows(work, query) for query in (mentees, selected, ended, chosen)]
    found.append(await sides.as_they_stand(work, scheme))
    digest = sha256()
    for each in found:
        digest.update(repr(each).encode())
    return digest.hexdigest()


KEPT_ROUND = Declared(
    table=kept_rounds,
    apart="part of the Group's deliberation; that a member made it up stands in what they did",
    erased=(
        Stays(
            why="ids of who might be matched with whom, until it is made up again",
            columns=("pairs", "wished", "changed", "costs"),
        ),
    ),
    retention=Retention.STAYS,
)
