"""Complaints, questions and issues, and what was said about each."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, String, Table, and_, cast, literal, or_, select

from scheme.audience import Matter
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry, EnquiryStage
from scheme.concern.raised import Raised
from scheme.concern.remark import Remark, To
from scheme.ids import PersonId
from scheme.refusal import Gone
from storage import people
from storage.erasure import Emptied, Hold, Stays
from storage.kind import (
    Asked,
    Belonging,
    Declared,
    Found,
    Kind,
    Retention,
    owned_by,
    reach,
    row_if_there,
)
from storage.tables import concerns, enquiries, remarks
from storage.work import Work

R = TypeVar("R", bound=Raised)


async def own(work: Work, scheme: str, person_id: PersonId) -> list[Raised]:
    """What a person has raised and is still open, the earliest promise first."""
    return _by_promise(
        await _open(work, Enquiry, enquiries, scheme, raised_by=person_id),
        await _open(work, Concern, concerns, scheme, raised_by=person_id),
    )


async def unanswered(work: Work, scheme: str) -> list[Raised]:
    """What waits for an answer, the earliest promise first: all of it, whoever it is about."""
    return [raised for raised in await not_closed(work, scheme) if raised.waits]


async def not_closed(work: Work, scheme: str) -> list[Raised]:
    """What is open, the earliest promise first: all of it, whoever it is about."""
    return _by_promise(
        await _open(work, Enquiry, enquiries, scheme), await _open(work, Concern, concerns, scheme)
    )


async def all_of(work: Work, scheme: str) -> tuple[Sequence[Enquiry], Sequence[Concern]]:
    """Everything that was ever raised, for the figures."""
    first = await work.session.scalars(select(Enquiry).where(enquiries.c.scheme == scheme))
    second = await work.session.scalars(select(Concern).where(concerns.c.scheme == scheme))
    return first.all(), second.all()


async def _open(
    work: Work, kind: type[R], table: Table, scheme: str, *, raised_by: PersonId | None = None
) -> Sequence[R]:
    query = (
        select(kind)
        .where(table.c.scheme == scheme, table.c.stage != EnquiryStage.CLOSED)
        .order_by(table.c.raised_at, table.c.id)
    )
    if raised_by is not None:
        query = query.where(table.c.raised_by == raised_by)
    return (await work.session.scalars(query)).all()


def _by_promise(*found: Sequence[Raised]) -> list[Raised]:
    return sorted((raised for some in found for raised in some), key=lambda raised: raised.by)


async def remarks_on(work: Work, raised: Raised) -> Sequence[Remark]:
    """What was said about something raised, in order."""
    query = select(Remark).where(remarks.c.subject == raised.subject).order_by(remarks.c.id)
    return (await work.session.scalars(query)).all()


async def remark(work: Work, raised: Raised, by: PersonId, to: To, text: str) -> Remark:
    """Keep what somebody said about it."""
    return await work.add(
        Remark(scheme=raised.scheme, subject=raised.subject, by=by, at=work.now, to=to, text=text)
    )


async def _find_concern(work: Work, asked: Asked) -> Found:
    concern = await row_if_there(work, Concern, asked.id, lock=True)
    roster = await people.tenure(work, concern.scheme if concern else asked.scheme)
    if concern is None:
        raise Gone
    raised = frozenset({concern.raised_by})
    matter = Matter(
        subject=asked.subject,
        parties=raised,
        handlers=concern.handlers(roster),
        readers=concern.readers(roster),
    )
    return Found(concern.scheme, matter, (concern,))


async def _find_enquiry(work: Work, asked: Asked) -> Found:
    enquiry = await row_if_there(work, Enquiry, asked.id, lock=True)
    roster = await people.tenure(work, enquiry.scheme if enquiry else asked.scheme)
    if enquiry is None:
        raise Gone
    handlers = enquiry.handlers(roster)
    return Found(
        enquiry.scheme,
        Matter(subject=asked.subject, parties=frozenset({enquiry.raised_by}), handlers=handlers),
        (enquiry,),
    )


def _to_or_by_whom_they_raised_it(person: int) -> ColumnElement[bool]:
    return and_(_on_what_they_raised(person), or_(remarks.c.by == person, remarks.c.to == "raiser"))


def _on_what_they_raised(person: int) -> ColumnElement[bool]:
    theirs = [
        select(literal(f"{kind}:") + cast(table.c.id, String)).where(table.c.raised_by == person)
        for kind, table in (("concern", concerns), ("enquiry", enquiries))
    ]
    return or_(*(remarks.c.subject.in_(those) for those in theirs))


_CHOSEN = "stands in what was chosen"
_KEPT_FROM = "whoever was chosen stands in what was chosen; who stood aside is theirs to say"

CONCERN = Kind(
    thing=Concern,
    table=concerns,
    find=_find_concern,
    reach=reach(concerns, "raised_by"),
    handled=True,
    belongs=(
        Belonging(
            title="Complaints you made",
            columns=(
                "scheme",
                "about",
                "text",
                "raised_at",
                "stage",
                "reply_by",
                "replied_at",
                "reply",
                "closed_at",
            ),
            whose=owned_by(concerns.c.raised_by),
        ),
    ),
    withheld={"about_id": _CHOSEN, "kept_from": _KEPT_FROM, "lesson": "what the Group learnt"},
    erased=(
        Emptied(
            whose=owned_by(concerns.c.raised_by),
            columns={"text": "", "reply": None, "lesson": None},
            told="Complaints you made, what you wrote and were told, once they are closed",
            held=Hold.OWN,
        ),
        Stays(
            why="keys and ids: a complaint stays closed to whomever it is about",
            columns=("about", "about_id", "kept_from"),
        ),
    ),
    retention=Retention.WORDS_GO,
)
ENQUIRY = Kind(
    thing=Enquiry,
    table=enquiries,
    find=_find_enquiry,
    reach=reach(enquiries, "raised_by"),
    handled=True,
    belongs=(
        Belonging(
            title="Questions and issues you raised",
            columns=(
                "scheme",
                "sort",
                "about",
                "raised_at",
                "stage",
                "answer_by",
                "answered_at",
                "closed_at",
            ),
            whose=owned_by(enquiries.c.raised_by),
        ),
    ),
    withheld={"about_id": _CHOSEN, "kept_from": _KEPT_FROM},
    erased=(
        Stays(
            why="keys and ids: an issue stays closed to whomever it is about",
            columns=("about", "about_id", "kept_from"),
        ),
    ),
    retention=Retention.WORDS_GO,
)
REMARK = Declared(
    table=remarks,
    belongs=(
        Belonging(
            title="What you wrote in these, and what you were answered",
            columns=("scheme", "subject", "at", "text"),
            whose=_to_or_by_whom_they_raised_it,
        ),
    ),
    erased=(
        Emptied(
            whose=owned_by(remarks.c.by),
            columns={"text": ""},
            told="What you wrote to people who run the scheme, and what they answered",
            held=Hold.OWN,
        ),
        Emptied(whose=_on_what_they_raised, columns={"text": ""}, held=Hold.OWN),
    ),
    retention=Retention.WORDS_GO,
)
