"""The question once a year whether the scheme is known: who is asked, who may answer, and what was answered (R7.3).

A ticket lets one answer in. It goes in the very commit that keeps the answer, and nothing leads from one to the other.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete, func, insert, select, true, update

from scheme.survey.awareness import QUESTIONS, Asking
from storage.engine.encryption import KeyProblem, vault
from storage.erasure import Stays
from storage.kind import Declared, Retention
from storage.many import pages
from storage.tables import asked_addresses, askings, awareness_answers, not_to_ask, tickets
from storage.web.tokens import fresh, hashed
from storage.work import Work

RECIPIENT = re.compile(r"mail:asked:(\d+)")
STOP = "do not ask "  # begins what a link to stop it holds, sealed


async def begin(work: Work, scheme: str, year: int, closes_on: date) -> int:
    """A year's question; returns its id. Of two who begin it at the same moment one meets a `Clash`."""
    made = await work.session.execute(
        insert(askings)
        .values(scheme=scheme, year=year, opened_at=work.now, closes_on=closes_on, asked=0)
        .returning(askings.c.id)
    )
    asking_id: int = made.scalar_one()
    return asking_id


async def ask(work: Work, asking_id: int, addresses: Sequence[str]) -> list[int]:
    """Keep addresses until they have been written to; returns their ids, by chance.

    Left out: those that were asked this year, and those that do not want to be asked.
    """
    wanted = {_hash(address): address for address in addresses}
    for page in pages(wanted):
        for column, where in (
            (not_to_ask.c.address_hash, true()),
            (asked_addresses.c.address_hash, asked_addresses.c.asking_id == asking_id),
        ):
            query = select(column).where(column.in_(page), where)
            for known in (await work.session.scalars(query)).all():
                wanted.pop(known, None)
    rows = [
        {"asking_id": asking_id, "address_hash": mark, "address": address}
        for mark, address in sorted(wanted.items())
    ]
    if not rows:
        return []
    made = await work.session.scalars(insert(asked_addresses).returning(asked_addresses.c.id), rows)
    ids = list(made.all())
    await work.session.execute(
        update(askings).where(askings.c.id == asking_id).values(asked=askings.c.asked + len(ids))
    )
    return sorted(ids)


