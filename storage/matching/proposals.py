"""Proposals, the mentors in them, who agreed, and mentors' places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm.util import identity_key

from scheme.application.application import Application
from scheme.application.undoing import Undoing
from scheme.ids import ApplicationId, CandidateId, PersonId, ProposalId
from scheme.matching.candidate import IN_TALKS, OPEN, TALKS, WAITED_FOR, Candidate, Word
from scheme.matching.proposal import Approval, Place, Proposal, ProposalProgress, agreed
from scheme.matching.selection import Comment, Selection
from storage.erasure import Emptied, Stays
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
    locks_rows,
    ours,
    owned_by,
    reach,
    row,
    stands_in,
    there,
)
from storage.many import in_turn, pages, rows
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
_PUT_TO_THEM = (*OPEN, Word.ACCEPTED)


@dataclass(frozen=True)
class Made:
    """A proposal, the mentors in it with their applications, in the Group's order, and who agreed, oldest first."""

    proposal: Proposal
    mentors: Sequence[tuple[Candidate, Application]]
    approvals: Sequence[Approval]


async def made_to_each(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, list[Made]]:
    """Every proposal made to some mentees, latest first, by the mentee's application."""

    async def ask(unknown: Sequence[ApplicationId]) -> dict[ApplicationId, list[Made]]:
        found: dict[ApplicationId, dict[ProposalId, _Gathered]] = {
            application: {} for application in unknown
        }
        for page in pages(unknown):
            found_rows = await rows(work, _made_to(page))
            async for proposal, candidate, mentor, approval in in_turn(found_rows):
                of_it = found[proposal.application_id].setdefault(proposal.id, _Gathered(proposal))
                if candidate is not None:
                    of_it.mentors[candidate.id] = (candidate, mentor)
                if approval is not None:
                    of_it.approvals[approval.id] = approval
        return {
            application: [gathered.made() for gathered in by_proposal.values()]
            for application, by_proposal in found.items()
        }

    made = await work.each("made", application_ids, ask, of=(proposals, candidates, approvals))
    return {
        application: [_in_order(proposed) for proposed in every]
        async for application, every in in_turn(made.items())
    }


@dataclass(frozen=True)
class _Gathered:
    """What the rows about one proposal tell."""

    proposal: Proposal
    mentors: dict[CandidateId, tuple[Candidate, Application]] = field(default_factory=dict)
    approvals: dict[int, Approval] = field(default_factory=dict)

    def made(self) -> Made:
        return Made(self.proposal, list(self.mentors.values()), list(self.approvals.values()))


def _made_to(
    application_ids: Sequence[ApplicationId],
) -> Select[Proposal, Candidate, Application, Approval]:
    joined = (
        proposals.outerjoin(candidates, candidates.c.proposal_id == proposals.c.id)
        .outerjoin(applications, applications.c.id == candidates.c.mentor_application_id)
        .outerjoin(approvals, approvals.c.proposal_id == proposals.c.id)
    )
    query = select(Proposal, Candidate, Application, Approval).select_from(joined)
    return query.where(proposals.c.application_id.in_(application_ids)).order_by(
        proposals.c.id.desc(), candidates.c.id, approvals.c.id
    )


def _in_order(made: Made) -> Made:
    # A rank may have been changed since it was read.
    mentors = sorted(made.mentors, key=lambda option: (option[0].rank, option[0].id))
    return replace(made, mentors=mentors)


async def _made(work: Work, proposal_id: ProposalId) -> Made | None:
    """A proposal that this work has met, as a whole; None where it has not."""
    met = work.session.sync_session.identity_map.get(identity_key(Proposal, proposal_id))
    if met is None:
        return None
    every = (await made_to_each(work, [met.application_id]))[met.application_id]
    return next((made for made in every if made.proposal.id == proposal_id), None)


async def live_of(work: Work, application_id: ApplicationId) -> Proposal | None:
    """The proposal to a mentee that can still come to something."""
    return (await live_of_each(work, [application_id])).get(application_id)


async def live_of_each(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, Proposal]:
    """The proposals to many mentees that can still come to something, by the mentee's application."""
    made = await made_to_each(work, application_ids)
    return {
        application: proposed.proposal
        for application, every in made.items()
        for proposed in every
        if proposed.proposal.state in LIVE
    }


