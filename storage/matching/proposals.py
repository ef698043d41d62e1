"""Proposals, the mentors in them, who agreed, and mentors' places."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from scheme.application.application import Application
from scheme.application.undoing import Undoing
from scheme.matching.proposal import (
    Approval,
    Candidate,
    Place,
    Proposal,
    ProposalProgress,
    Word,
    agreed,
)
from scheme.matching.selection import Comment, Selection
from storage.kind import (
    WHO,
    Asked,
    Belonging,
    Declared,
    Found,
    Kind,
    Reach,
    Retention,
    about_application,
    owned_by,
    reach,
    row,
    stands_in,
)
from storage.many import pages, read, rows
from storage.tables import (
    applications,
    approvals,
    candidates,
    comments,
    places,
    proposals,
    selections,
    undoings,
)
from storage.work import Work

LIVE = (ProposalProgress.DRAFT, ProposalProgress.OFFERED, ProposalProgress.ASKED)
STANDING = (*LIVE, ProposalProgress.ACCEPTED)


async def live_of(work: Work, application_id: int) -> Proposal | None:
    """The proposal to a mentee that can still come to something."""
    query = select(Proposal).where(
        proposals.c.application_id == application_id, proposals.c.state.in_(LIVE)
    )
    return (await work.session.scalars(query)).first()


async def live_of_each(work: Work, application_ids: Iterable[int]) -> dict[int, Proposal]:
    """The proposals to many mentees that can still come to something, by the mentee's application."""
    found: dict[int, Proposal] = {}
    for page in pages(application_ids):
        query = select(Proposal).where(
            proposals.c.application_id.in_(page), proposals.c.state.in_(LIVE)
        )
        found |= {proposal.application_id: proposal for proposal in await read(work, query)}
    return found


async def of_application(work: Work, application_id: int) -> Sequence[Proposal]:
    """Every proposal made to a mentee, latest first."""
    query = (
        select(Proposal)
        .where(proposals.c.application_id == application_id)
        .order_by(proposals.c.id.desc())
    )
    return (await work.session.scalars(query)).all()


async def candidates_of(work: Work, proposal_id: int) -> Sequence[Candidate]:
    """The mentors in a proposal, in the Group's order."""
    query = (
        select(Candidate)
        .where(candidates.c.proposal_id == proposal_id)
        .order_by(candidates.c.rank, candidates.c.id)
    )
    return (await work.session.scalars(query)).all()


async def candidates_of_each(work: Work, proposal_ids: Iterable[int]) -> dict[int, list[Candidate]]:
    """The mentors in many proposals, in the Group's order."""
    found: dict[int, list[Candidate]] = {}
    for page in pages(proposal_ids):
        query = select(Candidate).where(candidates.c.proposal_id.in_(page))
        for candidate in await read(work, query.order_by(candidates.c.rank, candidates.c.id)):
            found.setdefault(candidate.proposal_id, []).append(candidate)
    return found


async def earlier_words(work: Work, application_id: int) -> dict[int, str]:
    """What became of the mentors proposed to a mentee before, by their application; of several, the latest."""
    query = (
        select(candidates.c.mentor_application_id, candidates.c.state)
        .join(proposals, proposals.c.id == candidates.c.proposal_id)
        .where(proposals.c.application_id == application_id, proposals.c.state.not_in(LIVE))
        .order_by(candidates.c.id)
    )
    return {mentor: state for mentor, state in (await work.session.execute(query)).all()}


async def live_with(work: Work, mentor_application_id: int) -> Sequence[Candidate]:
    """A mentor wherever they are proposed or asked, in proposals that can still come to something."""
    query = (
        select(Candidate)
        .join(proposals, proposals.c.id == candidates.c.proposal_id)
        .where(
            candidates.c.mentor_application_id == mentor_application_id,
            candidates.c.state.in_((Word.PROPOSED, Word.ASKED)),
            proposals.c.state.in_(LIVE),
        )
        .order_by(candidates.c.id)
    )
    return (await work.session.scalars(query)).all()