async def address_of(work: Work, asked_id: int) -> tuple[str, str] | None:
    """The address that is still to be written to, and its scheme; None once that is done, or the question is closed."""
    query = (
        select(asked_addresses.c.address, askings.c.scheme)
        .join(askings, askings.c.id == asked_addresses.c.asking_id)
        .where(
            asked_addresses.c.id == asked_id,
            asked_addresses.c.address.is_not(None),
            askings.c.closed_at.is_(None),
        )
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        return None
    return found.address, found.scheme


async def let_go(work: Work, recipient: str) -> None:
    """The mail to a recipient has gone: the address it went to is dropped. Of other recipients nothing is done."""
    if found := RECIPIENT.fullmatch(recipient):
        dropped = update(asked_addresses).where(asked_addresses.c.id == int(found[1]))
        await work.session.execute(dropped.values(address=None))


async def ticket(work: Work, asked_id: int) -> str:
    """A token that lets one answer in, for the mail to an address; nothing that is kept says to which it went."""
    query = select(asked_addresses.c.asking_id).where(asked_addresses.c.id == asked_id)
    asking_id = (await work.session.execute(query)).scalar_one()
    token = fresh()
    await work.session.execute(
        insert(tickets).values(asking_id=asking_id, token_hash=hashed(token))
    )
    return token


async def share(work: Work, asking_id: int) -> str:
    """A token that many may answer by, for somebody to pass on; an earlier one does nothing any more."""
    token = fresh()
    await work.session.execute(
        update(askings).where(askings.c.id == asking_id).values(shared_hash=hashed(token))
    )
    return token


async def by_token(work: Work, token: str) -> int | None:
    """The question that a ticket lets one answer; None where it was used, is closed, or never was."""
    query = select(tickets.c.asking_id).where(tickets.c.token_hash == hashed(token))
    return (await work.session.execute(query)).scalar_one_or_none()


async def by_shared(work: Work, token: str) -> int | None:
    """The question that a link which was passed on lets one answer."""
    query = select(askings.c.id).where(
        askings.c.shared_hash == hashed(token), askings.c.closed_at.is_(None)
    )
    return (await work.session.execute(query)).scalar_one_or_none()


async def answer(work: Work, token: str, answers: Mapping[str, str]) -> bool:
    """Keep an answer for a ticket, which goes with it; whether there was one. Of two at once the first alone counts."""
    gone = (
        delete(tickets).where(tickets.c.token_hash == hashed(token)).returning(tickets.c.asking_id)
    )
    asking_id = (await work.session.execute(gone)).scalar_one_or_none()
    if asking_id is None:
        return False
    await keep(work, asking_id, answers, shared=False)
    return True


async def keep(work: Work, asking_id: int, answers: Mapping[str, str], *, shared: bool) -> None:
    """Keep an answer: what was said, and nothing of who, when or where."""
    said = {key: answers[key] for key in QUESTIONS}
    await work.session.execute(
        insert(awareness_answers).values(asking_id=asking_id, shared=shared, **said)
    )


async def latest(work: Work, scheme: str) -> Asking | None:
    """The last question of a scheme; None where there was none."""
    query = select(askings).where(askings.c.scheme == scheme).order_by(askings.c.year.desc())
    row = (await work.session.execute(query.limit(1))).first()
    if row is None:
        return None
    return await _asking(work, row)


async def by_id(work: Work, asking_id: int) -> Asking | None:
    """A question by id."""
    row = (await work.session.execute(select(askings).where(askings.c.id == asking_id))).first()
    if row is None or row.scheme not in work.definitions:
        return None
    return await _asking(work, row)


async def _asking(work: Work, row: object) -> Asking:
    columns = row._mapping  # type: ignore[attr-defined]
    asking_id = columns["id"]
    said = (awareness_answers.c.heard, awareness_answers.c.knows, awareness_answers.c.speaks)
    query = (
        select(*said, awareness_answers.c.shared, func.count())
        .where(awareness_answers.c.asking_id == asking_id)
        .group_by(*said, awareness_answers.c.shared)
    )
    tallies: dict[str, Counter[str]] = {key: Counter() for key in QUESTIONS}
    answered = 0
    shared = 0
    for heard, knows, speaks, is_shared, number in (await work.session.execute(query)).all():
        for key, given in zip(QUESTIONS, (heard, knows, speaks), strict=True):
            tallies[key][given] += number
        answered += number
        shared += number * is_shared
    waits = select(func.count()).where(
        asked_addresses.c.asking_id == asking_id, asked_addresses.c.address.is_not(None)
    )
    return Asking(
        id=asking_id,
        scheme=columns["scheme"],
        year=columns["year"],
        closes_on=columns["closes_on"],
        is_closed=columns["closed_at"] is not None,
        asked=columns["asked"],
        waiting=(await work.session.execute(waits)).scalar_one(),
        answered=answered,
        shared=shared,
        tallies=tallies,
    )


async def close(work: Work, asking_id: int) -> None:
    """Nobody can answer any more; addresses, what stood for them, and tickets go. How many there were stays."""
    await work.session.execute(delete(tickets).where(tickets.c.asking_id == asking_id))
    await work.session.execute(
        delete(asked_addresses).where(asked_addresses.c.asking_id == asking_id)
    )
    await work.session.execute(
        update(askings)
        .where(askings.c.id == asking_id, askings.c.closed_at.is_(None))
        .values(closed_at=work.now, shared_hash=None)
    )


async def close_late(work: Work, today: date) -> None:
    """Close the questions whose last day has gone by."""
    late = select(askings.c.id).where(askings.c.closed_at.is_(None), askings.c.closes_on < today)
    for asking_id in (await work.session.scalars(late)).all():
        await close(work, asking_id)


async def stopping(work: Work, asked_id: int) -> str:
    """What a link holds by which whoever reads mail at an address is never asked again: sealed, and kept nowhere."""
    query = select(asked_addresses.c.address_hash).where(asked_addresses.c.id == asked_id)
    return vault.seal(f"{STOP}{(await work.session.execute(query)).scalar_one()}")


def stops(token: str) -> str:
    """What stands for the address that a link is to stop; "" for what is no such link."""
    try:
        said = vault.unseal(token)
    except (KeyProblem, ValueError):
        return ""
    if not said.startswith(STOP):
        return ""
    return said.removeprefix(STOP)


async def stop(work: Work, address_hash: str) -> None:
    """Never ask at an address again. One that is still to be written to this year is let go."""
    known = select(not_to_ask).where(not_to_ask.c.address_hash == address_hash)
    if (await work.session.execute(known)).first() is None:
        await work.session.execute(insert(not_to_ask).values(address_hash=address_hash))
    await work.session.execute(
        update(asked_addresses)
        .where(asked_addresses.c.address_hash == address_hash)
        .values(address=None)
    )


def stands_for(address: str) -> str:
    """What stands for an address among those that are never written to; nobody can read it."""
    return _hash(address)


async def is_stopped(work: Work, address: str) -> bool:
    """Whether whoever reads mail at an address does not want to be written to."""
    return address in await stopped_among(work, [address])


async def stopped_among(work: Work, addresses: Sequence[str]) -> set[str]:
    """Those of some addresses at which nobody wants to be written to."""
    marks = {_hash(address): address for address in addresses}
    found: set[str] = set()
    for page in pages(marks):
        query = select(not_to_ask.c.address_hash).where(not_to_ask.c.address_hash.in_(page))
        found |= {marks[mark] for mark in (await work.session.scalars(query)).all()}
    return found


def _hash(address: str) -> str:
    return hashed(f"{STOP}{address}")


NOBODYS = (
    "who was asked and what was answered, parted from each other and from everybody known here"
)
ASKINGS = Declared(
    table=askings,
    apart="how many were asked each year, and until when",
    erased=(Stays(why="counts of the scheme"),),
    retention=Retention.STAYS,
)
ASKED = Declared(
    table=asked_addresses,
    apart="addresses of a list, until they were written to; what stands for them is gone once the question closes",
    erased=(
        Stays(why="addresses of a list, each gone once its mail has gone", columns=("address",)),
    ),
    retention=Retention.PASSES,
)
TICKETS = Declared(
    table=tickets,
    apart=NOBODYS,
    erased=(Stays(why="nothing leads to anybody"),),
    retention=Retention.PASSES,
)
ANSWERS = Declared(
    table=awareness_answers,
    apart=NOBODYS,
    erased=(Stays(why="nothing leads to anybody"),),
    retention=Retention.STAYS,
)
NOT_TO_ASK = Declared(
    table=not_to_ask,
    apart="what stands for addresses that do not want to be asked; nobody can read them",
    erased=(Stays(why="a hash that nobody can read, so that they are never asked again"),),
    retention=Retention.STAYS,
)
