"""The register of mentors, and what waits for the Group: for its kept-up list, its cards, and a member's home (R3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scheme.application.application import Application
from scheme.application.question import Question
from scheme.concern.raised import Raised
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.matching.candidate import Candidate
from scheme.matching.proposal import Proposal, agreed
from scheme.matching.ranking import Mentee, Mentor
from storage import applications, partnerships, people
from storage.concern import concerns
from storage.learning.training import with_training
from storage.many import in_turn
from storage.matching import proposals, ties
from storage.matching import sides as kept_sides
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Pending:
    """An application that waits, with what has been done about it."""

    application: Application
    proposal: Proposal | None  # the live one; None: there is none
    agreed: frozenset[PersonId]  # ids of members who agree to the set as it stands
    candidates: Sequence[Candidate]  # of the proposal, in the Group's order
    question_for_group: bool  # one waits for the Group's answer
    question_for_applicant: bool  # one waits for the applicant's answer


async def pending(work: Work, application: Application) -> Pending:
    """How one application stands."""
    return (await pending_each(work, [application]))[0]


async def pending_each(work: Work, found: Sequence[Application]) -> list[Pending]:
    """How each of some applications stands, in as many statements as for one."""
    mentees = [application.id for application in found if application.role == "mentee"]
    live = {
        application: made
        for application, every in (await proposals.made_to_each(work, mentees)).items()
        for made in every
        if made.proposal.state in proposals.LIVE
    }
    asked = await applications.open_questions(work, [application.id for application in found])
    stands = []
    async for application in in_turn(found):
        made = live.get(application.id)
        questions = asked.get(application.id, [])
        stands.append(
            Pending(
                application=application,
                proposal=made.proposal if made else None,
                agreed=frozenset(agreed(made.proposal, made.approvals) if made else ()),
                candidates=[candidate for candidate, _ in made.mentors] if made else [],
                question_for_group=any(to is None for to, _ in questions),
                question_for_applicant=any(from_group for _, from_group in questions),
            )
        )
    return stands


async def mentors(
    work: Work,
    definition: Definition,
    among: Sequence[Application] | None = None,
    *,
    mentee_id: PersonId | None = None,
) -> list[Mentor]:
    """Mentors as matching reads them, with their load: the whole register, or those `among` some applications.

    Of a mentee, by whose person they are, it is told with whom it did not work before. Of the whole register the sides come
    with them, and their applications belong to no work: they are to be read alone.
    """
    failed: frozenset[PersonId] = frozenset()
    parted: frozenset[PersonId] = frozenset()
    if mentee_id is not None:
        failed = await partnerships.did_not_work(work, definition.key, mentee_id)
        parted = frozenset({mentee_id})
    if among is None:
        found = await kept_sides.of_register(work, definition)
    else:
        found = await _among(work, among)
    found = await with_training(work, definition, found)
    if mentee_id is not None:
        work.keep(await people.by_id(work, mentee_id))
    if not failed:
        return found
    return [
        replace(mentor, did_not_work_with=parted)
        if mentor.application.person_id in failed
        else mentor
        for mentor in found
    ]


async def _among(work: Work, found: Sequence[Application]) -> list[Mentor]:
    load = await applications.load_of_each(work, [mentor.id for mentor in found])
    known = await people.by_ids(work, {mentor.person_id for mentor in found})
    return [
        Mentor(
            application=application,
            taken=len(load[application.id].taken),
            partnerships_ever=load[application.id].partnerships,
            person=known[application.person_id],
        )
        async for application in in_turn(found)
    ]


async def mentee(work: Work, application: Application) -> Mentee:
    """A mentee as matching reads them: with who that is, and with what is known of members' ties to them."""
    person = await people.by_id(work, application.person_id)
    known_to = await ties.to_applicant(work, application, person)
    return Mentee(application=application, known_to=known_to, person=person)


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for the Group: applications not yet answered, questions, complaints.

    Of what was raised only what the whole Group handles; the rest is in `raised_for` (R8.4).
    """

    applications: Sequence[Application]
    questions: Sequence[Question]
    concerns: Sequence[Raised]


async def waiting(work: Work, definition: Definition) -> Waiting:
    """What waits for the Group of a scheme."""
    roster = await people.tenure(work, definition.key)
    return Waiting(
        await applications.awaiting_answer(work, definition.key),
        await applications.questions_to_group(work, definition.key),
        [
            raised
            for raised in await concerns.unanswered(work, definition.key)
            if raised.is_for_channel(roster)
        ],
    )


async def handlers_of(work: Work, raised: Raised) -> frozenset[PersonId]:
    """The people who handle something raised, as the roster stands now (R8.4)."""
    return raised.handlers(await people.tenure(work, raised.scheme))


async def raised_for(work: Work, scheme: str, person_id: PersonId) -> list[Raised]:
    """What was raised, waits for an answer, and is for a person to handle, the earliest promise first (R8.4)."""
    roster = await people.tenure(work, scheme)
    if person_id not in roster.everybody:
        return []
    return [
        raised
        for raised in await concerns.unanswered(work, scheme)
        if person_id in raised.handlers(roster)
    ]
