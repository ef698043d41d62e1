"""The outbox: what is to be told, posted in the step's own transaction, claimed and delivered afterwards.

A row with a key is kept up: the latest wording wins, and what was delivered is updated in place. Nothing confidential
is ever in it (R11.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Subquery,
    Update,
    case,
    event,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.letters import AFTERWARDS, AT_ONCE, COPIES, MADE, PERSONS
from storage.many import pages, rows
from storage.tables import outbox
from storage.work import Work

LEASE = timedelta(seconds=60)
FARTHEST = timedelta(
    days=2
)  # that a platform's wait can be; what is further off was written by a clock that ran ahead
KEPT = timedelta(days=60)  # older news is no news any more, where somebody can be reached again
COUNTED = 10_000  # rows, at most: nobody asks how many more, and it is looked every few seconds
OPEN = timedelta(days=90)  # what is still open was spoken of since


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One claimed row: deliver `body` to `recipient`, in place of what is at `address` when there is one."""

    id: int
    recipient: str
    body: str
    wanted: int  # how often it was posted, so that a later wording is not taken for sent
    notify: bool  # it is news for its reader, and not only kept up
    posted_at: datetime
    attempts: int  # this one included
    address: str | None  # where it is on the platform; None: nowhere yet
    leased_until: datetime  # nobody else takes it before
    key: str | None = None  # of what is kept up; None: told once

    @property
    def drawn(self) -> tuple[str, str] | None:
        """Name and note of what is to be made at delivery; None for a message that is all there."""
        if not self.body.startswith(MADE):
            return None
        return drawn(self.body)


def drawn(body: str) -> tuple[str, str]:
    """Name and note in the body of what is to be made at delivery."""
    name, _, note = body.removeprefix(MADE).partition("\n")
    return name, note


async def post(
    work: Work, recipient: str, body: str, *, key: str | None = None, notify: bool = True
) -> None:
    """Have `body` delivered once this work commits. With a `key`, it replaces what was posted under it before."""
    work.letters.add(recipient, body, key, notify=notify)


async def post_drawn(
    work: Work, recipient: str, name: str, *, key: str, note: str = "", notify: bool = False
) -> None:
    """Have something delivered that is only made then, as things stand at that moment: the Group's list, a card in it.

    `name` says what ("list", or "application:17"); a `note` is handed on to whoever makes it. However often it is
    wanted meanwhile, it is made once.
    """
    work.letters.add(recipient, f"{MADE}{name}\n{note}", key, notify=notify)


async def is_posted(work: Work, recipient: str, key: str) -> bool:
    """Whether a recipient has a message with a key, or will once it is delivered."""
    return recipient in (await holders_of_each(work, [key]))[key]


@dataclass(frozen=True, kw_only=True)
class KeptLetter:
    """How something with a key reads, and whether that waits to be delivered."""

    body: str
    waits: bool


