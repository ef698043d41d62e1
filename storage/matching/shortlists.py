"""Whom mentees choose of all mentors: theirs alone while they choose, then read by the Group; mentors never learn of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, func, select

from scheme.application.application import ApplicationStage
from scheme.ids import ApplicationId
from scheme.matching.shortlist import Pick, Shortlist
from storage.erasure import Stays
from storage.kind import Belonging, Declared, Kind, Retention, of_one, owned_by, reach
from storage.many import pages, rows
from storage.tables import applications, picks, shortlists
from storage.work import Work


async def of(work: Work, application_id: ApplicationId) -> Shortlist | None:
    """The shortlist of a mentee's application, open or closed."""
    query = select(Shortlist).where(shortlists.c.application_id == application_id)
    return (await work.session.scalars(query)).first()


async def picks_of(work: Work, shortlist: Shortlist | None) -> Sequence[Pick]:
    """The mentors on a shortlist, in the mentee's order."""
    if shortlist is None:
        return []
    query = (
        select(Pick).where(picks.c.shortlist_id == shortlist.id).order_by(picks.c.rank, picks.c.id)
    )
    return (await work.session.scalars(query)).all()


async def chosen_by_each(
    work: Work, scheme: str, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, tuple[ApplicationId, ...]]:
    """The mentors whom each of some mentees of a scheme chose, in their order; all by their applications."""
    query = (
        select(shortlists.c.application_id, picks.c.mentor_application_id)
        .join(picks, picks.c.shortlist_id == shortlists.c.id)
        .where(shortlists.c.scheme == scheme)
        .order_by(picks.c.rank, picks.c.id)
    )
    found: dict[ApplicationId, tuple[ApplicationId, ...]] = {}
    for page in pages(application_ids):
        for mentee, mentor in await rows(work, query.where(shortlists.c.application_id.in_(page))):
            found[mentee] = (*found.get(mentee, ()), mentor)
    return found


async def how_many_chose(
    work: Work, mentor_ids: Collection[ApplicationId]
) -> Counter[ApplicationId]:
    """By how many mentees who wait for a mentor each of some was chosen, by the mentors' applications."""
    query = (
        select(picks.c.mentor_application_id, func.count())
        .join(shortlists, shortlists.c.id == picks.c.shortlist_id)
        .join(applications, applications.c.id == shortlists.c.application_id)
        .where(
            picks.c.mentor_application_id.in_(mentor_ids),
            applications.c.stage == ApplicationStage.ELIGIBLE,
        )
        .group_by(picks.c.mentor_application_id)
    )
    found: Counter[ApplicationId] = Counter()
    for mentor_id, count in (await work.session.execute(query)).all():
        found[mentor_id] = count
    return found


async def open_with(
    work: Work, mentor_application_id: ApplicationId
) -> Sequence[tuple[Shortlist, Pick]]:
    """The shortlists that may still be changed and that a mentor is on."""
    query = (
        select(Shortlist, Pick)
        .join(picks, picks.c.shortlist_id == shortlists.c.id)
        .where(
            picks.c.mentor_application_id == mentor_application_id,
            shortlists.c.closed_at.is_(None),
        )
        .order_by(shortlists.c.id)
    )
    return [(shortlist, pick) for shortlist, pick in (await work.session.execute(query)).all()]


async def take_off(work: Work, pick: Pick) -> None:
    """A mentor is on a shortlist no more."""
    await work.session.delete(pick)
    await work.flush()


def _on_theirs(person: int) -> ColumnElement[bool]:
    theirs = select(shortlists.c.id).where(shortlists.c.person_id == person)
    return picks.c.shortlist_id.in_(theirs)


SHORTLIST = Kind(
    thing=Shortlist,
    table=shortlists,
    find=of_one(Shortlist),
    reach=reach(shortlists, "person_id"),
    belongs=(
        Belonging(
            title="When you could choose from all mentors",
            columns=("scheme", "opened_at", "closes_on", "closed_at"),
            whose=owned_by(shortlists.c.person_id),
        ),
    ),
    erased=(Stays(why="ids and days, to be counted"),),
    retention=Retention.STAYS,
)
PICK = Declared(
    table=picks,
    belongs=(
        Belonging(
            title="Mentors you chose",
            columns=("mentor_id", "rank", "picked_at"),
            whose=_on_theirs,
            names=("mentor_id",),
        ),
    ),
    erased=(Stays(why="ids and days, to be counted"),),
    retention=Retention.STAYS,
)