async def mentors_in(work: Work, application_ids: Sequence[int]) -> dict[int, list[Application]]:
    """The mentors' applications in what is proposed to these mentees, or has come to a partnership, for each of them."""
    found: dict[int, list[Application]] = {}
    for page in pages(application_ids):
        query = (
            select(proposals.c.application_id, Application)
            .join(candidates, candidates.c.proposal_id == proposals.c.id)
            .join(applications, applications.c.id == candidates.c.mentor_application_id)
            .where(proposals.c.application_id.in_(page), proposals.c.state.in_(STANDING))
            .where(candidates.c.state.in_((Word.PROPOSED, Word.ASKED, Word.ACCEPTED)))
        )
        for mentee, mentor in await rows(work, query):
            found.setdefault(mentee, []).append(mentor)
    return found


async def put_forward(work: Work, mentor_application_id: int) -> bool:
    """Whether a mentor is proposed to somebody just now, or was ever asked."""
    query = (
        select(candidates.c.id)
        .join(proposals, proposals.c.id == candidates.c.proposal_id)
        .where(
            candidates.c.mentor_application_id == mentor_application_id,
            candidates.c.asked_at.is_not(None)
            | (proposals.c.state.in_(LIVE) & candidates.c.state.in_((Word.PROPOSED, Word.ASKED))),
        )
    )
    return (await work.session.execute(query.limit(1))).first() is not None


async def undoings_of(work: Work, application_id: int) -> Sequence[Undoing]:
    """The decisions on an application that were undone, oldest first."""
    query = (
        select(Undoing).where(undoings.c.application_id == application_id).order_by(undoings.c.id)
    )
    return (await work.session.scalars(query)).all()


async def asked_of(work: Work, scheme: str, mentor_id: int) -> Sequence[Candidate]:
    """Requests that wait for a mentor's answer."""
    query = (
        select(Candidate)
        .where(
            candidates.c.scheme == scheme,
            candidates.c.mentor_id == mentor_id,
            candidates.c.state == Word.ASKED,
        )
        .order_by(candidates.c.id)
    )
    return (await work.session.scalars(query)).all()


async def approvals_of(work: Work, proposal_ids: Sequence[int]) -> Sequence[Approval]:
    """Who agreed to these proposals, oldest first."""
    query = select(Approval).order_by(approvals.c.id)
    return [
        approval
        for page in pages(proposal_ids)
        for approval in await read(work, query.where(approvals.c.proposal_id.in_(page)))
    ]


async def selections_of(work: Work, proposal_id: int) -> Sequence[Selection]:
    """What members selected in a proposal, oldest first; the last one stands unless nothing came after it was replaced."""
    query = (
        select(Selection)
        .where(selections.c.proposal_id == proposal_id)
        .order_by(selections.c.revision)
    )
    return (await work.session.scalars(query)).all()


async def standing_selection(work: Work, proposal_id: int) -> Selection | None:
    """The selection that stands; None where it was made before that was kept."""
    return next(
        (
            selection
            for selection in await selections_of(work, proposal_id)
            if selection.replaced_at is None
        ),
        None,
    )


async def comments_on(work: Work, proposal_id: int) -> Sequence[Comment]:
    """What members said of a proposal, oldest first."""
    query = select(Comment).where(comments.c.proposal_id == proposal_id).order_by(comments.c.id)
    return (await work.session.scalars(query)).all()


async def who_agreed(work: Work, application_id: int) -> set[int]:
    """Who agrees to what is proposed to a mentee, as it stands."""
    return (await who_agreed_each(work, [application_id])).get(application_id, set())


async def who_agreed_each(work: Work, application_ids: Iterable[int]) -> dict[int, set[int]]:
    """Who agrees to what is proposed to many mentees, by the mentee's application; without those to whom nothing is."""
    live = await live_of_each(work, application_ids)
    given = await approvals_by_proposal(work, [proposal.id for proposal in live.values()])
    return {
        application: agreed(proposal, given.get(proposal.id, ()))
        for application, proposal in live.items()
    }


async def approvals_by_proposal(
    work: Work, proposal_ids: Sequence[int]
) -> dict[int, list[Approval]]:
    """Who agreed to these proposals, oldest first, for each of them."""
    found: dict[int, list[Approval]] = {}
    for approval in await approvals_of(work, proposal_ids):
        found.setdefault(approval.proposal_id, []).append(approval)
    return found


async def place_of(work: Work, candidate_id: int) -> Place | None:
    """The place a request or its partnership holds."""
    query = select(Place).where(
        places.c.candidate_id == candidate_id, places.c.released_at.is_(None)
    )
    return (await work.session.scalars(query)).first()


async def remove(work: Work, candidate: Candidate) -> None:
    """Take a mentor out of a draft."""
    await work.session.delete(candidate)


