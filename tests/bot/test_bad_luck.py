"""A full disk, a locked database: people are told the truth, and nothing is half-saved."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine.interfaces import DBAPIConnection

from handlers.kit.ui import Action, Form, Message
from scheme.subject import Subject
from storage.engine.database import Database
from storage.outbox import Letter
from storage.tables import metadata
from storage.work import Busy, Fault
from tests.support.dialogue import Stage
from tests.support.rounds import applies
from tests.support.stage import IDA, MAYA, MENTEE_ANSWERS, NOAH, PRIYA, ROBIN, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

LOCKER = """
import sqlite3, sys
one = sqlite3.connect(sys.argv[1], isolation_level=None)
one.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
one.execute("ROLLBACK")
"""
TOO_LONG = "Nobody answers the telephone. " * 160  # more than the free pages hold


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on which somebody has applied."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    one = await set_stage(database)
    await applies(one, PRIYA, "mentor")
    yield one
    await database.close()


async def rows(stage: Stage) -> dict[str, int]:
    """How many rows each table has."""
    async with stage.bot.work(writes=False) as work:
        return {
            name: await work.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


async def fill_the_disk(stage: Stage) -> None:
    """The file may not grow by a page from now on: to SQLite that is the same as a full disk."""
    await stage.bot.database.writing.dispose()
    with closing(sqlite3.connect(str(stage.bot.database.file))) as one:
        one.execute("VACUUM")  # so that no page lies idle
    event.listen(stage.bot.database.writing.sync_engine, "connect", _no_more_pages)


def _no_more_pages(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA page_count")
    [(pages,)] = cursor.fetchall()
    cursor.execute(f"PRAGMA max_page_count = {pages}")
    cursor.close()


async def test_on_a_full_disk_people_are_told_and_keep_what_they_typed(stage: Stage) -> None:
    noah, ida = await stage.person(NOAH), await stage.person(IDA)
    before, rooms = await rows(stage), str(stage.group_room)
    await noah.says("I want to make a complaint")
    await noah.fills(about="scheme", text=TOO_LONG)
    await fill_the_disk(stage)
    await noah.submits()
    assert noah.notice == Fault().text
    assert noah.typed["text"] == TOO_LONG
    assert await rows(stage) == before
    assert str(stage.group_room) == rooms
    await ida.presses_in_channel("Open", card="A-1")  # what needs no room goes on
    event.remove(stage.bot.database.writing.sync_engine, "connect", _no_more_pages)
    await stage.bot.database.writing.dispose()
    await noah.submits()
    await noah.sees("Complaint received")
    assert (await rows(stage))["concerns"] == before["concerns"] + 1


async def test_while_another_process_holds_the_database_people_are_told_and_reading_goes_on(
    stage: Stage, tmp_path: Path
) -> None:
    maya = await stage.person(MAYA)
    await maya.says("I would like a mentor please")
    await maya.fills(**MENTEE_ANSWERS)
    before = await rows(stage)
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOCKER, f"{tmp_path}/test.db"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert other.stdout is not None
    assert other.stdin is not None
    assert await other.stdout.readline() == b"locked\n"
    form = maya.window
    assert isinstance(form, Form)
    with pytest.raises(Busy, match="nothing was saved"):
        await stage.bot.act(
            maya.person_id, Action(name=form.action, answers={**maya.typed, **form.carries})
        )
    home = await stage.bot.act((await stage.person(PRIYA)).person_id, Action(name="home.show"))
    assert "A-1" in repr(home)
    other.stdin.write(b"\n")
    assert await other.wait() == 0
    assert await rows(stage) == before
    await maya.submits()
    await maya.sees("Application received")


async def test_what_was_delivered_while_the_bot_was_being_stopped_is_not_sent_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = stage.bot
    sent: list[int] = []

    async def deliver(recipient: str, message: Message, letter: Letter) -> str:
        sent.append(letter.id)
        return str(letter.id)

    await bot.delivery.drain()
    monkeypatch.setattr(stage.channel, "deliver", deliver)
    robin = await stage.person(ROBIN)
    await bot.act(
        robin.person_id, Action(name="review.eligible", subject=Subject("application", 1))
    )
    noting, may_note = asyncio.Event(), asyncio.Event()
    note = bot.delivery._note_sent

    async def slowly(*given: object) -> None:
        noting.set()
        await may_note.wait()
        await note(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(bot.delivery, "_note_sent", slowly)
    going = asyncio.create_task(bot.delivery.drain())
    await noting.wait()
    going.cancel()
    await asyncio.sleep(0)
    may_note.set()
    with pytest.raises(asyncio.CancelledError):
        await going
    first = list(sent)
    monkeypatch.setattr(bot.delivery, "_note_sent", note)
    await bot.delivery.drain()
    assert first
    assert len(sent) > 1
    assert len(sent) == len(set(sent))
