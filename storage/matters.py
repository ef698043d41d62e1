"""Finds what an action is about: locks its root, and says whose it is and who must not see it (R3.3, R8.4, R11.3)."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from scheme.application.application import Application
from scheme.audience import NOTHING
from scheme.ids import ApplicationId, PersonId
from scheme.matching.conflict import Somebody
from scheme.matching.side import Side
from scheme.refusal import Gone
from scheme.subject import Subject
from storage import kinds, people
from storage.kind import Asked, Found, Kind, row
from storage.many import in_turn
from storage.matching import proposals
from storage.work import Work

T = TypeVar("T")

KINDS = frozenset({"", *kinds.KINDS})  # what a step may be about; "" is nothing in particular
HANDLED = frozenset(name for name, kind in kinds.KINDS.items() if kind.handled)


async def find(work: Work, subject: Subject, scheme: str, *, weighs: bool = True) -> Found:
    """What a subject names; nothing for nothing in particular. The root row stays locked until the work ends.

    `weighs`: also who is conflicted in it and who stands in; whoever asks for an audience of which that is nothing to
    say (`Audience.weighs`) can do without. Raises `Gone` when there is no such thing. What some of the Group handle, and
    the rest must not know of (`HANDLED`, files), is missed in as many statements as it is found.
    """
    if not subject:
        return Found(scheme, NOTHING)
    kind = must_be_known(subject)
    asked = Asked(
        subject=subject,
        scheme=scheme,
        weighs=weighs,
        conflicted=conflicted,
        stand_ins=people.stand_ins_of,
    )
    return await kind.find(work, asked)


def must_be_known(subject: Subject) -> Kind:
    """The kind of thing that a subject names. Raises `Gone` when there is none."""
    kind = kinds.KINDS.get(subject.kind)
    if kind is None:
        raise Gone
    return kind


async def locked(work: Work, kind: type[T], thing_id: int) -> T:
    """A row as it stands now; nobody else changes it until the work ends. Raises `Gone` when there is none."""
    return await row(work, kind, thing_id, lock=True)


async def conflicted(work: Work, *applications: Application) -> frozenset[PersonId]:
    """Who must not act on these: members who stood aside, and members too close to one of the applicants.

    With a mentee's application go the mentors who are proposed to them, and the one they have (R3.3).
    """
    ids = tuple(sorted({application.id for application in applications}))

    async def ask() -> frozenset[PersonId]:
        return (await _conflicts(work, [applications]))[0]

    return await work.once(("conflicted", ids), ask)


async def conflicted_each(
    work: Work, applications: Iterable[Application]
) -> dict[int, frozenset[PersonId]]:
    """The same for each of many applications of one scheme, in as many statements as for one."""
    each = {application.id: application for application in applications}
    found = await _conflicts(work, [(mentee,) for mentee in each.values()])
    return dict(zip(each, found, strict=True))


async def _conflicts(
    work: Work, groups: Sequence[Sequence[Application]]
) -> list[frozenset[PersonId]]:
    """Who must not act, for each of some groups of applications of one scheme that belong together."""
    if not groups:
        return []
    scheme = groups[0][0].scheme
    known = {application.id: application for group in groups for application in group}
    proposed = await proposals.mentors_in(work, sorted(known))
    known |= {
        application.id: application for mentors in proposed.values() for application in mentors
    }
    aside = await people.standing_aside(work, known)
    named = await people.named_for_each(work, known)
    seats = {seat.person_id for seat in await people.roster(work, scheme)}
    persons = await people.by_ids(work, seats.union(*named.values()))
    everybody = {person_id: Somebody.of(person) for person_id, person in persons.items()}
    sides: dict[ApplicationId, Side] = {}
    async for application in in_turn(known.values()):
        sides[application.id] = Side.of(work.definitions[scheme], application)
    found = []
    async for group in in_turn(groups):
        ids = {application.id for application in group}.union(
            mentor.id for application in group for mentor in proposed.get(application.id, ())
        )
        able = seats.union(*(named.get(application_id, ()) for application_id in ids))
        close = {
            person
            for person in able
            for application_id in ids
            if everybody[person].is_too_close_to(sides[application_id])
        }
        apart = close.union(*(aside.get(application_id, ()) for application_id in ids))
        found.append(frozenset(apart | {known[application_id].person_id for application_id in ids}))
    return found
