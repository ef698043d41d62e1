"""Whether a thing is within somebody's reach: one statement, the same where there is no such thing (R11.3)."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Integer, Table, and_, bindparam, exists, false, or_, select
from sqlalchemy.sql.selectable import FromClause

from scheme.matching.proposal import Progress
from storage.matters import named
from storage.tables import (
    accounts,
    agreements,
    applications,
    appointments,
    candidates,
    concerns,
    drafts,
    enquiries,
    files,
    goals,
    hours,
    meetings,
    members,
    moves,
    partnerships,
    proposals,
    questions,
    reflections,
    reminders,
    renames,
    soundings,
    stand_ins,
    surveys,
)
from storage.work import Work

PERSON = bindparam("person", type_=Integer)


@dataclass(frozen=True)
class _Place:
    """Where a kind of thing is kept: its own table, what is joined to it, the table that says its scheme, who has a part."""

    table: Table
    rows: FromClause
    scheme: Table
    has_part: ColumnElement[bool]


def _of(table: Table, *parties: str, also: ColumnElement[bool] | None = None) -> _Place:
    has_part = or_(*(table.c[party] == PERSON for party in parties), *(() if also is None else (also,)))
    return _Place(table, table, table, has_part)


def _shared(table: Table) -> _Place:
    """What belongs to a partnership, and so to the two."""
    two = or_(partnerships.c.mentee_id == PERSON, partnerships.c.mentor_id == PERSON)
    return _Place(table, table.join(partnerships), partnerships, two)


def _stands_in(application_id: Column[int]) -> ColumnElement[bool]:
    return exists().where(stand_ins.c.application_id == application_id, stand_ins.c.person_id == PERSON)


def _reads_file() -> ColumnElement[bool]:
    """Whoever stands in on an application of the one who handed it in, or is a partner who was offered or asked."""
    stands_in = exists().where(
        stand_ins.c.application_id == applications.c.id,
        stand_ins.c.person_id == PERSON,
        applications.c.person_id == files.c.person_id,
    )
    asked = exists().where(
        candidates.c.proposal_id == proposals.c.id,
        candidates.c.mentor_id == PERSON,
        candidates.c.asked_at.is_not(None),
        proposals.c.mentee_id == files.c.person_id,
    )
    offered = exists().where(
        candidates.c.proposal_id == proposals.c.id,
        candidates.c.mentor_id == files.c.person_id,
        proposals.c.mentee_id == PERSON,
        proposals.c.state != Progress.DRAFT,
    )
    return and_(files.c.claimed_at.is_not(None), or_(stands_in, asked, offered))


_PLACES: dict[str, _Place] = {
    "application": _of(applications, "person_id", also=_stands_in(applications.c.id)),
    "proposal": _of(proposals, "mentee_id", also=_stands_in(proposals.c.application_id)),
    "candidate": _Place(
        candidates,
        candidates.join(proposals, candidates.c.proposal_id == proposals.c.id),
        candidates,
        or_(
            and_(candidates.c.mentor_id == PERSON, candidates.c.asked_at.is_not(None)),
            _stands_in(proposals.c.application_id),
        ),
    ),
    "question": _of(questions, "asker_id", "to_id", also=_stands_in(questions.c.application_id)),
    "partnership": _of(partnerships, "mentee_id", "mentor_id"),
    "meeting": _shared(meetings),
    "appointment": _shared(appointments),
    "agreement": _shared(agreements),
    "goal": _shared(goals),
    "reflection": _of(reflections, "person_id"),
    "hours": _of(hours, "person_id"),
    "survey": _of(surveys, "person_id"),
    "concern": _of(concerns, "raised_by"),
    "enquiry": _of(enquiries, "raised_by"),
    "sounding": _of(soundings, "asker_id"),
    "reminder": _of(reminders, "person_id"),
    "draft": _of(drafts, "person_id"),
    "file": _of(files, "person_id", also=_reads_file()),
    "member": _of(members, also=false()),  # the organisers keep every seat
    "account": _of(accounts, "person_id"),
    "move": _of(moves, "person_id"),
    "rename": _of(renames, "person_id"),
}


async def within_reach(work: Work, subject: str, person_id: int, schemes: Collection[str]) -> bool:
    """Whether a thing is there and somebody has a part in it, or it is of one of these schemes.

    Who has a part: its parties, who stands in on it, and who may read a file as a partner. It is no right to anything:
    what is within reach is looked up, and `scheme.audience.may` decides. Raises `Gone` for what can be no subject.
    """
    kind, thing_id = named(subject)
    place = _PLACES[kind]
    ours = place.scheme.c.scheme.in_(schemes)
    query = select(place.table.c.id).select_from(place.rows)
    found = await work.session.execute(
        query.where(place.table.c.id == thing_id, or_(ours, place.has_part)), {"person": person_id}
    )
    return found.first() is not None
