"""What only reminds waits for working hours when it comes late, as after a pause of the bot's; promises do not (R12.4)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from handlers import CONVERSATIONS
from scheme.member.quiet import REMINDERS, at_work
from storage.tables import audit
from tests.support.dialogue import Stage
from tests.support.rounds import asked, cards, offered, on_register
from tests.support.stage import MAYA, PRIYA, TOM

SATURDAY = datetime(2027, 1, 30, 11, 0, tzinfo=UTC)
MONDAY = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


async def comes_back(scene: Stage, now: datetime) -> None:
    """The bot was away, and does at once what fell due meanwhile."""
    scene.bot.clock.set(now)
    await scene.bot.sweep()
    await scene.bot.delivery.drain()


async def test_a_reminder_that_was_missed_comes_on_the_next_working_morning(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    maya = await scene.person(MAYA)
    await comes_back(scene, SATURDAY)
    assert cards(maya, "Options waiting for you") == []
    await comes_back(scene, MONDAY)
    assert len(cards(maya, "Options waiting for you")) == 1


async def test_a_reminder_that_waited_gives_way_to_what_was_planned_after_it(scene: Stage) -> None:
    await asked(scene)
    await comes_back(
        scene, datetime(2027, 1, 16, 11, 0, tzinfo=UTC)
    )  # a Saturday; a reminder was due on Thursday
    priya = await scene.person(PRIYA)
    await priya.does_not_see("is waiting to hear from you")
    await comes_back(scene, datetime(2027, 1, 18, 9, 0, tzinfo=UTC))  # when the second is due
    await priya.sees("is waiting to hear from you")
    async with scene.bot.work(writes=False) as work:
        done = select(audit.c.id).where(audit.c.action == "due.remind")
        assert len((await work.session.scalars(done)).all()) == 1


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2027, 2, 2, 10, 0, tzinfo=UTC), datetime(2027, 2, 2, 10, 0, tzinfo=UTC)),
        (datetime(2027, 2, 2, 7, 0, tzinfo=UTC), datetime(2027, 2, 2, 9, 0, tzinfo=UTC)),
        (datetime(2027, 2, 2, 17, 0, tzinfo=UTC), datetime(2027, 2, 3, 9, 0, tzinfo=UTC)),
        (SATURDAY, MONDAY),
        (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), datetime(2026, 12, 29, 9, 0, tzinfo=UTC)),
    ],
)
def test_working_hours_are_nine_to_five_on_working_days(now: datetime, then: datetime) -> None:
    assert at_work("Europe/London", "GB-ENG", now) == then


def test_every_reminder_is_something_that_falls_due() -> None:
    assert {what for one in CONVERSATIONS for what in one.moments} >= REMINDERS
