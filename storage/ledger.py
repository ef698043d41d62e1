"""What the bot keeps of its own doings: inbound ids with their replies, the audit log, small notes."""

from datetime import datetime

from sqlalchemy import ColumnElement, Label, and_, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheme.ids import PersonId
from scheme.pace import Pace
from scheme.subject import Subject
from storage.erasure import Stays
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.tables import audit, inbound, notes
from storage.work import Clash, Work

KEY_CHECK = (
    "key.check"  # the note, sealed at the first start, by which a wrong key is told at the next
)
PROBE = "probe"
PAGES = "." * 10_000  # what is small would find room in a page that is there already
# Built once: every action runs these, and to build a statement takes longer than to run it.
TAKE_ON_SQLITE = sqlite.insert(inbound).on_conflict_do_nothing().returning(inbound.c.id)
TAKE_ON_POSTGRESQL = postgresql.insert(inbound).on_conflict_do_nothing().returning(inbound.c.id)
RECORD = insert(audit)


def _nth_latest(name: str) -> Label[datetime]:
    mine = (
        audit.c.person_id == bindparam("person"),
        audit.c.action == bindparam("step"),
        audit.c.behalf.is_(None),
    )
    then = (audit.c.outcome == bindparam("outcome"), audit.c.at <= bindparam("now"))
    latest = select(audit.c.at).where(*mine, *then).order_by(audit.c.at.desc())
    return latest.limit(1).offset(bindparam(name)).scalar_subquery().label(name)


OFTEN = select(_nth_latest("by_hour"), _nth_latest("by_day"))


async def earlier_reply(work: Work, inbound_id: str, person_id: PersonId) -> str | None:
    """The reply that was given when this inbound id came before, "" when none was kept; None when the id is new.

    A new id is taken at once, in this transaction: when the same comes in twice at the same moment, the second waits
    until the first has its reply. Raises `Clash` when the id is somebody else's.
    """
    row = {"id": inbound_id, "person_id": person_id, "at": work.now, "reply": ""}
    taken = await work.session.execute(
        TAKE_ON_SQLITE if work.database.is_sqlite else TAKE_ON_POSTGRESQL, row
    )
    if taken.first() is not None:
        return None
    query = select(inbound.c.reply).where(
        inbound.c.id == inbound_id, inbound.c.person_id == person_id
    )
    earlier: str | None = (await work.session.scalars(query)).first()
    if earlier is None:
        raise Clash
    return earlier


async def remember_inbound(work: Work, inbound_id: str, person_id: PersonId, reply: str) -> None:
    """Keep the reply to an inbound id, encrypted. Raises `Clash` when the id is somebody else's."""
    own = (inbound.c.id == inbound_id, inbound.c.person_id == person_id)
    kept = await work.session.execute(
        update(inbound).where(*own).values(reply=reply).returning(inbound.c.id)
    )
    if kept.first() is None:
        raise Clash


async def let_go(work: Work, inbound_id: str) -> None:
    """Forget that an inbound id came: nothing was done for it, so that a repeat may be looked at afresh."""
    await work.session.execute(delete(inbound).where(inbound.c.id == inbound_id))


async def forget_inbound(work: Work, before: datetime) -> None:
    """Drop replies older than a moment: no platform repeats that late."""
    await work.session.execute(delete(inbound).where(inbound.c.at < before))


async def record(
    work: Work,
    scheme: str,
    person_id: PersonId | None,
    action: str,
    subject: Subject,
    outcome: str,
    *,
    behalf: PersonId | None = None,
) -> None:
    """Write to the audit log: who did what to which matter, and whether it was allowed. Never any text (R11.2).

    `behalf`: the person for whom it was done, who had phoned (R13.2).
    """
    row = {
        "person_id": person_id,
        "behalf": behalf,
        "action": action,
        "subject": subject,
        "outcome": outcome,
    }
    await work.session.execute(RECORD, {"at": work.now, "scheme": scheme, **row})


async def free_at(
    work: Work, pace: Pace, person_id: PersonId, action: str, outcome: str = "done"
) -> datetime | None:
    """When a person may take a step again that they have taken too often; None when they may now (R13.6).

    What an administrator did for somebody who phoned counts for neither. One statement, which walks an index.
    """
    row = {"person": person_id, "step": action, "outcome": outcome, "now": work.now}
    offsets = {"by_hour": pace.hour - 1, "by_day": pace.day - 1}
    by_hour, by_day = (await work.session.execute(OFTEN, {**row, **offsets})).one()
    return pace.free_at(by_hour, by_day, work.now)


async def note(work: Work, key: str) -> str | None:
    """A small thing the bot keeps about itself."""
    return (await work.session.scalars(select(notes.c.value).where(notes.c.key == key))).first()


async def set_note(work: Work, key: str, value: str) -> None:
    """Keep a small thing."""
    dialect = sqlite.insert if work.database.is_sqlite else postgresql.insert
    row = dialect(notes).values(key=key, value=value)
    await work.session.execute(
        row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value})
    )


async def swap_note(work: Work, key: str, old: str | None, new: str) -> bool:
    """Keep a small thing where nobody else has changed it since it was `old`; whether it was kept."""
    if old is None:
        dialect = sqlite.insert if work.database.is_sqlite else postgresql.insert
        first = (
            dialect(notes)
            .values(key=key, value=new)
            .on_conflict_do_nothing()
            .returning(notes.c.key)
        )
        return (await work.session.execute(first)).first() is not None
    same = (notes.c.key == key, notes.c.value == old)
    kept = await work.session.execute(
        update(notes).where(*same).values(value=new).returning(notes.c.key)
    )
    return kept.first() is not None


async def drop_note(work: Work, key: str) -> None:
    """Keep it no more."""
    await work.session.execute(delete(notes).where(notes.c.key == key))


async def probe(work: Work) -> None:
    """See that something can be kept: a note of a few pages is written, and taken away again."""
    await set_note(work, PROBE, PAGES)
    await work.session.execute(delete(notes).where(notes.c.key == PROBE))


def _done_for_them(person: int) -> ColumnElement[bool]:
    # What was refused would tell that somebody stands aside.
    return and_(audit.c.behalf == person, audit.c.outcome == "done")


_LINE = ("at", "scheme", "action", "subject", "outcome")

AUDIT = Declared(
    table=audit,
    belongs=(
        Belonging(title="What you did", columns=_LINE, whose=owned_by(audit.c.person_id)),
        Belonging(title="What was done for you by phone", columns=_LINE, whose=_done_for_them),
    ),
    erased=(
        Stays(
            why="ids and names of steps; the database refuses to change it",
            told="The log of who did what, by a number and without your name",
        ),
    ),
    retention=Retention.STAYS,
)
