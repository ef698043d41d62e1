"""Links, and codes of six letters, that do one thing once for whoever got them by mail.

A token is handed out once and kept as its hash; a code as a mark under the keys. Nothing here knows a clock: whoever asks
says what time it is, by the business clock for what a scheme promises, by the real one for signing in.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from secrets import choice
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from storage.engine.encryption import vault
from storage.erasure import Stays
from storage.kind import Declared, Retention
from storage.tables import links
from storage.web.tokens import fresh, hashed
from storage.work import Work

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # none that look alike, and no vowels: no code is a word
CODE_LENGTH = 6
MOST_WRONG = 5  # codes that may be wrong before a link is left to work by itself alone


class Ended(StrEnum):
    """Why a link does nothing any more."""

    USED = "used"
    LATE = "late"
    VOID = "void"


@dataclass(frozen=True, kw_only=True)
class SentLink:
    """A link that was sent: what for ("signin"), about what ("signin:9"), and what became of it."""

    id: int
    purpose: str
    subject: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    voided_at: datetime | None

    def ended(self, now: datetime) -> Ended | None:
        """Why it does nothing any more; None as long as it works."""
        if self.used_at is not None:
            return Ended.USED
        if self.voided_at is not None:
            return Ended.VOID
        if self.expires_at <= now:
            return Ended.LATE
        return None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A link and the code that does the same, as they are sent; neither can be read again."""

    token: str
    code: str


COLUMNS = (
    links.c.id,
    links.c.purpose,
    links.c.subject,
    links.c.made_at,
    links.c.expires_at,
    links.c.used_at,
    links.c.voided_at,
)


async def make(work: Work, purpose: str, subject: str, *, now: datetime, until: datetime) -> str:
    """A new link; returns its token, of 43 characters that stand in an address as they are."""
    return (await _make(work, purpose, subject, now=now, until=until)).token


async def make_with_code(
    work: Work, purpose: str, subject: str, *, address: str, now: datetime, until: datetime
) -> Sent:
    """A new link with a code for whoever reads mail at an address."""
    return await _make(work, purpose, subject, now=now, until=until, address=address)


async def _make(
    work: Work, purpose: str, subject: str, *, now: datetime, until: datetime, address: str = ""
) -> Sent:
    token = fresh()
    code = "".join(choice(LETTERS) for _ in range(CODE_LENGTH)) if address else ""
    token_hash = hashed(token)
    await work.session.execute(
        insert(links).values(
            token_hash=token_hash,
            purpose=purpose,
            subject=subject,
            address_mark=vault.mark(address) if address else None,
            code_mark=_code_mark(token_hash, code) if code else None,
            made_at=now,
            expires_at=until,
        )
    )
    return Sent(token=token, code=code)


async def find(work: Work, purpose: str, token: str) -> SentLink | None:
    """The link of a token, also one that has ended; None for one that never was."""
    query = select(*COLUMNS).where(links.c.token_hash == hashed(token), links.c.purpose == purpose)
    return _link((await work.session.execute(query)).first())


async def by_code(
    work: Work, purpose: str, *, address: str, code: str, now: datetime
) -> SentLink | None:
    """The link whose code this is; None where it is nobody's, has ended, or was tried too often.

    Counts as a try for each link of that address that still works, so the work must be committed in either case.
    """
    theirs = (
        update(links)
        .where(
            links.c.purpose == purpose,
            links.c.address_mark == vault.mark(address),
            links.c.code_mark.is_not(None),
            links.c.used_at.is_(None),
            links.c.voided_at.is_(None),
            links.c.expires_at > now,
            links.c.tries < MOST_WRONG,
        )
        .values(tries=links.c.tries + 1)
        .returning(links.c.token_hash, links.c.code_mark, *COLUMNS)
    )
    wanted = code_of(code)
    found = None
    for row in (await work.session.execute(theirs)).all():
        if hmac.compare_digest(row.code_mark, _code_mark(row.token_hash, wanted)):
            found = SentLink(**{name: row._mapping[name] for name in SentLink.__dataclass_fields__})
    return found


async def use(work: Work, link: SentLink, *, now: datetime) -> bool:
    """Whether it works, which it does once: of two who use it at the same moment, for the first alone.

    Others about the same end with it.
    """
    taken = (
        update(links)
        .where(
            links.c.id == link.id,
            links.c.used_at.is_(None),
            links.c.voided_at.is_(None),
            links.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(links.c.id)
    )
    if (await work.session.execute(taken)).first() is None:
        return False
    await void(work, link.purpose, link.subject, now=now)
    return True


async def void(work: Work, purpose: str, subject: str, *, now: datetime) -> None:
    """No link about something works any more; what was used stays so."""
    about = (links.c.purpose == purpose, links.c.subject == subject)
    open_ones = (links.c.used_at.is_(None), links.c.voided_at.is_(None))
    await work.session.execute(update(links).where(*about, *open_ones).values(voided_at=now))


async def void_for(work: Work, purpose: str, *, address: str, now: datetime) -> None:
    """No link for whoever reads mail at an address works any more; what was used stays so."""
    theirs = (links.c.purpose == purpose, links.c.address_mark == vault.mark(address))
    open_ones = (links.c.used_at.is_(None), links.c.voided_at.is_(None))
    await work.session.execute(update(links).where(*theirs, *open_ones).values(voided_at=now))


async def void_all(work: Work, purpose: str, *, now: datetime) -> None:
    """No link of a purpose works any more, whoever it was sent to; what was used stays so."""
    open_ones = (links.c.purpose == purpose, links.c.used_at.is_(None), links.c.voided_at.is_(None))
    await work.session.execute(update(links).where(*open_ones).values(voided_at=now))


async def forget(work: Work, before: datetime) -> None:
    """Drop the links that ended before a moment."""
    gone = (links.c.expires_at, links.c.used_at, links.c.voided_at)
    await work.session.execute(delete(links).where(or_(*(at < before for at in gone))))


def code_of(typed: str) -> str:
    """A code as it was made, however somebody typed it: small letters, spaces and hyphens mean nothing."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _code_mark(token_hash: str, code: str) -> str:
    return vault.mark(f"{token_hash} {code}")


def _link(row: Any) -> SentLink | None:
    if row is None:
        return None
    return SentLink(**row._mapping)


LINKS = Declared(
    table=links,
    apart="links that were sent, of which nobody can read to whom; gone a month after they end",
    erased=(Stays(why="hashes and marks that nobody can read; gone a month after they end"),),
    retention=Retention.PASSES,
)