async def of_application(work: Work, application_id: ApplicationId) -> Sequence[Proposal]:
    """Every proposal made to a mentee, latest first."""
    made = await made_to_each(work, [application_id])
    return [proposed.proposal for proposed in made[application_id]]


async def candidates_of(work: Work, proposal_id: ProposalId) -> Sequence[Candidate]:
    """The mentors in a proposal, in the Group's order."""
    if (made := await _made(work, proposal_id)) is not None:
        return [candidate for candidate, _ in made.mentors]
    query = (
        select(Candidate)
        .where(candidates.c.proposal_id == proposal_id)
        .order_by(candidates.c.rank, candidates.c.id)
    )
    return (await work.session.scalars(query)).all()


async def of_candidate(work: Work, candidate: Candidate) -> Proposal:
    """The proposal that a mentor is in."""
    return await row(work, Proposal, candidate.proposal_id)


async def earlier_words(work: Work, application_id: ApplicationId) -> dict[int, str]:
    """What became of the mentors proposed to a mentee before, by their application; of several, the latest."""
    made = (await made_to_each(work, [application_id]))[application_id]
    over = [
        candidate
        for proposed in made
        if proposed.proposal.state not in LIVE
        for candidate, _ in proposed.mentors
    ]
    over.sort(key=lambda candidate: candidate.id)
    return {candidate.mentor_application_id: candidate.state for candidate in over}


async def live_with(work: Work, mentor_application_id: ApplicationId) -> Sequence[Candidate]:
    """A mentor wherever they are proposed or asked, in proposals that can still come to something."""
    query = (
        select(Candidate)
        .join(proposals, proposals.c.id == candidates.c.proposal_id)
        .where(
            candidates.c.mentor_application_id == mentor_application_id,
            candidates.c.state.in_(OPEN),
            proposals.c.state.in_(LIVE),
        )
        .order_by(candidates.c.id)
    )
    return (await work.session.scalars(query)).all()


async def mentors_in(
    work: Work, application_ids: Sequence[ApplicationId]
) -> dict[ApplicationId, list[Application]]:
    """The mentors' applications in what is proposed to these mentees, or has come to a partnership, for each of them."""
    found: dict[ApplicationId, list[Application]] = {}
    for mentee, made in (await made_to_each(work, application_ids)).items():
        for proposed in made:
            if proposed.proposal.state in STANDING:
                found.setdefault(mentee, []).extend(
                    mentor
                    for candidate, mentor in proposed.mentors
                    if candidate.state in _PUT_TO_THEM
                )
    return found


async def requests_to(
    work: Work, mentor_application_id: ApplicationId
) -> list[tuple[Candidate, ApplicationId]]:
    """Every request a mentor ever had, with the application of whoever made it, the latest first."""
    query = (
        select(Candidate, proposals.c.application_id)
        .join(proposals, proposals.c.id == candidates.c.proposal_id)
        .where(
            candidates.c.mentor_application_id == mentor_application_id,
            candidates.c.asked_at.is_not(None),
        )
        .order_by(candidates.c.id.desc())
    )
    return [(candidate, mentee) for candidate, mentee in (await work.session.execute(query)).all()]


async def put_forward(work: Work, mentor_application_id: ApplicationId) -> bool:
    """Whether a mentor is proposed to somebody just now, or was ever asked."""
    query = (
        select(candidates.c.id)
        .join(proposals, proposals.c.id == candidates.c.proposal_id)
        .where(
            candidates.c.mentor_application_id == mentor_application_id,
            candidates.c.asked_at.is_not(None)
            | (proposals.c.state.in_(LIVE) & candidates.c.state.in_(OPEN)),
        )
    )
    return (await work.session.execute(query.limit(1))).first() is not None


async def undoings_of(work: Work, application_id: ApplicationId) -> Sequence[Undoing]:
    """The decisions on an application that were undone, oldest first."""
    query = (
        select(Undoing).where(undoings.c.application_id == application_id).order_by(undoings.c.id)
    )
    return (await work.session.scalars(query)).all()


