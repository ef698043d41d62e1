"""Sessions: in which browsers somebody is signed in. A browser has the token; here stands its hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from scheme.ids import PersonId
from storage.erasure import Goes, Hold
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.tables import sessions
from storage.web.tokens import fresh, hashed
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Session:
    """A browser in which somebody is signed in. `browser`: roughly which, "Firefox on Windows"."""

    id: int
    person_id: PersonId
    browser: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime


COLUMNS = (
    sessions.c.id,
    sessions.c.person_id,
    sessions.c.browser,
    sessions.c.made_at,
    sessions.c.seen_at,
    sessions.c.expires_at,
)
# Built once: every page asks this.
_BY_TOKEN = select(*COLUMNS)


async def begin(
    work: Work, person_id: PersonId, browser: str, *, now: datetime, until: datetime
) -> str:
    """Sign somebody in; returns the token, of which only the browser knows."""
    token = fresh()
    await work.session.execute(
        insert(sessions).values(
            token_hash=hashed(token),
            person_id=person_id,
            browser=browser,
            made_at=now,
            seen_at=now,
            expires_at=until,
        )
    )
    return token


async def of_token(work: Work, token: str) -> Session | None:
    """The session of a browser, also one whose time is over; None for one that was ended or never was."""
    row = (
        await work.session.execute(_BY_TOKEN.where(sessions.c.token_hash == hashed(token)))
    ).first()
    if row is None:
        return None
    return Session(**row._mapping)


async def of_person(work: Work, person_id: PersonId) -> Sequence[Session]:
    """Where somebody is signed in, the latest first; also where its time was over within the last day."""
    query = select(*COLUMNS).where(sessions.c.person_id == person_id)
    rows = await work.session.execute(query.order_by(sessions.c.seen_at.desc(), sessions.c.id))
    return [Session(**row._mapping) for row in rows.all()]


async def note_seen(work: Work, session_id: int, *, now: datetime) -> None:
    """It was used."""
    await work.session.execute(
        update(sessions).where(sessions.c.id == session_id).values(seen_at=now)
    )


async def end(work: Work, token: str) -> None:
    """The browser with this token is signed out."""
    await work.session.execute(delete(sessions).where(sessions.c.token_hash == hashed(token)))


async def end_of(work: Work, person_id: PersonId, session_id: int | None = None) -> int:
    """Sign somebody out of one browser, or of all; returns of how many."""
    theirs = delete(sessions).where(sessions.c.person_id == person_id)
    if session_id is not None:
        theirs = theirs.where(sessions.c.id == session_id)
    return len((await work.session.execute(theirs.returning(sessions.c.id))).all())


async def end_all(work: Work) -> int:
    """Sign everybody out everywhere; returns of how many browsers."""
    return len((await work.session.execute(delete(sessions).returning(sessions.c.id))).all())


async def forget(work: Work, before: datetime) -> None:
    """Drop the sessions whose time was over before a moment."""
    await work.session.execute(delete(sessions).where(sessions.c.expires_at < before))


SESSION = Declared(
    table=sessions,
    belongs=(
        Belonging(
            title="Where you are signed in on the web",
            columns=("browser", "made_at", "seen_at", "expires_at"),
            whose=owned_by(sessions.c.person_id),
        ),
    ),
    erased=(
        Goes(whose=owned_by(sessions.c.person_id), told="Where you are signed in", held=Hold.OWN),
    ),
    retention=Retention.PASSES,
)
