"""Who asked for a mail to sign in with. The address is sealed, and gone once the mail would be of no use."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from storage.erasure import Hold, Leaver, Reworked
from storage.kind import Declared, Retention
from storage.tables import sign_ins
from storage.work import Work


async def ask(work: Work, address: str, *, now: datetime) -> int:
    """Keep that a mail is wanted at an address; returns its id, as in "signin:9"."""
    made = insert(sign_ins).values(address=address, asked_at=now).returning(sign_ins.c.id)
    number: int = (await work.session.execute(made)).scalar_one()
    return number


async def asked(work: Work, sign_in_id: int) -> tuple[str, datetime] | None:
    """The address that a mail is wanted at, and since when; None when that is forgotten."""
    query = select(sign_ins.c.address, sign_ins.c.asked_at).where(sign_ins.c.id == sign_in_id)
    row = (await work.session.execute(query)).first()
    if row is None:
        return None
    return row.address, row.asked_at


async def forget(work: Work, before: datetime) -> None:
    """Drop what was asked for before a moment."""
    await work.session.execute(delete(sign_ins).where(sign_ins.c.asked_at < before))


async def _of_their_address(work: Work, leaver: Leaver) -> None:
    """They asked to sign in just now."""
    for row in (await work.session.execute(select(sign_ins.c.id, sign_ins.c.address))).all():
        if leaver.is_at(row.address):
            await work.session.execute(delete(sign_ins).where(sign_ins.c.id == row.id))


SIGN_IN = Declared(
    table=sign_ins,
    apart="addresses that somebody typed to sign in, who may be anybody; gone after half an hour",
    erased=(Reworked(does=_of_their_address, columns=("address",), held=Hold.OWN),),
    retention=Retention.PASSES,
)