async def wording(work: Work, recipient: str, key: str) -> KeptLetter | None:
    """What a recipient has under a key; None where it is nothing."""
    query = select(outbox.c.body, outbox.c.sent < outbox.c.wanted).where(
        outbox.c.recipient == recipient, outbox.c.key == key
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        return None
    return KeptLetter(body=found[0], waits=found[1])


async def crowded(work: Work, recipient: str, key: str, most: int, since: datetime) -> bool:
    """Whether a letter under a new key would be one too many: `most` others, all posted since a moment, came last."""
    count, first = await _latest(work, recipient, most)
    is_crowd = count == most and first is not None and first > since
    return is_crowd and not await is_posted(work, recipient, key)


async def look_ahead(work: Work, recipient: str, most: int, keys: Sequence[str]) -> None:
    """Ask in one statement what `crowded` and `holders_of_each` are going to be asked."""
    asked = await _asked(work)
    count, first = 0, None
    found: dict[str, set[str]] = {key: set() for key in keys}
    have = select(outbox.c.key, outbox.c.recipient, literal(0), outbox.c.posted_at)
    latest = _of_latest(recipient, most)
    both = union_all(
        have.where(outbox.c.key.in_(keys)),
        select(literal(""), literal(""), latest.c.count, latest.c.first),
    )
    for key, holder, number, moment in (await work.session.execute(both)).all():
        if key:
            found[key].add(holder)
        else:
            count, first = number, moment
    asked |= {key: frozenset(who) for key, who in found.items()}
    await _latest(work, recipient, most, known=(count, first))


Latest = tuple[int, datetime | None]


async def _latest(work: Work, recipient: str, most: int, known: Latest | None = None) -> Latest:
    """How many came last, `most` at most, and when the first of them was posted."""

    async def ask() -> Latest:
        if known is not None:
            return known
        count, first = (await work.session.execute(select(_of_latest(recipient, most)))).one()
        return count, first

    return await work.once(("latest", recipient, most), ask, of=(outbox,))


def _of_latest(recipient: str, most: int) -> Subquery:
    last = (
        select(outbox.c.posted_at)
        .where(outbox.c.recipient == recipient)
        .order_by(outbox.c.id.desc())
        .limit(most)
    )
    latest = last.subquery()
    return (
        select(func.count().label("count"), func.min(latest.c.posted_at).label("first"))
        .select_from(latest)
        .subquery()
    )


async def claim(session: AsyncSession, now: datetime, most: int = 50) -> Sequence[Letter]:
    """Lease up to `most` rows that wait to be sent; another replica gets others. A lease ends by itself."""
    waiting = (
        outbox.c.sent < outbox.c.wanted,
        outbox.c.set_aside.is_(None),
        outbox.c.try_at <= now,
        ~_leased_at(now),
    )
    first = select(outbox.c.id).where(*waiting).order_by(outbox.c.try_at, outbox.c.id).limit(most)
    lease = (
        update(outbox)
        .where(outbox.c.id.in_(first.with_for_update(skip_locked=True).scalar_subquery()))
        .values(leased_until=now + LEASE, attempts=outbox.c.attempts + 1)
        .returning(outbox)
    )
    rows = (await session.execute(lease)).all()
    return [
        Letter(
            id=r.id,
            recipient=r.recipient,
            body=r.body,
            wanted=r.wanted,
            notify=r.notify,
            posted_at=r.posted_at,
            attempts=r.attempts,
            address=r.address,
            leased_until=r.leased_until,
            key=r.key,
        )
        for r in sorted(rows, key=lambda r: (r.posted_at, r.id))
    ]


async def sent(session: AsyncSession, letter: Letter, address: str) -> bool:
    """It was delivered, and stands at `address`. A later wording posted meanwhile still waits.

    Where the lease ran out and another replica has delivered this wording or a later one, that stands; then False.
    """
    noted = await session.execute(
        update(outbox)
        .where(outbox.c.id == letter.id, outbox.c.sent < letter.wanted)
        .values(sent=letter.wanted, address=address, leased_until=None, attempts=0)
        .returning(outbox.c.id)
    )
    return noted.first() is not None


async def put_off(
    session: AsyncSession, letter: Letter, until: datetime, *, tried: bool = True
) -> None:
    """It could not be delivered now; try again at `until`, or with the wording posted meanwhile at once.

    What was not `tried`, because the platform would not have taken it, counts as no attempt.
    """
    later = case((_unchanged(letter), literal(until, outbox.c.try_at.type)), else_=outbox.c.try_at)
    attempts = outbox.c.attempts if tried else outbox.c.attempts - 1
    await session.execute(
        _leased(letter).values(try_at=later, leased_until=None, attempts=attempts)
    )


async def set_aside(session: AsyncSession, letter: Letter, why: str) -> None:
    """It can never be delivered as it is; kept for somebody to look at. A wording posted meanwhile is tried."""
    reason = case((_unchanged(letter), why[:300]), else_=None)
    await session.execute(_leased(letter).values(set_aside=reason, leased_until=None))


async def came_back(work: Work, letter: int, wanted: int) -> str | None:
    """A letter that was sent did not arrive after all: it is set aside; returns its recipient.

    None where it is not known, or is no longer in the wording that came back: so that a report counts once.
    """
    back = update(outbox).where(
        outbox.c.id == letter, outbox.c.wanted == wanted, outbox.c.sent == wanted
    )
    aside = back.values(sent=wanted - 1, set_aside="came back", leased_until=None)
    return (await work.session.scalars(aside.returning(outbox.c.recipient))).first()


async def send_anew(work: Work, letter: int) -> None:
    """A letter that was set aside is sent at once, as another than the one that came back."""
    await work.session.execute(
        update(outbox)
        .where(outbox.c.id == letter)
        .values(wanted=outbox.c.wanted + 1, set_aside=None, attempts=0, try_at=_first_try())
    )
    _ring(work)


async def give_back(session: AsyncSession, letters: Sequence[Letter]) -> None:
    """They were claimed and not tried: they wait again, for whoever comes next."""
    for letter in letters:
        await session.execute(
            _leased(letter).values(leased_until=None, attempts=outbox.c.attempts - 1)
        )


async def take_up(work: Work, recipient: str) -> None:
    """Somebody can be reached again: what was set aside or put off for them is tried at once (R5.7).

    What has no key and is older than `KEPT` stays where it is.
    """
    await work.session.execute(
        update(outbox)
        .where(
            outbox.c.recipient == recipient,
            outbox.c.sent < outbox.c.wanted,
            _is_news(work),
            ~_on_its_way(),
        )
        .values(set_aside=None, attempts=0, try_at=_first_try())
    )
    _ring(work)


async def post_again(work: Work, recipient: str, *, in_place: bool = False) -> None:
    """A recipient is somewhere else now: whatever has a key and was posted since `OPEN` is delivered there anew.

    `in_place`: they are where they were, so that it is brought up to date where it stands, and posted where it is gone.
    """
    address: dict[str, None] = {}
    if not in_place:
        address = {"address": None}
    await work.session.execute(
        update(outbox)
        .where(
            outbox.c.recipient == recipient,
            outbox.c.key.is_not(None),
            outbox.c.posted_at > work.now - OPEN,
        )
        .values(
            **address,
            wanted=outbox.c.wanted + 1,
            notify=outbox.c.notify & (outbox.c.sent < outbox.c.wanted),
            set_aside=None,
            attempts=case((_on_its_way(), outbox.c.attempts), else_=0),
            try_at=_first_try(),
        )
    )
    _ring(work)


async def anything(session: AsyncSession, now: datetime) -> bool:
    """Whether something is to be sent now, or was claimed by somebody who may have died."""
    return await _is_any(session, outbox.c.try_at <= now)


async def too_far_off(session: AsyncSession, now: datetime) -> bool:
    """Whether something waits for longer than a platform can have asked for."""
    return await _is_any(session, outbox.c.try_at > now + FARTHEST)


async def _is_any(session: AsyncSession, when: ColumnElement[bool]) -> bool:
    first = (
        select(outbox.c.id)
        .where(outbox.c.sent < outbox.c.wanted, outbox.c.set_aside.is_(None), when)
        .limit(1)
    )
    return (await session.execute(first)).first() is not None


async def free(work: Work) -> None:
    """Whoever delivered before does so no more: what they had claimed waits again."""
    held = (
        outbox.c.sent < outbox.c.wanted,
        outbox.c.set_aside.is_(None),
        outbox.c.leased_until.is_not(None),
    )
    await work.session.execute(update(outbox).where(*held).values(leased_until=None))


async def clock_went_back(work: Work) -> None:
    """What was put off by a clock that ran ahead is tried at once: too early, at worst."""
    now = datetime.now(UTC)
    await work.session.execute(
        update(outbox)
        .where(outbox.c.sent < outbox.c.wanted, outbox.c.try_at > now)
        .values(try_at=_first_try())
    )
    _ring(work)


def _first_try() -> ColumnElement[datetime]:
    """`letters.first_try`, for rows that are there."""
    is_for_one = outbox.c.recipient.startswith(PERSONS) & ~func.coalesce(
        outbox.c.key, ""
    ).startswith(COPIES)
    return case(
        (is_for_one, literal(AT_ONCE, outbox.c.try_at.type)),
        else_=literal(AFTERWARDS, outbox.c.try_at.type),
    )


def _is_news(work: Work) -> ColumnElement[bool]:
    return outbox.c.key.is_not(None) | (outbox.c.posted_at > work.now - KEPT)


def _on_its_way() -> ColumnElement[bool]:
    return _leased_at(datetime.now(UTC))


def _leased_at(now: datetime) -> ColumnElement[bool]:
    """Whether a lease runs. One that ends later than any can was given by a clock that ran ahead."""
    until = func.coalesce(outbox.c.leased_until, AT_ONCE, type_=outbox.c.leased_until.type)
    return (until >= now) & (until <= now + 2 * LEASE)


def _ring(work: Work) -> None:
    """Wake delivery once this work is committed, as what it posts does."""
    event.listen(
        work.session.sync_session, "after_commit", lambda _: work.database.posted.set(), once=True
    )


def _leased(letter: Letter) -> Update:
    return update(outbox).where(
        outbox.c.id == letter.id, outbox.c.leased_until == letter.leased_until
    )


def _unchanged(letter: Letter) -> ColumnElement[bool]:
    return outbox.c.wanted == letter.wanted


async def waiting(session: AsyncSession) -> tuple[int, int]:
    """How many rows wait to be sent, and how many were set aside; `COUNTED` stands for as many or more."""
    counts = [
        select(func.count())
        .select_from(
            select(outbox.c.id)
            .where(outbox.c.sent < outbox.c.wanted, which)
            .limit(COUNTED)
            .subquery()
        )
        .scalar_subquery()
        for which in (outbox.c.set_aside.is_(None), outbox.c.set_aside.is_not(None))
    ]
    row = (await session.execute(select(*counts))).one()
    return row[0], row[1]


@dataclass(frozen=True, kw_only=True)
class Undelivered:
    """A letter that has not arrived, without its words and its key; `why` it was set aside, None while it is still tried."""

    id: int
    recipient: str
    posted_at: datetime
    attempts: int
    try_at: datetime  # when it is tried next
    why: str | None


async def undelivered(work: Work, most: int) -> tuple[Sequence[Undelivered], int]:
    """What was set aside, then what was tried in vain or put off, `most` of it, the oldest first; and how many there are."""
    late = (
        outbox.c.sent < outbox.c.wanted,
        outbox.c.set_aside.is_not(None) | (outbox.c.attempts > 0),
    )
    count = await work.session.scalar(select(func.count()).select_from(outbox).where(*late))
    own = outbox.c
    why = own.set_aside.label("why")
    columns = (own.id, own.recipient, own.posted_at, own.attempts, own.try_at, why)
    order = (own.set_aside.is_(None), own.posted_at, own.id)
    rows = (
        await work.session.execute(select(*columns).where(*late).order_by(*order).limit(most))
    ).all()
    return [Undelivered(**row._mapping) for row in rows], count or 0


async def retry(work: Work, ids: Sequence[int]) -> Sequence[int]:
    """Try these again at once, whatever was said of them; without any, all that is undelivered, but for what is no news
    any more. Returns which are tried; what is on its way already is left alone.
    """
    which = outbox.c.id.in_(ids) if ids else _is_news(work)
    again = update(outbox).where(outbox.c.sent < outbox.c.wanted, which, ~_on_its_way())
    tried = await work.session.scalars(
        again.values(set_aside=None, attempts=0, try_at=_first_try()).returning(outbox.c.id)
    )
    _ring(work)
    return tried.all()


async def drop(work: Work, ids: Sequence[int]) -> Sequence[int]:
    """Deliver these never, of those that are set aside; returns which. A later wording under their key is delivered."""
    end = update(outbox).where(
        outbox.c.id.in_(ids), outbox.c.set_aside.is_not(None), outbox.c.sent < outbox.c.wanted
    )
    ended = end.values(sent=outbox.c.wanted, set_aside=None, leased_until=None)
    return (await work.session.scalars(ended.returning(outbox.c.id))).all()


async def holders(work: Work, key: str) -> frozenset[str]:
    """Who has a message with a key, or will once it is delivered."""
    return (await holders_of_each(work, [key]))[key]


async def holders_of_each(work: Work, keys: Sequence[str]) -> dict[str, frozenset[str]]:
    """The same for each of some keys, which are asked for once as long as the work changes nothing."""
    asked = await _asked(work)
    wanted = [key for key in dict.fromkeys(keys) if key not in asked]
    found: dict[str, set[str]] = {key: set() for key in wanted}
    for page in pages(wanted):
        query = select(outbox.c.key, outbox.c.recipient).where(outbox.c.key.in_(page))
        for key, recipient in await rows(work, query):
            found[key].add(recipient)
    asked |= {key: frozenset(who) for key, who in found.items()}
    return {key: asked[key] for key in keys}


async def _asked(work: Work) -> dict[str, frozenset[str]]:
    async def nothing() -> dict[str, frozenset[str]]:
        return {}

    return await work.once("holders", nothing, of=(outbox,))
