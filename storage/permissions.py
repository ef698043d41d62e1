"""What line managers say to applications: how it stands now, and what was asked before (R2.7)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from scheme.application.application import Application
from scheme.application.permission import Permission
from scheme.ids import ApplicationId
from storage.erasure import Emptied
from storage.kind import (
    Asked,
    Belonging,
    Found,
    Kind,
    Retention,
    about_application,
    locks_rows,
    owned_by,
    reach,
    row,
)
from storage.many import pages, read
from storage.tables import permissions
from storage.work import Work


async def by_id(work: Work, permission_id: int) -> Permission | None:
    """One asking; None where there is none."""
    return await work.session.get(Permission, permission_id)


async def all_on(work: Work, application_id: ApplicationId) -> Sequence[Permission]:
    """Every asking about an application, latest first."""
    query = (
        select(Permission)
        .where(permissions.c.application_id == application_id)
        .order_by(permissions.c.asked_at.desc(), permissions.c.id.desc())
    )
    return (await work.session.scalars(query)).all()


async def latest(work: Work, application_id: ApplicationId) -> Permission | None:
    """How it stands with whoever was asked last; None where nobody was."""
    return (await latest_each(work, [application_id])).get(application_id)


async def latest_each(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[int, Permission]:
    """The same for each of some applications, in as many statements as for one."""
    found: dict[int, Permission] = {}
    for page in pages(application_ids):
        query = (
            select(Permission)
            .where(permissions.c.application_id.in_(page))
            .order_by(permissions.c.asked_at, permissions.c.id)
        )
        found |= {asked.application_id: asked for asked in await read(work, query)}
    return found


async def _find(work: Work, asked: Asked) -> Found:
    permission = await row(work, Permission, asked.id)
    application = await row(work, Application, permission.application_id, lock=True)
    if locks_rows(work):  # it may have changed while the application was waited for
        await work.session.refresh(permission)
    parties = frozenset({permission.person_id})
    matter = await about_application(work, application, asked, parties)
    return Found(permission.scheme, matter, (permission, application))


PERMISSION = Kind(
    thing=Permission,
    table=permissions,
    find=_find,
    reach=reach(permissions, "person_id"),
    belongs=(
        Belonging(
            title="What your line manager was asked, and said",
            columns=(
                *("scheme", "application_id", "name", "address", "asked_at", "state"),
                *("question", "answer", "words", "said_at"),
            ),
            whose=owned_by(permissions.c.person_id),
        ),
    ),
    erased=(
        Emptied(
            whose=owned_by(permissions.c.person_id),
            columns={"name": "", "address": "", "question": None, "answer": None, "words": None},
            told="Who was asked for permission, and what they said",
        ),
    ),
    retention=Retention.WORDS_GO,
)