async def asked_of(work: Work, scheme: str, mentor_id: PersonId) -> Sequence[Candidate]:
    """Requests that wait for a mentor's answer, those for a first talk included."""
    query = (
        select(Candidate)
        .where(
            candidates.c.scheme == scheme,
            candidates.c.mentor_id == mentor_id,
            candidates.c.state.in_(WAITED_FOR),
        )
        .order_by(candidates.c.id)
    )
    return (await work.session.scalars(query)).all()


async def talks_of(
    work: Work, scheme: str, mentor_id: PersonId
) -> list[tuple[Proposal, Candidate]]:
    """The first talks of a mentor, still to come or without a decision yet, the earliest first."""
    query = (
        select(Proposal, Candidate)
        .join(candidates, candidates.c.proposal_id == proposals.c.id)
        .where(
            candidates.c.scheme == scheme,
            candidates.c.mentor_id == mentor_id,
            candidates.c.state.in_(TALKS),
        )
        .order_by(candidates.c.answered_at, candidates.c.id)
    )
    found = (await work.session.execute(query)).all()
    return [(proposal, candidate) for proposal, candidate in found]


async def talks_with(
    work: Work, mentor_application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, int]:
    """How many first talks mentors are asked for or in, by their application; without those who are in none."""
    found: dict[ApplicationId, int] = {}
    for page in pages(list(mentor_application_ids)):
        query = (
            select(candidates.c.mentor_application_id, func.count())
            .where(candidates.c.mentor_application_id.in_(page), candidates.c.state.in_(IN_TALKS))
            .group_by(candidates.c.mentor_application_id)
        )
        for mentor_id, count in (await work.session.execute(query)).all():
            found[mentor_id] = count
    return found


async def approvals_of(work: Work, proposal_id: ProposalId) -> Sequence[Approval]:
    """Who agreed to a proposal, oldest first."""
    if (made := await _made(work, proposal_id)) is not None:
        return made.approvals
    query = select(Approval).where(approvals.c.proposal_id == proposal_id).order_by(approvals.c.id)
    return (await work.session.scalars(query)).all()


async def selections_of(work: Work, proposal_id: ProposalId) -> Sequence[Selection]:
    """What members selected in a proposal, oldest first; the last one stands unless nothing came after it was replaced."""
    query = (
        select(Selection)
        .where(selections.c.proposal_id == proposal_id)
        .order_by(selections.c.revision)
    )
    return (await work.session.scalars(query)).all()


async def standing_selection(work: Work, proposal_id: ProposalId) -> Selection | None:
    """The selection that stands; None where it was made before that was kept."""
    return next(
        (
            selection
            for selection in await selections_of(work, proposal_id)
            if selection.replaced_at is None
        ),
        None,
    )


async def comments_on(work: Work, proposal_id: ProposalId) -> Sequence[Comment]:
    """What members said of a proposal, oldest first."""
    query = select(Comment).where(comments.c.proposal_id == proposal_id).order_by(comments.c.id)
    return (await work.session.scalars(query)).all()


async def who_agreed(work: Work, application_id: ApplicationId) -> set[PersonId]:
    """Who agrees to what is proposed to a mentee, as it stands."""
    return (await who_agreed_each(work, [application_id])).get(application_id, set())


async def who_agreed_each(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, set[PersonId]]:
    """Who agrees to what is proposed to many mentees, by the mentee's application; without those to whom nothing is."""
    made = await made_to_each(work, application_ids)
    return {
        application: agreed(proposed.proposal, proposed.approvals)
        for application, every in made.items()
        for proposed in every
        if proposed.proposal.state in LIVE
    }


async def place_of(work: Work, candidate_id: CandidateId) -> Place | None:
    """The place a request or its partnership holds."""
    query = select(Place).where(
        places.c.candidate_id == candidate_id, places.c.released_at.is_(None)
    )
    return (await work.session.scalars(query)).first()


async def remove(work: Work, candidate: Candidate) -> None:
    """Take a mentor out of a draft."""
    await work.session.delete(candidate)


async def take_back_approval(work: Work, proposal: Proposal, person_id: PersonId) -> None:
    """Somebody no longer counts among those who agree to a set; what they had agreed to before stays on record."""
    for approval in await approvals_of(work, proposal.id):
        if approval.person_id == person_id and approval.revision == proposal.revision:
            await work.session.delete(approval)
    await work.flush()


