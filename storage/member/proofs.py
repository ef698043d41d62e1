"""Addresses that are to be proved: what was asked for, how often, and whether a code is right (R11.5)."""

from datetime import datetime

from sqlalchemy import delete, select

from scheme.calendar import add_minutes
from scheme.member.proof import MOST_CODES, Proof
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.erasure import Hold, Leaver, Reworked
from storage.kind import Declared, Retention
from storage.tables import proofs
from storage.web import links, tries
from storage.work import Work

PURPOSE = "address"  # of the links that bear the codes
TRIED = "proof"
HOUR = 60  # minutes


async def ask(work: Work, scheme: str, about: Subject, address: str) -> Proof:
    """Keep that somebody is to prove an address. Raises `Refusal` where too many codes were asked for, whoever has it."""
    since = add_minutes(work.now, -HOUR)
    for who in (address, str(about)):
        if await tries.count(work, TRIED, who, since=since) >= MOST_CODES:
            raise Refusal(
                "So many codes were asked for that no more are sent for an hour. The latest is good for twenty minutes."
            )
    for who in (address, str(about)):
        await tries.note(work, TRIED, who, now=work.now)
    return await work.add(Proof(scheme=scheme, about=about, address=address, asked_at=work.now))


async def by_id(work: Work, proof_id: int) -> Proof | None:
    """One that was asked for; None once it is forgotten."""
    return await work.session.get(Proof, proof_id)


async def pending(work: Work, about: Subject) -> Proof | None:
    """The address that was asked about last, as long as a code to it can be good."""
    query = (
        select(Proof)
        .where(proofs.c.about == about, proofs.c.proved_at.is_(None))
        .order_by(proofs.c.asked_at.desc(), proofs.c.id.desc())
        .limit(1)
    )
    found = (await work.session.scalars(query)).first()
    if found is None or found.good_until <= work.now:
        return None
    return found


async def code_for(work: Work, proof: Proof) -> str:
    """A fresh code for whoever reads mail at the address."""
    sent = await links.make_with_code(
        work,
        PURPOSE,
        f"proof:{proof.id}",
        address=proof.address,
        now=work.now,
        until=proof.good_until,
    )
    return sent.code


async def is_right(work: Work, proof: Proof, code: str) -> bool:
    """Whether a code is that of the proof; it is so once. Counts as a try, so the work must be committed in either case."""
    link = await links.by_code(work, PURPOSE, address=proof.address, code=code, now=work.now)
    if link is None or link.subject != f"proof:{proof.id}":
        return False
    return await links.use(work, link, now=work.now)


async def forget(work: Work, before: datetime) -> None:
    """Drop what was asked for before a moment, but for what was proved and is to stay known."""
    await work.session.execute(
        delete(proofs).where(proofs.c.asked_at < before, proofs.c.proved_at.is_(None))
    )


async def proved_about(work: Work, about: Subject) -> frozenset[str]:
    """The addresses that were proved for something."""
    query = select(Proof).where(proofs.c.about == about, proofs.c.proved_at.is_not(None))
    return frozenset(proof.address for proof in (await work.session.scalars(query)).all())


async def drop_about(work: Work, about: Subject) -> None:
    """Drop every address that was asked about for something."""
    await work.session.execute(delete(proofs).where(proofs.c.about == about))


async def _of_their_address(work: Work, leaver: Leaver) -> None:
    """Whatever an address of theirs was to be proved for."""
    for proof in (await work.session.scalars(select(Proof))).all():
        if leaver.is_at(proof.address):
            await work.session.delete(proof)


PROOF = Declared(
    table=proofs,
    apart="addresses that somebody typed to prove them, who may be anybody; gone with their code, or the application",
    erased=(Reworked(does=_of_their_address, columns=("address",), held=Hold.OWN),),
    retention=Retention.PASSES,
)
