"""Letters of somebody who is erased, and those of others that name them (R11.1)."""

from sqlalchemy import delete, select

from storage.erasure import Leaver
from storage.letters import person_in
from storage.many import pages, rows
from storage.tables import mail_waits, outbox
from storage.work import Work


async def let_go(work: Work, leaver: Leaver) -> None:
    """What was told to them, and what was told to others and names them, is no longer kept."""
    query = select(outbox.c.id, outbox.c.recipient, outbox.c.body)
    gone = []
    for letter in await rows(work, query):
        reader = person_in(letter.recipient)
        if reader == leaver.id or leaver.is_named_in(letter.body, reader):
            gone.append(letter.id)
    for page in pages(gone):
        await work.session.execute(delete(mail_waits).where(mail_waits.c.letter.in_(page)))
        await work.session.execute(delete(outbox).where(outbox.c.id.in_(page)))
