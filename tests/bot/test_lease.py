"""One of several processes delivers at a time; when it dies, another does within seconds, whatever the time of day says."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot import delivery as deliveries
from bot.delivery import Delivery
from bot.lease import BEAT, DEAD, HELD, Lease
from handlers.kit.ui import Message, message_json
from storage import outbox
from storage.engine import migrate
from storage.engine.database import Database
from storage.outbox import Letter
from storage.tables import outbox as rows
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


class Seconds:
    """A clock that only runs forward, by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Now."""
        return self.now


class Remote:
    """A channel that keeps who told what; `hangs` holds it up."""

    name = "remote"

    def __init__(self) -> None:
        self.told: list[str] = []
        self.at_a_time = 0
        self.most_at_a_time = 0
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def reaches(self, _recipient: str) -> bool:
        """Everybody."""
        return True

    async def deliver(self, _recipient: str, message: Message, _letter: Letter) -> str:
        """Tell it."""
        self.at_a_time += 1
        self.most_at_a_time = max(self.most_at_a_time, self.at_a_time)
        try:
            await asyncio.sleep(0)
            await self.goes_on.wait()
        finally:
            self.at_a_time -= 1
        self.told.append(message.text)
        return "there"


@pytest.fixture
def seconds() -> Seconds:
    """A clock."""
    return Seconds()


@pytest.fixture
async def two(database: Database, database_url: str) -> AsyncIterator[tuple[Database, Database]]:
    """Two processes' sides of one database."""
    await migrate.upgrade(database)
    other = Database(database_url)
    yield database, other
    await other.close()


async def nothing(_work: Work) -> None:
    """Nothing was left behind."""


async def post(database: Database, *texts: str) -> None:
    for number, text in enumerate(texts):
        async with Work(database, {}, NOW) as work:
            await outbox.post(work, f"person:{number}", message_json(Message(text=text)))


async def test_one_holds_it_until_it_lets_go(
    two: tuple[Database, Database], seconds: Seconds
) -> None:
    first, second = (Lease(one, "work", nothing, seconds) for one in two)
    assert await first.take()
    assert not await second.take()
    assert (first.holds, second.holds) == (True, False)
    await first.release()
    assert not first.holds
    assert await second.take()
    assert not await first.take()


async def test_whoever_counts_no_more_is_taken_for_dead_after_seconds(
    two: tuple[Database, Database], seconds: Seconds
) -> None:
    left_behind: list[str] = []

    async def take_over(_work: Work) -> None:
        left_behind.append("put right")

    first = Lease(two[0], "work", nothing, seconds)
    second = Lease(two[1], "work", take_over, seconds)
    assert await first.take()
    assert not await second.take()
    seconds.now += BEAT
    assert await first.keep()
    seconds.now += DEAD - 1
    assert not await second.take()  # it has counted since
    assert not first.holds  # and stops by itself before anybody takes over
    seconds.now += DEAD
    assert await second.take()
    assert left_behind == ["put right"]
    assert not await first.keep()
    assert HELD < DEAD < 15


async def test_two_that_take_over_at_once_are_one(
    two: tuple[Database, Database], seconds: Seconds
) -> None:
    dead = Lease(two[0], "work", nothing, seconds)
    assert await dead.take()
    heirs = [Lease(one, "work", nothing, seconds) for one in two]
    assert [await one.take() for one in heirs] == [False, False]
    seconds.now += DEAD
    assert sorted(await asyncio.gather(*(one.take() for one in heirs))) == [False, True]


async def test_of_two_processes_one_delivers_and_the_other_s_letters_too(
    two: tuple[Database, Database],
) -> None:
    remote = Remote()
    first, second = (Delivery(one, {}, (remote,)) for one in two)
    remote.goes_on.clear()
    await post(two[0], "One", "Two")
    carrying = asyncio.create_task(first.drain())
    while remote.at_a_time < 2:
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
    await post(two[1], "Three")
    assert await second.drain() == 0
    assert remote.told == []
    remote.goes_on.set()
    assert await carrying == 3
    assert sorted(remote.told) == ["One", "Three", "Two"]
    await post(two[0], "Four")
    assert await second.drain() == 1


async def test_what_was_in_flight_at_a_kill_waits_for_seconds_even_if_the_clock_was_wrong(
    two: tuple[Database, Database], seconds: Seconds
) -> None:
    remote = Remote()
    killed = Lease(two[0], "delivery", nothing, seconds)
    await post(two[0], "One", "Two", "Three")
    assert await killed.take()
    async with Work(two[0], {}, NOW) as work:
        assert len(await outbox.claim(work.session, datetime.now(UTC) + timedelta(minutes=1))) == 3
    heir = Delivery(two[1], {}, (remote,), seconds=seconds)
    assert await heir.drain() == 0
    seconds.now += DEAD
    assert await heir.drain() == 3
    assert sorted(remote.told) == ["One", "Three", "Two"]


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=1500)])
async def test_what_was_claimed_by_a_clock_that_ran_ahead_is_delivered_when_it_is_right(
    two: tuple[Database, Database], ahead: timedelta
) -> None:
    remote = Remote()
    await post(two[0], "One", "Two")
    async with Work(two[0], {}, NOW) as work:
        assert len(await outbox.claim(work.session, datetime.now(UTC) + ahead)) == 2
    assert await Delivery(two[1], {}, (remote,)).drain() == 2


async def test_what_waits_longer_than_a_platform_can_ask_for_is_not_believed(
    two: tuple[Database, Database],
) -> None:
    remote = Remote()
    await post(two[0], "One", "Two")
    far = datetime.now(UTC) + outbox.FARTHEST
    async with two[0].writing.begin() as connection:
        for person, wait in (("person:0", timedelta(hours=1)), ("person:1", -timedelta(hours=1))):
            await connection.execute(
                update(rows).where(rows.c.recipient == person).values(try_at=far + wait)
            )
    assert await Delivery(two[1], {}, (remote,)).drain() >= 1
    assert "One" in remote.told


async def test_what_is_posted_by_a_clock_that_runs_ahead_waits_for_nothing(
    two: tuple[Database, Database],
) -> None:
    async with Work(two[0], {}, datetime(2031, 1, 1, tzinfo=UTC)) as work:
        await outbox.post(work, "person:1", message_json(Message(text="From the future")))
    remote = Remote()
    assert await Delivery(two[1], {}, (remote,)).drain() == 1


async def test_alone_it_takes_its_turn_once_for_many_letters(
    two: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    takes: list[bool] = []
    real = Lease.take

    async def counted(lease: Lease) -> bool:
        takes.append(await real(lease))
        return takes[-1]

    monkeypatch.setattr(Lease, "take", counted)
    monkeypatch.setattr(deliveries, "WORTH_A_CLAIM", 1)
    await post(two[0], *(f"Letter {number}" for number in range(80)))
    assert await Delivery(two[0], {}, (Remote(),)).drain() == 80
    assert len(takes) < 80 / 4
