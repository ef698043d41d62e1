"""Ticks come at their interval, one at a time, whatever went wrong before, and end with the bot."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import structlog

from scheduler import ticks
from scheduler.ticks import Ticks
from storage.work import Busy

OFTEN = timedelta(milliseconds=20)


@pytest.fixture
async def clockwork() -> AsyncIterator[Ticks]:
    """Ticks that end with the test."""
    one = Ticks()
    yield one
    await one.stop()


async def test_a_tick_comes_again_and_again(clockwork: Ticks) -> None:
    came = asyncio.Semaphore(0)

    async def tick() -> None:
        came.release()

    clockwork.every(OFTEN, tick, "tick")
    clockwork.start()
    for _ in range(3):
        await asyncio.wait_for(came.acquire(), 5)


async def test_a_tick_that_still_runs_is_not_started_a_second_time(clockwork: Ticks) -> None:
    running = most = count = 0

    async def slow() -> None:
        nonlocal running, most, count
        running, count = running + 1, count + 1
        most = max(most, running)
        await asyncio.sleep(0.1)
        running -= 1

    clockwork.every(OFTEN, slow, "slow")
    clockwork.start()
    await asyncio.sleep(0.5)
    assert count > 1
    assert most == 1


@pytest.mark.parametrize(
    ("error", "level"), [(RuntimeError("What somebody wrote"), "error"), (Busy(), "warning")]
)
async def test_a_tick_that_fails_is_logged_without_its_words_and_comes_again(
    clockwork: Ticks, error: Exception, level: str
) -> None:
    came = asyncio.Semaphore(0)

    async def fails() -> None:
        came.release()
        raise error

    clockwork.every(OFTEN, fails, "sweep")
    with structlog.testing.capture_logs() as lines:
        clockwork.start()
        for _ in range(3):
            await asyncio.wait_for(came.acquire(), 5)
    assert {(line["log_level"], line["tick"]) for line in lines} == {(level, "sweep")}
    assert "wrote" not in str(lines)


async def test_a_tick_that_comes_late_is_not_left_out(clockwork: Ticks) -> None:
    clockwork.every(timedelta(seconds=30), asyncio.Event().wait, "sweep")
    # APScheduler's own default leaves out whatever comes more than a second late: all that a busy minute delays.
    (job,) = clockwork._scheduler.get_jobs()
    assert job.misfire_grace_time is None
    assert job.coalesce


async def test_at_the_end_a_tick_that_runs_is_left_to_finish() -> None:
    began, finished = asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        began.set()
        await asyncio.sleep(0.1)
        finished.set()

    clockwork = Ticks()
    clockwork.every(OFTEN, tick, "tick")
    clockwork.start()
    await began.wait()
    await clockwork.stop()
    assert finished.is_set()
    finished.clear()
    await asyncio.sleep(0.15)
    assert not finished.is_set()


async def test_a_tick_that_does_not_finish_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "PATIENCE", 0.05)
    began, cleaned = asyncio.Event(), asyncio.Event()

    async def hangs() -> None:
        began.set()
        try:
            await asyncio.sleep(60)
        finally:
            cleaned.set()

    clockwork = Ticks()
    clockwork.every(OFTEN, hangs, "hangs")
    clockwork.start()
    await began.wait()
    await asyncio.wait_for(clockwork.stop(), 5)
    assert cleaned.is_set()
