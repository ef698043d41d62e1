"""Once a day what is old goes, by the days that the scheme files say (R11.1)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.timekeeping import ClockReading, Timekeeper
from storage.figures import equality
from storage.tables import chats, outbox
from tests.support.dialogue import Stage
from tests.support.rounds import act, applies, with_rules
from tests.support.stage import ALEX, MAYA

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def counts(scene: Stage) -> tuple[int, int]:
    """How many letters and lines of chats are there."""
    async with scene.bot.work(writes=False) as work:
        found = [
            (await work.session.scalars(select(func.count()).select_from(table))).one()
            for table in (outbox, chats)
        ]
    return found[0], found[1]


async def test_what_was_told_goes_after_its_days_and_is_looked_at_once_a_day(scene: Stage) -> None:
    with_rules(scene, retention={"letter_days": 180})
    await applies(scene, MAYA, "mentee")
    await scene.forward(0)
    told, _ = await counts(scene)
    assert told
    await scene.bot.clearing.look()
    assert (await counts(scene))[0] == told
    with_rules(scene, answering={"warnings": []})
    scene.bot.clock.set(scene.bot.clock.now().replace(year=scene.bot.clock.now().year + 1))
    await scene.bot.clearing.look()
    assert (await counts(scene))[0] == 0
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await act(maya, "sounding.sent", whom=str(alex.person_id), text="A word, please.")
    await scene.bot.clearing.look()
    assert (await counts(scene))[0]


async def test_nothing_goes_and_no_year_is_given_out_while_the_clock_is_not_believed(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def is_due(*_: object) -> bool:
        asked.append("due")
        return False

    monkeypatch.setattr(equality, "is_due", is_due)
    bot = scene.bot
    readings = [ClockReading(datetime(2026, 12, 1, tzinfo=UTC), 0.0)]
    bot.timekeeper = Timekeeper(bot.database, bot.definitions, lambda: readings[-1])
    assert await bot.timekeeper.look()
    await applies(scene, MAYA, "mentee")
    await scene.forward(0)
    bot.clock.set(bot.clock.now() + timedelta(days=3000))
    readings.append(ClockReading(readings[0].wall + timedelta(days=3000), 60.0))
    before = await counts(scene)
    await bot.clear()
    await bot.count()
    assert (await counts(scene))[0] >= before[0] > 0
    assert asked == []
    readings.append(ClockReading(readings[0].wall + timedelta(minutes=2), 120.0))
    await bot.clear()
    await bot.count()
    assert await counts(scene) < before
    assert asked
