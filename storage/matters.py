"""Finds what an action is about: locks its root, and says whose it is and who must not see it (R3.3, R8.4, R11.3)."""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scheme.application.application import Application, Stage
from scheme.application.question import Question
from scheme.application.reminder import Reminder
from scheme.audience import NOTHING, Matter
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry
from scheme.concern.sounding import Sounding
from scheme.forms.draft import Draft
from scheme.forms.fields import FileField
from scheme.forms.file import File
from scheme.matching.conflict import Somebody
from scheme.matching.proposal import Candidate, Proposal
from scheme.matching.side import Side
from scheme.meeting.appointment import Appointment
from scheme.meeting.meeting import Meeting
from scheme.meeting.reflection import Hours, Reflection
from scheme.member.move import Move
from scheme.partnership.agreement import Agreement
from scheme.partnership.goal import Goal
from scheme.partnership.partnership import Partnership
from scheme.people import Account, Member
from scheme.refusal import Gone
from scheme.rename import Rename
from scheme.survey.survey import Survey
from storage import applications, files, people, proposals
from storage.many import in_turn
from storage.work import Work

T = TypeVar("T")

_ID = re.compile(r"[1-9][0-9]{0,8}")  # the one way to write an id that a column of ids can hold
NOBODY = 0  # nobody's id


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


@dataclass(frozen=True)
class _Asked:
    """What is looked for, in which scheme it was asked for, and whether those who must keep out of it are wanted too."""

    subject: str
    id: int
    scheme: str
    weighs: bool


Finder = Callable[[Work, _Asked], Awaitable[Found]]
Shared = TypeVar("Shared", Agreement, Appointment, Goal, Meeting)  # what two share
Owned = TypeVar("Owned", Draft, Hours, Move, Reflection, Reminder, Rename)  # what is one person's


async def find(work: Work, subject: str, scheme: str, *, weighs: bool = True) -> Found:
    """What `subject` names ("application:17"); nothing for "". The root row stays locked until the work ends.

    `weighs`: also who is conflicted in it and who stands in; whoever asks for an audience of which that is nothing to
    say (`Audience.weighs`) can do without. Raises `Gone` when there is no such thing. What some of the Group handle, and
    the rest must not know of (`HANDLED`, files), is missed in as many statements as it is found.
    """
    if not subject:
        return Found(scheme, NOTHING)
    kind, thing_id = named(subject)
    return await _FINDERS[kind](work, _Asked(subject, thing_id, scheme, weighs))


def named(subject: str) -> tuple[str, int]:
    """The kind and the id of what a subject names. Raises `Gone` when nothing can have that name."""
    kind, _, number = subject.partition(":")
    if kind not in _FINDERS or not _ID.fullmatch(number):
        raise Gone
    return kind, int(number)


def kind_of(subject: str) -> str:
    """The kind of thing a subject names ("application"); "" for nothing in particular."""
    return subject.partition(":")[0]


async def locked(work: Work, kind: type[T], thing_id: int) -> T:
    """A row as it stands now; nobody else changes it until the work ends. Raises `Gone` when there is none."""
    return await _row(work, kind, thing_id, lock=True)


async def _row(work: Work, kind: type[T], thing_id: int, *, lock: bool = False) -> T:
    found = await _if_there(work, kind, thing_id, lock=lock)
    if found is None:
        raise Gone
    return found


async def _if_there(work: Work, kind: type[T], thing_id: int, *, lock: bool) -> T | None:
    # SQLite has one writer at a time already; PostgreSQL locks the root's row until the work ends.
    lock = lock and work.writes and not work.database.is_sqlite
    found = await work.session.get(kind, thing_id, with_for_update=True if lock else None, populate_existing=lock)
    scheme = getattr(found, "scheme", None)
    if scheme and scheme not in work.definitions:  # its file was taken out of the folder
        return None
    return found


async def _application(work: Work, asked: _Asked) -> Found:
    application = await _row(work, Application, asked.id, lock=True)
    matter = await _about_application(work, application, asked, frozenset({application.person_id}))
    return Found(application.scheme, matter, (application,))


async def _about_application(
    work: Work, application: Application, asked: _Asked, parties: frozenset[int], candidate: Candidate | None = None
) -> Matter:
    """What is to be weighed of a mentee's or mentor's application, and of a mentor in the request, if it is about one."""
    if not asked.weighs:
        return Matter(asked.subject, parties)
    concerned = [application]
    if candidate is not None:
        concerned.append(await _row(work, Application, candidate.mentor_application_id))
    aside, stand_ins = await conflicted(work, *concerned), await people.stand_ins_of(work, application)
    return Matter(asked.subject, parties, aside, stand_ins=stand_ins)


async def conflicted(work: Work, *applications: Application) -> frozenset[int]:
    """Who must not act on these: members who stood aside, and members too close to one of the applicants.

    With a mentee's application go the mentors who are proposed to them, and the one they have (R3.3).
    """
    ids = tuple(sorted({one.id for one in applications}))

    async def ask() -> frozenset[int]:
        return (await _conflicts(work, [applications]))[0]

    return await work.once(("conflicted", ids), ask)


