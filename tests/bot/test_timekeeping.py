"""A clock that jumps stops what is due until it is right or somebody says so; a bot that was off goes on by itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot import app as apps
from bot import timekeeping
from bot.command import operating
from bot.settings import Settings
from bot.timekeeping import ClockReading, Timekeeper, doubt
from handlers.accounts.operating import CLOCK_JUMPED, CLOCK_RIGHT
from handlers.kit.ui import Message, message_from, message_json
from scheme.definition.loading import load, preset
from storage import drafts, ledger, outbox, people
from storage.engine import migrate
from storage.engine.database import Database
from storage.tables import outbox as rows
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ALN = load(preset("aln"))


class Machine:
    """A machine whose time of day may be wrong, and whose seconds are not."""

    def __init__(self, boot: str = "first") -> None:
        self.passed = timedelta(hours=5)
        self.wrong = timedelta()
        self.boot = boot

    def __call__(self) -> ClockReading:
        """What it shows."""
        return ClockReading(NOW + self.passed + self.wrong, self.passed.total_seconds(), self.boot)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database in which a scheme has its administrators."""
    one = Database(f"sqlite:///{tmp_path}/test.db")
    await migrate.upgrade(one)
    async with Work(one, {ALN.key: ALN}, NOW) as work:
        await people.ensure_roster(work, ALN)
    yield one
    await one.close()


@pytest.fixture
def machine() -> Machine:
    """A machine."""
    return Machine()


def keeper(database: Database, machine: Machine) -> Timekeeper:
    return Timekeeper(database, {ALN.key: ALN}, machine)


async def told(database: Database) -> set[Message]:
    """What the administrators' cards say."""
    async with database.reading.connect() as connection:
        return {
            message_from(body) for body in (await connection.execute(select(rows.c.body))).scalars()
        }


@pytest.mark.parametrize("wrong", [timedelta(days=1500), 2 * DAY, -2 * DAY, timedelta(days=-400)])
async def test_a_jump_while_it_runs_stops_what_is_due_until_the_clock_is_right(
    database: Database, machine: Machine, wrong: timedelta
) -> None:
    clock = keeper(database, machine)
    assert await clock.look()
    machine.passed += timedelta(minutes=1)
    machine.wrong = wrong
    for _ in range(3):
        machine.passed += DAY
        assert not await clock.look()
    assert "mentoring-bot clock confirm" in await clock.doubts()
    assert await told(database) == {CLOCK_JUMPED}
    machine.wrong = timedelta()
    assert await clock.look()
    assert await clock.doubts() == ""
    assert await told(database) == {CLOCK_RIGHT}


async def test_somebody_s_word_counts_on_a_machine_that_shows_the_same(
    database: Database, machine: Machine
) -> None:
    clock = keeper(database, machine)
    assert await clock.look()
    machine.wrong = 3 * DAY
    assert not await clock.look()
    elsewhere = Machine("elsewhere")
    async with Work(database, {}, NOW) as work:
        await timekeeping.confirm(work, elsewhere())
    assert not await clock.look()
    async with Work(database, {}, NOW) as work:
        await timekeeping.confirm(work, machine())
    assert await clock.look()
    machine.passed += timedelta(hours=1)
    assert await clock.look()


async def test_a_machine_that_sleeps_or_a_clock_that_is_put_right_a_little_is_no_jump(
    database: Database, machine: Machine
) -> None:
    clock = keeper(database, machine)
    for passed, wrong in (
        (timedelta(hours=1), timedelta()),
        (5 * DAY, timedelta()),
        (timedelta(), timedelta(hours=2)),
    ):
        machine.passed += passed
        machine.wrong += wrong
        assert await clock.look()
    machine.wrong = timedelta()
    assert await clock.look()
    assert await told(database) == set()


