"""Rounds: their places and waiting lists, who is in them, and how each was closed (R1.7, R2.8)."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from scheme.application.application import PLACED, Application, ApplicationStage
from scheme.application.held_round import HeldRound
from scheme.audience import Matter
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.matching.proposal import ProposalProgress
from scheme.people import Role
from storage.erasure import Stays
from storage.kind import Asked, Found, Kind, Retention, locks_rows, reach, row
from storage.many import read
from storage.tables import applications, held_rounds, partnerships, places, proposals
from storage.work import Work

# The order of a waiting list: who went without last time first, then who applied first.
IN_ORDER = (applications.c.priority.desc(), applications.c.received_at, applications.c.id)
# Whose options are with them, or who has asked a mentor: they are being matched.
_CHOOSING = exists().where(
    proposals.c.application_id == applications.c.id,
    proposals.c.state.in_((ProposalProgress.OFFERED, ProposalProgress.ASKED)),
)
_HELD = exists().where(
    places.c.mentor_application_id == applications.c.id, places.c.released_at.is_(None)
)


async def ensure(work: Work, definition: Definition) -> None:
    """Every round of the scheme file is known, so that what falls due for it comes."""
    known = await work.session.scalars(
        select(held_rounds.c.round).where(held_rounds.c.scheme == definition.key)
    )
    for key in {campaign.key for campaign in definition.rounds} - set(known.all()):
        await work.add(HeldRound(scheme=definition.key, round=key, since=work.now))


async def held(work: Work, scheme: str, key: str) -> HeldRound | None:
    """What has become of a round; None for one of which nothing is known yet."""
    query = select(HeldRound).where(held_rounds.c.scheme == scheme, held_rounds.c.round == key)
    return (await work.session.scalars(query)).first()


async def lock(work: Work, scheme: str, key: str) -> HeldRound:
    """The same, which nobody else changes until the work ends, nor gives a place of it; one that is new is noted."""
    found = await held(work, scheme, key)
    if found is None:
        return await work.add(HeldRound(scheme=scheme, round=key, since=work.now))
    return await row(work, HeldRound, found.id, lock=True)


def _of(scheme: str, key: str, role: Role | None = None) -> ColumnElement[bool]:
    own = and_(applications.c.scheme == scheme, applications.c.round == key)
    return own if role is None else and_(own, applications.c.role == role)


async def taken(work: Work, scheme: str, key: str, role: Role) -> int:
    """How many places of a round are taken."""
    await work.flush()
    query = (
        select(func.count())
        .select_from(applications)
        .where(_of(scheme, key, role), applications.c.stage.in_(PLACED))
    )
    return (await work.session.execute(query)).scalar_one()


async def waiting_list(
    work: Work, found: HeldRound, role: Role, most: int
) -> Sequence[Application]:
    """The first on the waiting list of a round that is locked, in order; nobody else changes them until the work ends.

    Once it was closed, those alone who have heard that they stay on the list.
    """
    query = (
        select(Application)
        .where(
            _of(found.scheme, found.round, role), applications.c.stage == ApplicationStage.LISTED
        )
        .order_by(*IN_ORDER)
        .limit(most)
    )
    if found.closed_at is not None:
        query = query.where(applications.c.round_told_at.is_not(None))
    return await read(work, _locked(work, query))


def _locked(work: Work, query: Select[Application]) -> Select[Application]:
    if locks_rows(work):
        return query.with_for_update(of=applications).execution_options(populate_existing=True)
    return query


async def before(work: Work, application: Application) -> int:
    """How many stand before somebody on their waiting list."""
    ahead = await work.session.scalars(
        select(applications.c.id)
        .where(
            _of(application.scheme, application.round, application.role),
            applications.c.stage == ApplicationStage.LISTED,
        )
        .order_by(*IN_ORDER)
    )
    return list(ahead.all()).index(application.id)


async def counts(work: Work, scheme: str, key: str) -> Counter[tuple[Role, ApplicationStage, bool]]:
    """How many applications of a round there are, by role, stage, and whether they are being matched or have somebody."""
    has = _busy()
    query = (
        select(applications.c.role, applications.c.stage, has.label("has"), func.count())
        .where(_of(scheme, key))
        .group_by(applications.c.role, applications.c.stage, has)
    )
    rows = (await work.session.execute(query)).all()
    found: Counter[tuple[Role, ApplicationStage, bool]] = Counter()
    for role, stage, busy, number in rows:
        found[role, stage, bool(busy)] += number
    return found


def _busy() -> ColumnElement[bool]:
    """A mentee with options before them or a mentor asked; a mentor with somebody."""
    had = exists().where(partnerships.c.mentor_application_id == applications.c.id)
    return _CHOOSING | _HELD | had


async def page(
    work: Work,
    scheme: str,
    key: str,
    *,
    role: Role,
    stages: Sequence[ApplicationStage],
    start: int,
    most: int,
) -> Sequence[Application]:
    """Some of a round's applications in some stages, in the order of its waiting list."""
    query = (
        select(Application)
        .where(_of(scheme, key, role), applications.c.stage.in_(stages))
        .order_by(*IN_ORDER)
        .offset(start)
        .limit(most)
    )
    return await read(work, query)


async def to_answer(work: Work, found: HeldRound, most: int) -> Sequence[Application]:
    """Some of those who have still to hear that a round has closed, those on the waiting list first.

    Not those who are matched, or are being matched: they hear of that. A mentor on the register hears where nobody has
    worked with them or asked them.
    """
    waits = applications.c.stage.in_(
        (ApplicationStage.RECEIVED, ApplicationStage.LISTED, ApplicationStage.ELIGIBLE)
    )
    query = (
        select(Application)
        .where(
            _of(found.scheme, found.round),
            waits,
            applications.c.round_told_at.is_(None),
            ~_busy(),
        )
        .order_by(applications.c.stage != ApplicationStage.LISTED, *IN_ORDER)
        .limit(most)
    )
    return await read(work, _locked(work, query))


async def last_of(work: Work, scheme: str, person_id: PersonId, role: Role) -> Application | None:
    """Somebody's latest application in a role."""
    query = (
        select(Application)
        .where(
            applications.c.scheme == scheme,
            applications.c.person_id == person_id,
            applications.c.role == role,
        )
        .order_by(applications.c.received_at.desc(), applications.c.id.desc())
        .limit(1)
    )
    return (await work.session.scalars(query)).first()


async def _find(work: Work, asked: Asked) -> Found:
    found = await row(work, HeldRound, asked.id, lock=True)
    return Found(found.scheme, Matter(subject=asked.subject), (found,))


HELD_ROUND = Kind(
    thing=HeldRound,
    table=held_rounds,
    find=_find,
    reach=reach(held_rounds, "closed_by"),
    apart="a round of the scheme: when it was closed, and with what words",
    erased=(Stays(why="what everybody in a round heard when it closed", columns=("answers",)),),
    retention=Retention.STAYS,
)