async def conflicted_each(work: Work, applications: Iterable[Application]) -> dict[int, frozenset[int]]:
    """The same for each of many applications of one scheme, in as many statements as for one."""
    each = {one.id: one for one in applications}
    found = await _conflicts(work, [(one,) for one in each.values()])
    return dict(zip(each, found, strict=True))


async def _conflicts(work: Work, groups: Sequence[Sequence[Application]]) -> list[frozenset[int]]:
    """Who must not act, for each of some groups of applications of one scheme that belong together."""
    if not groups:
        return []
    scheme = groups[0][0].scheme
    known = {one.id: one for group in groups for one in group}
    proposed = await proposals.mentors_in(work, sorted(known))
    known |= {one.id: one for mentors in proposed.values() for one in mentors}
    aside, named = await people.standing_aside(work, known), await people.named_for_each(work, known)
    seats = {seat.person_id for seat in await people.roster(work, scheme)}
    persons = await people.by_ids(work, seats.union(*named.values()))
    everybody = {one: Somebody.of(person) for one, person in persons.items()}
    sides: dict[int, Side] = {}
    async for one in in_turn(known.values()):
        sides[one.id] = Side.of(work.definitions[scheme], one)
    found = []
    async for group in in_turn(groups):
        ids = {one.id for one in group}.union(mentor.id for one in group for mentor in proposed.get(one.id, ()))
        able = seats.union(*(named.get(one, ()) for one in ids))
        close = {person for person in able for one in ids if everybody[person].is_too_close_to(sides[one])}
        apart = close.union(*(aside.get(one, ()) for one in ids))
        found.append(frozenset(apart | {known[one].person_id for one in ids}))
    return found


async def _proposal(work: Work, asked: _Asked) -> Found:
    proposal = await _row(work, Proposal, asked.id, lock=True)
    application = await _row(work, Application, proposal.application_id)
    matter = await _about_application(work, application, asked, frozenset({proposal.mentee_id}))
    return Found(proposal.scheme, matter, (proposal, application))


async def _candidate(work: Work, asked: _Asked) -> Found:
    proposal, candidate = await request(work, asked.id)
    application = await _row(work, Application, proposal.application_id)
    # Who is proposed and not asked learns nothing, not even that there is something to learn (R4.2).
    parties = frozenset({candidate.mentor_id} if candidate.asked_at else ())
    matter = await _about_application(work, application, asked, parties, candidate)
    return Found(candidate.scheme, matter, (proposal, candidate, application))


async def request(work: Work, candidate_id: int) -> tuple[Proposal, Candidate]:
    """A proposed mentor and the proposal, which stays locked. Raises `Gone` when there is none."""
    candidate = await _row(work, Candidate, candidate_id)
    proposal = await _row(work, Proposal, candidate.proposal_id, lock=True)
    await work.session.refresh(candidate)
    return proposal, candidate


async def _question(work: Work, asked: _Asked) -> Found:
    question = await _row(work, Question, asked.id, lock=True)
    asked_of: tuple[Proposal, Candidate] | tuple[()] = ()
    candidate = None
    if question.candidate_id:
        asked_of = await request(work, question.candidate_id)
        candidate = asked_of[1]
    application = await _row(work, Application, question.application_id)
    two = {question.to_id, None if question.from_group else question.asker_id}
    parties = frozenset(person for person in two if person is not None)
    matter = await _about_application(work, application, asked, parties, candidate)
    return Found(question.scheme, matter, (question, application, *asked_of))


async def _partnership(work: Work, asked: _Asked) -> Found:
    partnership = await _row(work, Partnership, asked.id, lock=True)
    return await _about(work, partnership, asked, (partnership,))


async def _about(work: Work, partnership: Partnership, asked: _Asked, things: tuple[object, ...]) -> Found:
    parties = frozenset({partnership.mentee_id, partnership.mentor_id})
    if not asked.weighs:
        return Found(partnership.scheme, Matter(asked.subject, parties), things)
    applications = [
        await _row(work, Application, one)
        for one in (partnership.mentee_application_id, partnership.mentor_application_id)
    ]
    return Found(partnership.scheme, Matter(asked.subject, parties, await conflicted(work, *applications)), things)


def _part_of(kind: type[Shared]) -> Finder:
    """Finds something that belongs to a partnership: a meeting, a goal. The partnership is its root."""

    async def find_it(work: Work, asked: _Asked) -> Found:
        thing = await _row(work, kind, asked.id)
        partnership = await _row(work, Partnership, thing.partnership_id, lock=True)
        await work.session.refresh(thing)
        return await _about(work, partnership, asked, (partnership, thing))

    return find_it


