"""What a platform's button or window could not hold itself: kept sealed under a random token, for a week."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from scheme.ids import PersonId
from storage.tables import carried
from storage.work import Work


async def keep(
    work: Work, entries: dict[str, str], person_id: PersonId | None = None, *, sooner: timedelta = timedelta()
) -> None:  # fmt: skip
    """Keep bodies by token. `sooner`: how much earlier than other things they are dropped."""
    kept_at = work.now - sooner
    rows = [
        {"token": token, "body": body, "person_id": person_id, "kept_at": kept_at}
        for token, body in entries.items()
    ]
    await work.session.execute(insert(carried), rows)


async def body(work: Work, token: str) -> str | None:
    """What was kept under a token; None when it is gone."""
    return (
        await work.session.scalars(select(carried.c.body).where(carried.c.token == token))
    ).first()


async def forget(work: Work, before: datetime) -> None:
    """Drop what was kept before a moment."""
    await work.session.execute(delete(carried).where(carried.c.kept_at < before))
