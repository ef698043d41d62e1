"""Letters of somebody who is erased, and those of others that name them (R11.1)."""

from typing import Any

from sqlalchemy import case, delete, select, update

from storage.erasure import Leaver
from storage.letters import AFTERWARDS, MADE, MAILED, person_in
from storage.many import pages, rows
from storage.tables import applications, mail_waits, outbox
from storage.work import Work


async def let_go(work: Work, leaver: Leaver) -> None:
    """What was told to them is no longer kept; what was told to others and names them is told without their name."""
    query = select(outbox.c.id, outbox.c.recipient, outbox.c.body)
    cards = await _cards(work, leaver)
    gone: list[int] = []
    for letter in await rows(work, query):
        reader = person_in(letter.recipient)
        if reader == leaver.id:
            gone.append(letter.id)
        elif letter.body.startswith(MADE):
            if letter.body.startswith(cards):
                await _change(work, letter, letter.body)
        elif leaver.is_named_in(letter.body, reader):
            await _change(work, letter, leaver.unnamed(letter.body, reader))
    for page in pages(gone):
        await work.session.execute(delete(mail_waits).where(mail_waits.c.letter.in_(page)))
        await work.session.execute(delete(outbox).where(outbox.c.id.in_(page)))


async def _cards(work: Work, leaver: Leaver) -> tuple[str, ...]:
    """What begins the cards of their applications, which have their name once they are drawn."""
    query = select(applications.c.id).where(applications.c.person_id == leaver.id)
    theirs = (await work.session.scalars(query)).all()
    return tuple(f"{MADE}application:{number}\n" for number in theirs)


async def _change(work: Work, letter: Any, body: str) -> None:
    """It reads so where it stands; a mail cannot be changed any more, so it is only kept so."""
    values: dict[str, Any] = {"body": body}
    if not letter.recipient.startswith(MAILED):
        is_sent = outbox.c.sent >= outbox.c.wanted
        values["wanted"] = case((is_sent, outbox.c.wanted + 1), else_=outbox.c.wanted)
        values["notify"] = case((is_sent, False), else_=outbox.c.notify)
        values["try_at"] = case((is_sent, AFTERWARDS), else_=outbox.c.try_at)
    await work.session.execute(update(outbox).where(outbox.c.id == letter.id).values(values))
