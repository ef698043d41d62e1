"""The web channel's own memory: what stands in each chat. Slack and Teams keep theirs themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import ScalarSelect

from scheme.ids import PersonId
from storage.erasure import Goes, Hold, Leaver, Reworked
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.letters import person_in
from storage.many import rows
from storage.tables import chats
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class ChatLine:
    """One entry of a chat: what a person said, or a message of the bot as JSON. `changed` grows with every change."""

    id: int
    said_by: PersonId | None  # id of the person; None: the bot
    said: str | None
    body: str | None  # None where a person said it
    at: datetime
    changed: int
    letter: int | None = (
        None  # id of the row of the outbox that brought it; None: an answer, or what was typed
    )


def _next() -> ScalarSelect[int]:
    return select(func.coalesce(func.max(chats.c.changed), 0) + 1).scalar_subquery()


async def say(
    work: Work, room: str, person_id: PersonId, text: str, at: datetime | None = None
) -> None:
    """Keep what a person typed, encrypted; `at` is when, before whatever came of it."""
    await work.session.execute(
        insert(chats).values(
            room=room, said_by=person_id, said=text, at=at or work.now, changed=_next()
        )
    )


async def show(work: Work, room: str, body: str, at: datetime | None = None) -> None:
    """Add a message of the bot; `at` as for what was typed."""
    await work.session.execute(
        insert(chats).values(room=room, body=body, at=at or work.now, changed=_next())
    )


async def deliver(
    work: Work, room: str, outbox_id: int, body: str, at: datetime, *, again: bool
) -> None:
    """Put a message of the outbox in a chat, or in place of its earlier wording; twice is the same as once.

    `again` moves it to the end of the chat, where it is noticed.
    """
    dialect = sqlite.insert if work.database.is_sqlite else postgresql.insert
    row = dialect(chats).values(room=room, outbox_id=outbox_id, body=body, at=at, changed=_next())
    wording = {"body": row.excluded.body, "changed": _next()} | (
        {"at": row.excluded.at} if again else {}
    )
    await work.session.execute(
        row.on_conflict_do_update(index_elements=["outbox_id"], set_=wording)
    )


async def lines(work: Work, room: str, most: int = 200) -> Sequence[ChatLine]:
    """The latest entries of a chat, oldest first."""
    query = (
        select(chats)
        .where(chats.c.room == room)
        .order_by(chats.c.at.desc(), chats.c.changed.desc())
        .limit(most)
    )
    rows = (await work.session.execute(query)).all()
    return [
        ChatLine(
            id=r.id,
            said_by=r.said_by,
            said=r.said,
            body=r.body,
            at=r.at,
            changed=r.changed,
            letter=r.outbox_id,
        )
        for r in reversed(rows)
    ]


async def latest(work: Work) -> dict[str, int]:
    """The newest change the bot made in each chat: by it one knows where something new stands."""
    query = (
        select(chats.c.room, func.max(chats.c.changed))
        .where(chats.c.body.is_not(None))
        .group_by(chats.c.room)
    )
    return {room: changed for room, changed in (await work.session.execute(query)).all()}


async def replace(work: Work, line_id: int, body: str) -> None:
    """Change the wording of an entry."""
    await work.session.execute(
        update(chats).where(chats.c.id == line_id).values(body=body, changed=_next())
    )


def _in_their_chat(person: int) -> ColumnElement[bool]:
    return or_(chats.c.said_by == person, chats.c.room == f"person:{person}")


async def _lines_that_name_them(work: Work, leaver: Leaver) -> None:
    """The bot's lines in other chats that name them."""
    query = select(chats.c.id, chats.c.room, chats.c.body).where(chats.c.body.is_not(None))
    for line in await rows(work, query):
        reader = person_in(line.room)
        if leaver.is_named_in(line.body, reader):
            await replace(work, line.id, leaver.unnamed(line.body, reader))


CHAT = Declared(
    table=chats,
    belongs=(
        Belonging(
            title="What you typed to the bot on the web",
            columns=("at", "said"),
            whose=owned_by(chats.c.said_by),
        ),
    ),
    erased=(
        Goes(whose=_in_their_chat, told="Your chat with the bot on the web", held=Hold.OWN),
        Reworked(does=_lines_that_name_them, columns=("body",), held=Hold.OWN),
    ),
    retention=Retention.PASSES,
)