@pytest.mark.parametrize(
    ("off_for", "boot", "wrong", "is_believed"),
    [
        (
            timedelta(days=7),
            "first",
            timedelta(),
            True,
        ),  # the bot was off, and the machine counted on
        (timedelta(days=7), "second", timedelta(), True),  # both were off
        (timedelta(days=59), "", timedelta(), True),
        (timedelta(days=400), "first", timedelta(), True),
        (timedelta(days=400), "second", timedelta(), False),
        (timedelta(minutes=1), "first", timedelta(days=3), False),
        (timedelta(days=7), "first", timedelta(days=-3), False),
        (timedelta(minutes=1), "second", timedelta(days=1500), False),
        (timedelta(minutes=1), "second", timedelta(days=-2), False),
        (timedelta(minutes=1), "second", timedelta(hours=-2), True),
    ],
)
async def test_at_a_start_what_was_noted_last_tells_a_bot_that_was_off_from_a_clock_that_is_wrong(
    database: Database,
    machine: Machine,
    off_for: timedelta,
    boot: str,
    wrong: timedelta,
    is_believed: bool,
) -> None:
    assert await keeper(database, machine).look()
    noted = machine()
    machine.passed += off_for
    machine.boot = boot
    machine.wrong = wrong
    assert (doubt(noted, machine()) is None) is is_believed
    started = keeper(database, machine)
    assert await started.look() is is_believed
    async with Work(database, {}, NOW) as work:
        await timekeeping.confirm(work, machine())
    assert await started.look()
    assert await keeper(database, machine).look()


async def test_what_a_clock_two_hours_ahead_has_put_off_is_tried_when_it_is_right(
    database: Database, machine: Machine
) -> None:
    clock = keeper(database, machine)
    assert await clock.look()
    async with Work(database, {}, NOW) as work:
        await outbox.post(work, "person:1", message_json(Message(text="Hello")))
    async with database.writing.begin() as connection:
        await connection.execute(update(rows).values(try_at=datetime.now(UTC) + timedelta(hours=2)))
    machine.wrong = timedelta(hours=2)
    assert await clock.look()
    async with Work(database, {}, NOW) as work:
        assert not await outbox.claim(work.session, datetime.now(UTC))
    machine.wrong = timedelta()
    assert await keeper(database, machine).look()  # after a new start, even
    async with Work(database, {}, NOW) as work:
        assert await outbox.claim(work.session, datetime.now(UTC))


def test_this_machine_s_own_clock_can_be_noted_and_read_again() -> None:
    now = timekeeping.read()
    assert ClockReading.of(now.text) == now
    assert doubt(now, timekeeping.read()) is None


async def test_while_the_clock_is_not_believed_nothing_is_done_and_nothing_cleared_away(
    database: Database, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    async def sweeps(*_: object) -> int:
        done.append("swept")
        return 0

    async def forgets(*_: object) -> None:
        done.append("cleared away")

    monkeypatch.setattr(apps, "sweep", sweeps)
    for module, name in ((ledger, "forget_inbound"), (drafts, "forget_old")):
        monkeypatch.setattr(module, name, forgets)
    bot = apps.Bot(settings=Settings(_env_file=None), database=database, definitions={ALN.key: ALN})
    bot.timekeeper = keeper(database, machine)
    await bot.sweep()
    machine.wrong = 2 * DAY
    await bot.sweep()
    await bot._look_after()
    assert done == ["swept"]
    machine.wrong = timedelta()
    await bot.sweep()
    await bot._look_after()
    assert done == ["swept", "swept", "cleared away", "cleared away"]
    await bot.delivery.drain()


async def test_somebody_s_word_is_given_on_the_command_line(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/test.db")
    before = timekeeping.read()
    assert await operating.confirm(settings) >= before.wall
    async with Work(database, {}, NOW, writes=False) as work:
        noted = await ledger.note(work, timekeeping.SEEN)
    assert noted is not None
    assert doubt(ClockReading.of(noted), timekeeping.read()) is None
    assert await operating.given_up(settings) == []
