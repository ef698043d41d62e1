"""What was told and said long ago goes: letters, lines of the web's chats, words of surveys; a page at a time (R11.1)."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select

from storage.tables import chats, mail_waits, outbox, survey_texts
from storage.work import Work

PAGE = 500  # rows looked at in one transaction

_IS_TOLD = or_(outbox.c.sent >= outbox.c.wanted, outbox.c.set_aside.is_not(None))


async def clear_letters(work: Work, before: datetime, after: int = 0) -> int | None:
    """Delete a page of letters that were told, or given up, before a moment; returns after which id it goes on.

    None where nothing older is left: rows are in the order in which they were first posted, and what has no key is posted
    once. What is kept up stays as long as it has changed since, and what a mail of the day waits for until it has gone.
    """
    query = (
        select(outbox.c.id, outbox.c.key, outbox.c.posted_at)
        .where(outbox.c.id > after)
        .order_by(outbox.c.id)
        .limit(PAGE)
    )
    found = (await work.session.execute(query)).all()
    if not found:
        return None
    old = [row.id for row in found if row.posted_at < before]
    waits = outbox.c.id.in_(select(mail_waits.c.letter))
    await work.session.execute(delete(outbox).where(outbox.c.id.in_(old), _IS_TOLD, ~waits))
    is_new = any(row.key is None and row.posted_at >= before for row in found)
    return _next(is_new=is_new, ids=[row.id for row in found])


async def clear_chats(work: Work, before: datetime, after: int = 0) -> int | None:
    """Delete a page of lines of the web's chats from before a moment; returns after which id it goes on, None at the end.

    What a letter brought goes after its letter: a card that is kept up stands where it first stood, however old that is.
    """
    query = (
        select(chats.c.id, chats.c.outbox_id, chats.c.at)
        .where(chats.c.id > after)
        .order_by(chats.c.id)
        .limit(PAGE)
    )
    found = (await work.session.execute(query)).all()
    if not found:
        return None
    old = [row.id for row in found if row.at < before]
    is_alone = or_(chats.c.outbox_id.is_(None), chats.c.outbox_id.not_in(select(outbox.c.id)))
    await work.session.execute(delete(chats).where(chats.c.id.in_(old), is_alone))
    is_new = any(row.outbox_id is None and row.at >= before for row in found)
    return _next(is_new=is_new, ids=[row.id for row in found])


def _next(*, is_new: bool, ids: list[int]) -> int | None:
    if is_new or len(ids) < PAGE:
        return None
    return ids[-1]


async def clear_survey_words(work: Work, scheme: str, before_year: int) -> None:
    """Delete what people wrote in surveys of the years before one; what they chose stays, to be counted."""
    await work.session.execute(delete(survey_texts).where(_words_of(scheme, before_year)))


async def survey_words(work: Work, scheme: str, before_year: int) -> tuple[int, int]:
    """How many there are in a scheme, and how many are of the years before one."""
    texts = select(func.count()).select_from(survey_texts)
    all_of_them = (await work.session.scalars(texts.where(survey_texts.c.scheme == scheme))).one()
    old = (await work.session.scalars(texts.where(_words_of(scheme, before_year)))).one()
    return all_of_them, old


def _words_of(scheme: str, before_year: int) -> ColumnElement[bool]:
    return (survey_texts.c.scheme == scheme) & (survey_texts.c.year < before_year)
