"""What waits for somebody's mail of the day: letters that stand in their chat already, and are news for nobody's pocket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.erasure import Goes
from storage.kind import Declared, Retention, owned_by
from storage.tables import mail_waits, outbox
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class WaitingLetter:
    """A letter that waits, as it reads now. `id` grows; `letter` is its id in the outbox."""

    id: int
    letter: int
    recipient: str
    body: str


async def add(work: Work, person_id: int, letter: int) -> None:
    """Have a letter told in the next mail of the day; twice is the same as once."""
    dialect = sqlite.insert if work.database.is_sqlite else postgresql.insert
    row = dialect(mail_waits).values(person_id=person_id, letter=letter, at=work.now)
    await work.session.execute(row.on_conflict_do_nothing(index_elements=["person_id", "letter"]))


async def since(work: Work, person_id: int) -> datetime | None:
    """When the first of them began to wait; None where nothing waits."""
    first = select(func.min(mail_waits.c.at)).where(mail_waits.c.person_id == person_id)
    found: datetime | None = await work.session.scalar(first)
    return found


async def of_person(work: Work, person_id: int) -> Sequence[WaitingLetter]:
    """Everything that waits for somebody, the first first."""
    query = (
        select(mail_waits.c.id, mail_waits.c.letter, outbox.c.recipient, outbox.c.body)
        .join(outbox, outbox.c.id == mail_waits.c.letter)
        .where(mail_waits.c.person_id == person_id)
        .order_by(mail_waits.c.id)
    )
    return [WaitingLetter(**row._mapping) for row in (await work.session.execute(query)).all()]


async def told(work: Work, person_id: int, upto: int) -> None:
    """A mail told of all that waited, up to this one."""
    await work.session.execute(
        delete(mail_waits).where(mail_waits.c.person_id == person_id, mail_waits.c.id <= upto)
    )


WAITS = Declared(
    table=mail_waits,
    apart="which messages, that stand in the chat, are told in the next mail of the day",
    erased=(Goes(whose=owned_by(mail_waits.c.person_id)),),
    retention=Retention.PASSES,
)
