"""Finds what an action is about: locks its root, and says whose it is and who must not see it (R3.3, R8.4, R11.3)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from scheme.application import Application
from scheme.audience import NOTHING, Matter
from scheme.concern import Concern
from scheme.conflict import too_close
from scheme.partnership import Meeting, Partnership
from scheme.proposal import Candidate, Proposal
from scheme.question import Question
from scheme.refusal import Gone
from scheme.reminder import Reminder
from scheme.side import Side
from scheme.survey import Survey
from storage import people
from storage.work import Work

T = TypeVar("T")


@dataclass(frozen=True)
class Found:
    """The objects an action is about, its root first, and what an audience needs to know of them."""

    scheme: str
    matter: Matter
    things: tuple[object, ...] = ()

    def the(self, kind: type[T]) -> T:
        """The object of a kind that the action is about."""
        for thing in self.things:
            if isinstance(thing, kind):
                return thing
        raise LookupError(f"{self.matter.subject} is not about a {kind.__name__}")


async def find(work: Work, subject: str, scheme: str) -> Found:
    """What `subject` names ("application:17"); nothing for "". The root row stays locked until the work ends.

    Raises `Gone` when there is no such thing.
    """
    if not subject:
        return Found(scheme, NOTHING)
    kind, _, number = subject.partition(":")
    finder = _FINDERS.get(kind)
    if finder is None or not number.isdecimal() or len(number) > 9:  # what a column of ids can hold
        raise Gone
    return await finder(work, int(number), subject)


async def locked(work: Work, kind: type[T], thing_id: int) -> T:
    """A row as it stands now; nobody else changes it until the work ends. Raises `Gone` when there is none."""
    return await _row(work, kind, thing_id, lock=True)


async def _row(work: Work, kind: type[T], thing_id: int, *, lock: bool = False) -> T:
    # SQLite has one writer at a time already; PostgreSQL locks the root's row until the work ends.
    lock = lock and work.writes and not work.database.is_sqlite
    found = await work.session.get(kind, thing_id, with_for_update=True if lock else None, populate_existing=lock)
    scheme = getattr(found, "scheme", None)
    if found is None or (scheme and scheme not in work.definitions):  # or its file was taken out of the folder
        raise Gone
    return found


async def _application(work: Work, thing_id: int, subject: str) -> Found:
    application = await _row(work, Application, thing_id, lock=True)
    aside = await conflicted(work, application)
    return Found(application.scheme, Matter(subject, frozenset({application.person_id}), aside), (application,))


async def conflicted(work: Work, *applications: Application) -> frozenset[int]:
    """Who must not act on these: members who stood aside, and members too close to one of the applicants."""
    aside = await people.standing_aside(work, [one.id for one in applications])
    scheme = applications[0].scheme
    seats = {seat.person_id for seat in await people.roster(work, scheme)}
    known = (await people.by_ids(work, seats)).values()
    sides = [Side.of(work.definitions[scheme], one) for one in applications]
    close = {person.id for person in known for side in sides if too_close(side, person)}
    return frozenset(aside | close | {one.person_id for one in applications})


async def _proposal(work: Work, thing_id: int, subject: str) -> Found:
    proposal = await _row(work, Proposal, thing_id, lock=True)
    application = await _row(work, Application, proposal.application_id)
    matter = Matter(subject, frozenset({proposal.mentee_id}), await conflicted(work, application))
    return Found(proposal.scheme, matter, (proposal, application))


async def _candidate(work: Work, thing_id: int, subject: str) -> Found:
    proposal, candidate = await request(work, thing_id)
    application = await _row(work, Application, proposal.application_id)
    # Who is proposed and not asked learns nothing, not even that there is something to learn (R4.2).
    parties = frozenset({candidate.mentor_id} if candidate.asked_at else ())
    matter = Matter(subject, parties, await conflicted(work, application))
    return Found(candidate.scheme, matter, (proposal, candidate, application))


async def request(work: Work, candidate_id: int) -> tuple[Proposal, Candidate]:
    """A proposed mentor and the proposal, which stays locked. Raises `Gone` when there is none."""
    candidate = await _row(work, Candidate, candidate_id)
    proposal = await _row(work, Proposal, candidate.proposal_id, lock=True)
    await work.session.refresh(candidate)
    return proposal, candidate


async def _question(work: Work, thing_id: int, subject: str) -> Found:
    question = await _row(work, Question, thing_id, lock=True)
    asked_of = await request(work, question.candidate_id) if question.candidate_id else ()
    application = await _row(work, Application, question.application_id)
    asked = {question.to_id, None if question.from_group else question.asker_id}
    parties = frozenset(person for person in asked if person is not None)
    matter = Matter(subject, parties, await conflicted(work, application))
    return Found(question.scheme, matter, (question, application, *asked_of))


async def _partnership(work: Work, thing_id: int, subject: str) -> Found:
    partnership = await _row(work, Partnership, thing_id, lock=True)
    return await _about(work, partnership, subject, (partnership,))


async def _about(work: Work, partnership: Partnership, subject: str, things: tuple[object, ...]) -> Found:
    applications = [
        await _row(work, Application, one)
        for one in (partnership.mentee_application_id, partnership.mentor_application_id)
    ]
    parties = frozenset({partnership.mentee_id, partnership.mentor_id})
    return Found(partnership.scheme, Matter(subject, parties, await conflicted(work, *applications)), things)


async def _meeting(work: Work, thing_id: int, subject: str) -> Found:
    meeting = await _row(work, Meeting, thing_id)
    partnership = await _row(work, Partnership, meeting.partnership_id, lock=True)
    await work.session.refresh(meeting)
    return await _about(work, partnership, subject, (partnership, meeting))


async def _survey(work: Work, thing_id: int, subject: str) -> Found:
    survey = await _row(work, Survey, thing_id, lock=True)
    partnership = await _row(work, Partnership, survey.partnership_id)
    return Found(survey.scheme, Matter(subject, frozenset({survey.person_id})), (survey, partnership))


async def _concern(work: Work, thing_id: int, subject: str) -> Found:
    concern = await _row(work, Concern, thing_id, lock=True)
    handlers = concern.handlers(await people.roster(work, concern.scheme))
    return Found(concern.scheme, Matter(subject, frozenset({concern.raised_by}), handlers=handlers), (concern,))


async def _reminder(work: Work, thing_id: int, subject: str) -> Found:
    reminder = await _row(work, Reminder, thing_id)
    return Found(reminder.scheme, Matter(subject, frozenset({reminder.person_id})), (reminder,))


_FINDERS: dict[str, Callable[[Work, int, str], Awaitable[Found]]] = {
    "application": _application,
    "proposal": _proposal,
    "candidate": _candidate,
    "question": _question,
    "partnership": _partnership,
    "meeting": _meeting,
    "survey": _survey,
    "concern": _concern,
    "reminder": _reminder,
}