def _own(kind: type[Owned], *, lock: bool = True) -> Finder:
    """Finds something that is one person's alone: a reflection, a draft."""

    async def find_it(work: Work, asked: _Asked) -> Found:
        thing = await _row(work, kind, asked.id, lock=lock)
        return Found(thing.scheme, Matter(asked.subject, frozenset({thing.person_id})), (thing,))

    return find_it


async def _survey(work: Work, asked: _Asked) -> Found:
    survey = await _row(work, Survey, asked.id, lock=True)
    partnership = await _row(work, Partnership, survey.partnership_id)
    return Found(survey.scheme, Matter(asked.subject, frozenset({survey.person_id})), (survey, partnership))


async def _concern(work: Work, asked: _Asked) -> Found:
    concern = await _if_there(work, Concern, asked.id, lock=True)
    roster = await people.tenure(work, concern.scheme if concern else asked.scheme)
    if concern is None:
        raise Gone
    raised = frozenset({concern.raised_by})
    matter = Matter(asked.subject, raised, handlers=concern.handlers(roster), readers=concern.readers(roster))
    return Found(concern.scheme, matter, (concern,))


async def _enquiry(work: Work, asked: _Asked) -> Found:
    enquiry = await _if_there(work, Enquiry, asked.id, lock=True)
    roster = await people.tenure(work, enquiry.scheme if enquiry else asked.scheme)
    if enquiry is None:
        raise Gone
    handlers = enquiry.handlers(roster)
    return Found(enquiry.scheme, Matter(asked.subject, frozenset({enquiry.raised_by}), handlers=handlers), (enquiry,))


async def _sounding(work: Work, asked: _Asked) -> Found:
    sounding = await _if_there(work, Sounding, asked.id, lock=True)
    # Whoever has left the roster since answers no more; the asker is told that nobody has (R5.5).
    seated = {seat.person_id for seat in await people.roster(work, sounding.scheme if sounding else asked.scheme)}
    if sounding is None:
        raise Gone
    handlers = frozenset({sounding.asked_id} & seated)
    return Found(sounding.scheme, Matter(asked.subject, frozenset({sounding.asker_id}), handlers=handlers), (sounding,))


async def _file(work: Work, asked: _Asked) -> Found:
    """What somebody handed in. Until they have sent it, and once they took the application back, it is theirs alone."""
    file = await _if_there(work, File, asked.id, lock=False)
    scheme = file.scheme if file else asked.scheme
    everything = await applications.of_person(work, scheme, file.person_id if file else NOBODY)
    if file is None:
        raise Gone
    own = frozenset({file.person_id})
    sent = [one for one in everything if one.stage != Stage.WITHDRAWN and _fields_with(work, one, file)]
    if not sent:
        return Found(file.scheme, Matter(asked.subject, own, handlers=frozenset()), (file,))
    partners: set[int] = set()
    for one in sent:
        if any(field.seen_by == "partner" for field in _fields_with(work, one, file)):
            partners |= await files.partners(work, one)
    parties = own | partners
    if not asked.weighs:
        return Found(file.scheme, Matter(asked.subject, parties), (file, *sent))
    stand_ins = frozenset[int]().union(*[await people.stand_ins_of(work, one) for one in sent])
    aside = await conflicted(work, *sent)
    return Found(file.scheme, Matter(asked.subject, parties, aside, stand_ins=stand_ins), (file, *sent))


def _fields_with(work: Work, application: Application, file: File) -> list[FileField]:
    form = work.definitions[application.scheme].form(application.role)
    return [one for one in form if isinstance(one, FileField) and application.answers.get(one.key) == file.ref]


async def _account(work: Work, asked: _Asked) -> Found:
    account = await _row(work, Account, asked.id, lock=True)
    if not account.scheme:  # its address is vouched for, so that nobody was asked whose it is
        raise Gone
    parties = frozenset({account.person_id} if account.person_id else ())
    return Found(account.scheme, Matter(asked.subject, parties), (account,))


async def _member(work: Work, asked: _Asked) -> Found:
    seat = await _row(work, Member, asked.id)
    await people.locked_roster(work, seat.scheme)
    return Found(seat.scheme, Matter(asked.subject), (seat,))


_FINDERS: dict[str, Finder] = {
    "application": _application,
    "proposal": _proposal,
    "candidate": _candidate,
    "question": _question,
    "partnership": _partnership,
    "meeting": _part_of(Meeting),
    "appointment": _part_of(Appointment),
    "reflection": _own(Reflection),
    "hours": _own(Hours),
    "agreement": _part_of(Agreement),
    "goal": _part_of(Goal),
    "survey": _survey,
    "concern": _concern,
    "enquiry": _enquiry,
    "reminder": _own(Reminder, lock=False),
    "draft": _own(Draft),
    "file": _file,
    "member": _member,
    "account": _account,
    "move": _own(Move),
    "rename": _own(Rename),
    "sounding": _sounding,
}

KINDS = frozenset({"", *_FINDERS})  # what a step may be about; "" is nothing in particular
HANDLED = frozenset(
    {"concern", "enquiry", "sounding"}
)  # what some handle whatever their duty, and nobody else knows of