async def take_back_approval(work: Work, proposal: Proposal, person_id: int) -> None:
    """Somebody no longer counts among those who agree to a set; what they had agreed to before stays on record."""
    for approval in await approvals_of(work, [proposal.id]):
        if approval.person_id == person_id and approval.revision == proposal.revision:
            await work.session.delete(approval)
    await work.flush()


async def request(work: Work, candidate_id: int) -> tuple[Proposal, Candidate]:
    """A proposed mentor and the proposal, which stays locked. Raises `Gone` when there is none."""
    candidate = await row(work, Candidate, candidate_id)
    proposal = await row(work, Proposal, candidate.proposal_id, lock=True)
    await work.session.refresh(candidate)
    return proposal, candidate


async def _find_proposal(work: Work, asked: Asked) -> Found:
    proposal = await row(work, Proposal, asked.id, lock=True)
    application = await row(work, Application, proposal.application_id)
    matter = await about_application(work, application, asked, frozenset({proposal.mentee_id}))
    return Found(proposal.scheme, matter, (proposal, application))


async def _find_candidate(work: Work, asked: Asked) -> Found:
    proposal, candidate = await request(work, asked.id)
    application = await row(work, Application, proposal.application_id)
    # Who is proposed and not asked learns nothing, not even that there is something to learn (R4.2).
    parties = frozenset({candidate.mentor_id} if candidate.asked_at else ())
    matter = await about_application(
        work, application, asked=asked, parties=parties, candidate=candidate
    )
    return Found(candidate.scheme, matter, (proposal, candidate, application))


def _offered(person: int) -> ColumnElement[bool]:
    return and_(proposals.c.mentee_id == person, proposals.c.offered_at.is_not(None))


def _in_an_offer(person: int) -> ColumnElement[bool]:
    return candidates.c.proposal_id.in_(select(proposals.c.id).where(_offered(person)))


def _asked(person: int) -> ColumnElement[bool]:
    return and_(
        candidates.c.mentor_id == person, candidates.c.asked_at.is_not(None)
    )  # as above (R4.2)


PROPOSAL = Kind(
    thing=Proposal,
    table=proposals,
    find=_find_proposal,
    reach=reach(proposals, "mentee_id", also=stands_in(proposals.c.application_id)),
    belongs=(
        Belonging(
            title="What was proposed to you",
            columns=("scheme", "id", "state", "offered_at", "choose_by", "reason"),
            whose=_offered,
        ),
    ),
    retention=Retention.TAKEN_BACK,
)
CANDIDATE = Kind(
    thing=Candidate,
    table=candidates,
    find=_find_candidate,
    reach=Reach(
        table=candidates,
        rows=candidates.join(proposals, candidates.c.proposal_id == proposals.c.id),
        scheme=candidates,
        has_part=or_(
            and_(candidates.c.mentor_id == WHO, candidates.c.asked_at.is_not(None)),
            stands_in(proposals.c.application_id),
        ),
    ),
    belongs=(
        Belonging(
            title="Mentors who were proposed to you",
            columns=("scheme", "proposal_id", "mentor_id", "state", "asked_at", "answered_at"),
            whose=_in_an_offer,
            names=("mentor_id",),
        ),
        Belonging(
            title="Requests that you were asked as a mentor",
            columns=("scheme", "id", "state", "asked_at", "answer_by", "answered_at"),
            whose=_asked,
        ),
    ),
    retention=Retention.STAYS,
)
COMMENT = Declared(
    table=comments,
    belongs=(
        Belonging(
            title="What you said of proposals",
            columns=("scheme", "at", "disagrees", "text"),
            whose=owned_by(comments.c.person_id),
        ),
    ),
    retention=Retention.TAKEN_BACK,
)
APPROVAL = Declared(
    table=approvals,
    apart="part of the Group's deliberation; that a member agreed stands in what they did",
    retention=Retention.STAYS,
)
SELECTION = Declared(
    table=selections,
    apart="part of the Group's deliberation; that a member selected stands in what they did",
    retention=Retention.STAYS,
)
UNDOING = Declared(
    table=undoings,
    apart="part of the Group's deliberation; that a member undid something stands in what they did",
    retention=Retention.TAKEN_BACK,
)
PLACE = Declared(
    table=places, apart="follows from requests and partnerships", retention=Retention.STAYS
)