async def request(work: Work, candidate_id: CandidateId) -> tuple[Proposal, Candidate]:
    """A proposed mentor and the proposal, which stays locked; the mentee's application comes with them.

    Raises `Gone` when there is none.
    """
    mine = candidates.c.id == candidate_id
    query = (
        select(Proposal, Candidate, Application)
        .join(Candidate, candidates.c.proposal_id == proposals.c.id)
        .join(Application, applications.c.id == proposals.c.application_id)
        .where(mine)
    )
    if locks_rows(work):
        # The proposal first, in which a mentor stays for good: the candidate may change while it is waited for.
        work.ask_again()
        within = select(candidates.c.proposal_id).where(mine).scalar_subquery()
        locked = select(proposals.c.id).where(proposals.c.id == within).with_for_update()
        await work.session.execute(locked)
        query = query.execution_options(populate_existing=True)
    found = (await work.session.execute(query)).first()
    proposal, candidate, _ = there(found)
    return there(ours(work, proposal)), candidate


async def _find_proposal(work: Work, asked: Asked) -> Found:
    proposal = await row(work, Proposal, asked.id, lock=True)
    application = await row(work, Application, proposal.application_id)
    matter = await about_application(work, application, asked, frozenset({proposal.mentee_id}))
    return Found(proposal.scheme, matter, (proposal, application))


async def _find_candidate(work: Work, asked: Asked) -> Found:
    proposal, candidate = await request(work, CandidateId(asked.id))
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


def _about_theirs(person: int) -> ColumnElement[bool]:
    theirs = select(proposals.c.id).where(proposals.c.mentee_id == person)
    return comments.c.proposal_id.in_(theirs)


def _undone_of_theirs(person: int) -> ColumnElement[bool]:
    theirs = select(applications.c.id).where(applications.c.person_id == person)
    return undoings.c.application_id.in_(theirs)


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
    erased=(
        Emptied(
            whose=owned_by(proposals.c.mentee_id),
            columns={"reason": None},
            told="What was written about proposals to you",
        ),
    ),
    retention=Retention.WORDS_GO,
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
            columns=(
                "scheme",
                "proposal_id",
                "mentor_id",
                "state",
                "asked_at",
                "answered_at",
                "talk_by",
                "talked_at",
                "decide_by",
            ),
            whose=_in_an_offer,
            names=("mentor_id",),
        ),
        Belonging(
            title="Requests that you were asked as a mentor",
            columns=(
                "scheme",
                "id",
                "state",
                "asked_at",
                "answer_by",
                "answered_at",
                "talk_by",
                "talked_at",
                "decide_by",
            ),
            whose=_asked,
        ),
    ),
    erased=(Stays(why="ids, days and states, to be counted"),),
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
    erased=(
        Emptied(
            whose=owned_by(comments.c.person_id),
            columns={"text": ""},
            told="What you said as a member",
        ),
        Emptied(whose=_about_theirs, columns={"text": ""}),
    ),
    retention=Retention.WORDS_GO,
)
APPROVAL = Declared(
    table=approvals,
    apart="part of the Group's deliberation; that a member agreed stands in what they did",
    erased=(Stays(why="ids and days: who agreed to what"),),
    retention=Retention.STAYS,
)
SELECTION = Declared(
    table=selections,
    apart="part of the Group's deliberation; that a member selected stands in what they did",
    erased=(Stays(why="ids: whom a member selected, to be counted", columns=("mentors",)),),
    retention=Retention.STAYS,
)
UNDOING = Declared(
    table=undoings,
    apart="part of the Group's deliberation; that a member undid something stands in what they did",
    erased=(
        Emptied(whose=owned_by(undoings.c.person_id), columns={"reason": ""}),
        Emptied(whose=_undone_of_theirs, columns={"reason": ""}),
    ),
    retention=Retention.WORDS_GO,
)
PLACE = Declared(
    table=places,
    apart="follows from requests and partnerships",
    erased=(Stays(why="ids and days, to be counted"),),
    retention=Retention.STAYS,
)
