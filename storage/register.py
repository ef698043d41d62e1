"""The register of mentors, and what waits for the Group: for its kept-up list, its cards, and a member's home (R3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheme.application import Application
from scheme.concern import Concern
from scheme.definition import Definition
from scheme.matching import Mentor
from scheme.proposal import Candidate, Proposal, agreed
from scheme.question import Question
from storage import applications, concerns, partnerships, people, proposals
from storage.work import Work


@dataclass(frozen=True)
class Pending:
    """An application that waits, with what has been done about it."""

    application: Application
    proposal: Proposal | None
    agreed: frozenset[int]
    candidates: Sequence[Candidate]
    question_for_group: bool
    question_for_applicant: bool


async def pending(work: Work, application: Application) -> Pending:
    """How one application stands."""
    proposal = await proposals.live_of(work, application.id) if application.role == "mentee" else None
    approvals = await proposals.approvals_of(work, [proposal.id]) if proposal else []
    asked = [q for q in await applications.questions_on(work, application.id) if q.answered_at is None]
    return Pending(
        application,
        proposal,
        frozenset(agreed(proposal, approvals)) if proposal else frozenset(),
        await proposals.candidates_of(work, proposal.id) if proposal else [],
        any(q.to_id is None for q in asked),
        any(q.from_group for q in asked),
    )


async def mentors(work: Work, definition: Definition, among: Sequence[Application] | None = None) -> list[Mentor]:
    """Mentors as matching reads them, with their load: the whole register, or those `among` some applications."""
    found = await applications.mentors(work, definition.key) if among is None else among
    taken = await applications.taken_places(work, [one.id for one in found])
    ever = await applications.partnerships_ever(work, definition.key)
    failed = await partnerships.did_not_work(work, definition.key)
    return [
        Mentor(
            one,
            len(taken.get(one.id, ())),
            frozenset(mentee for mentee, mentor in failed if mentor == one.person_id),
            ever.get(one.id, 0),
        )
        for one in found
    ]


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for the Group: applications not yet answered, questions, complaints.

    Complaints are only those that the whole Group handles; the others are in `concerns_for` (R8.4).
    """

    applications: Sequence[Application]
    questions: Sequence[Question]
    concerns: Sequence[Concern]


async def waiting(work: Work, definition: Definition) -> Waiting:
    """What waits for the Group of a scheme."""
    seats = await people.roster(work, definition.key)
    return Waiting(
        await applications.awaiting_answer(work, definition.key),
        await applications.questions_to_group(work, definition.key),
        [one for one in await concerns.unanswered(work, definition.key) if one.is_for_channel(seats)],
    )


async def handlers_of(work: Work, concern: Concern) -> frozenset[int]:
    """The people who handle a complaint, as the roster stands now (R8.4)."""
    return concern.handlers(await people.roster(work, concern.scheme))


async def shown_in_channel(work: Work, concern: Concern) -> bool:
    """Whether the Group's channel may name a complaint: not when somebody it is kept from would read it there (R8.4)."""
    return concern.is_for_channel(await people.roster(work, concern.scheme))


async def concerns_for(work: Work, scheme: str, person_id: int) -> list[Concern]:
    """The complaints that wait for a reply and that a person handles, the earliest promise first (R8.4)."""
    seats = await people.roster(work, scheme)
    if all(seat.person_id != person_id for seat in seats):
        return []
    return [one for one in await concerns.unanswered(work, scheme) if person_id in one.handlers(seats)]
