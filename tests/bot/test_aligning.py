"""After a start by other rules, plans are brought in line in the background, and nothing is issued until they are."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.crowd import gather
from bot import aligning
from bot.aligning import ALIGNED, Aligning
from bot.app import Bot
from bot.serve import prepare
from scheme.definition.definition import Definition
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import ledger, plans
from storage.engine.database import Database
from storage.tables import due
from tests.support.stage import set_stage

COUNT = 24  # of each role, and what they do together
PAGE = 10


class Pages:
    """Does what `plans.realign` does, notes from where each page began, and breaks off after some."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.left = 1_000
        self._real = plans.realign
        monkeypatch.setattr(plans, "realign", self.realign)

    async def realign(
        self,
        session: AsyncSession,
        definitions: Mapping[str, Definition],
        now: datetime,
        after: Subject = NOTHING_IN_PARTICULAR,
    ) -> Subject:
        if not self.left:
            raise asyncio.CancelledError
        self.left -= 1
        self.begun.append(str(after))
        return await self._real(session, definitions, now, after)


@pytest.fixture
async def bot(database: Database, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """A bot that starts again, by other rules than those of the last start, in a scheme that has grown."""
    monkeypatch.setattr(plans, "PAGE", PAGE)
    monkeypatch.setattr(aligning, "AGAIN", 0)
    started = (await set_stage(database)).bot
    await prepare(started, playground=False)
    assert not started.aligning.is_due  # nothing is out of line in a new database
    async with started.work() as work:
        await gather(work, next(iter(started.definitions.values())), COUNT)
        await ledger.set_note(work, ALIGNED, "other rules")
    await prepare(started, playground=False)
    return started


async def _planned(bot: Bot) -> set[tuple[Subject, str, datetime]]:
    async with bot.work(writes=False) as work:
        rows = await work.session.execute(select(due.c.subject, due.c.occasion, due.c.at))
        return {(subject, occasion, at) for subject, occasion, at in rows.all()}


async def _by_themselves(bot: Bot) -> set[tuple[Subject, str, datetime]]:
    """What all things say falls due."""
    found = set()
    async with bot.work(writes=False) as work:
        for kind in plans.planned().values():
            for thing in (await work.session.scalars(select(kind))).all():
                subject = plans.subject_of(thing)
                found |= {
                    (subject, one.occasion, one.at)
                    for one in thing.due(bot.definitions[thing.scheme])
                }
    return found


async def test_a_start_does_not_wait_and_nothing_is_issued_before_it_is_done(bot: Bot) -> None:
    assert bot.aligning.is_due
    assert await _planned(bot) == set()
    bot.clock.set(bot.clock.now() + timedelta(days=60))
    await bot.aligning.run()
    assert await _planned(bot) == await _by_themselves(bot) != set()
    async with bot.work() as work:
        await work.session.execute(due.update().values(done_at=None))
    bot.aligning.is_due = True
    await bot.sweep()
    assert await _waiting(bot) == len(await _planned(bot))
    bot.aligning.is_due = False
    await bot.sweep()
    assert await _waiting(bot) < len(await _planned(bot))


async def _waiting(bot: Bot) -> int:
    async with bot.work(writes=False) as work:
        query = select(func.count()).select_from(due).where(due.c.done_at.is_(None))
        return (await work.session.execute(query)).scalar_one()


async def test_a_process_that_is_killed_is_gone_on_from_where_it_was(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Pages(monkeypatch)
    pages.left = 3
    with pytest.raises(asyncio.CancelledError):
        await bot.aligning.run()
    assert await _planned(bot) < await _by_themselves(bot)
    pages.left = 1_000
    await prepare(bot, playground=False)
    assert bot.aligning.is_due
    await bot.aligning.run()
    assert len(pages.begun) == len(set(pages.begun)) > COUNT // PAGE
    assert await _planned(bot) == await _by_themselves(bot)
    await prepare(bot, playground=False)
    assert not bot.aligning.is_due


async def test_processes_that_start_together_share_the_pages(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Pages(monkeypatch)
    other = Aligning(bot.database, bot.definitions, bot.clock)
    other.is_due = True
    await asyncio.gather(bot.aligning.run(), other.run())
    assert not other.is_due
    assert not bot.aligning.is_due
    assert len(pages.begun) == len(set(pages.begun))
    assert await _planned(bot) == await _by_themselves(bot)


async def test_what_fell_due_since_it_began_is_not_taken_for_done(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = bot.clock.now()
    pages = Pages(monkeypatch)
    pages.left = 1
    with pytest.raises(asyncio.CancelledError):
        await bot.aligning.run()
    pages.left = 1_000
    later = began + timedelta(days=30)
    bot.clock.set(later)
    await bot.aligning.run()
    async with bot.work(writes=False) as work:
        done = (
            await work.session.scalars(select(due.c.at).where(due.c.done_at.is_not(None)))
        ).all()
        waits = (await work.session.scalars(select(due.c.at).where(due.c.done_at.is_(None)))).all()
    assert all(at <= began + timedelta(minutes=1) for at in done)
    assert any(began < at <= later for at in waits)


async def test_what_other_rules_have_begun_is_begun_afresh(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = Pages(monkeypatch)
    pages.left = 2
    with pytest.raises(asyncio.CancelledError):
        await bot.aligning.run()
    pages.left = 1_000
    monkeypatch.setattr(plans, "RULES", plans.RULES + 1)
    async with bot.work() as work:
        await work.session.execute(delete(due))
    await bot.aligning.run()
    assert pages.begun[2] == ""
    assert await _planned(bot) == await _by_themselves(bot)
