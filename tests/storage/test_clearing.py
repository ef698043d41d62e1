"""What was told and said long ago goes a page at a time, oldest first; what is new, waits or is kept up stays (R11.1)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from scheme.ids import PersonId
from storage import clearing
from storage.clearing import clear_chats, clear_letters, clear_survey_words, survey_words
from storage.engine.database import Database
from storage.tables import chats, mail_waits, outbox, survey_texts
from storage.work import Work
from tests.storage.conftest import NOW

OLD = NOW - timedelta(days=800)
BEFORE = NOW - timedelta(days=730)


def letter(number: int, at: datetime, **other: Any) -> dict[str, Any]:
    """A row of the outbox; delivered, unless it says otherwise."""
    row: dict[str, Any] = {"id": number, "recipient": "person:1", "key": None, "body": "{}"}
    row |= {"wanted": 1, "sent": 1, "notify": True, "posted_at": at, "try_at": at}
    return row | {"set_aside": None} | other


async def clear(database: Database, table: str) -> int:
    """Every page; how many there were."""
    step = {"outbox": clear_letters, "chats": clear_chats}[table]
    pages = 0
    after: int | None = 0
    while after is not None:
        pages += 1
        async with Work(database, {}, NOW) as work:
            after = await step(work, BEFORE, after)
    return pages


async def left(database: Database, table: Any) -> list[int]:
    """The ids that are left."""
    async with Work(database, {}, NOW, writes=False) as work:
        return list((await work.session.scalars(select(table.c.id).order_by(table.c.id))).all())


async def test_letters_go_that_were_told_or_given_up_long_ago(
    migrated: Database, cast: list[PersonId]
) -> None:
    async with Work(migrated, {}, NOW) as work:
        rows = [
            letter(1, OLD),
            letter(2, OLD, key="card:1"),
            letter(3, NOW, key="card:2"),  # posted first long ago, and kept up since
            letter(4, OLD, sent=0),  # it still waits
            letter(5, OLD, sent=0, set_aside="gone"),
            letter(6, OLD),  # a mail of the day tells it
            letter(7, NOW),
        ]
        for row in rows:
            await work.session.execute(insert(outbox).values(row))
        wait = {"person_id": cast[0], "letter": 6, "at": NOW}
        await work.session.execute(insert(mail_waits).values(wait))
    assert await clear(migrated, "outbox") == 1
    assert await left(migrated, outbox) == [3, 4, 6, 7]


async def test_no_page_is_looked_at_beyond_what_is_old(
    migrated: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "PAGE", 2)
    async with Work(migrated, {}, NOW) as work:
        for number in range(1, 31):
            at = OLD if number <= 5 else NOW
            await work.session.execute(insert(outbox).values(letter(number, at)))
    assert await clear(migrated, "outbox") == 3
    assert await left(migrated, outbox) == list(range(6, 31))
    assert await clear(migrated, "outbox") == 1


async def test_lines_of_a_chat_go_whoever_said_them(
    migrated: Database, cast: list[PersonId]
) -> None:
    async with Work(migrated, {}, NOW) as work:
        for number, at in enumerate((OLD, OLD, OLD, NOW), 1):
            row = {"id": number, "room": "person:1", "at": at, "changed": number}
            row |= {"said_by": cast[0], "said": "hello", "body": None, "outbox_id": None}
            await work.session.execute(insert(chats).values(row))
    assert await clear(migrated, "chats") == 1
    assert await left(migrated, chats) == [4]


async def test_a_card_that_is_kept_up_stays_in_its_chat_until_its_letter_goes(
    migrated: Database,
) -> None:
    async with Work(migrated, {}, NOW) as work:
        for number, at in enumerate((OLD, NOW), 1):
            await work.session.execute(
                insert(outbox).values(letter(number, at, key=f"card:{number}"))
            )
            row = {"id": number, "room": "person:1", "at": OLD, "changed": number}
            row |= {"said_by": None, "said": None, "body": "{}", "outbox_id": number}
            await work.session.execute(insert(chats).values(row))
    await clear(migrated, "outbox")
    await clear(migrated, "chats")
    assert await left(migrated, chats) == [2]


async def test_words_of_surveys_go_by_their_year_and_scheme(migrated: Database) -> None:
    async with Work(migrated, {}, NOW) as work:
        for scheme, year in (("aln", 2020), ("aln", 2021), ("aln", 2022), ("moor", 2020)):
            row = {"scheme": scheme, "role": "mentee", "kind": "end", "year": year}
            row |= {"counted": True, "question": "help", "text": f"{scheme} {year}", "name": None}
            await work.session.execute(insert(survey_texts).values(row))
        assert await survey_words(work, "aln", 2022) == (3, 2)
        await clear_survey_words(work, "aln", 2022)
        said = set((await work.session.scalars(select(survey_texts.c.text))).all())
    assert said == {"aln 2022", "moor 2020"}
