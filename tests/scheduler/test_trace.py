"""What one cause brings about has one id in the log, and nothing else has it."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from scheduler.trace import traced


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is as it was when the test is over."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def test_what_is_logged_inside_has_one_id_also_by_libraries_and_later_tasks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO")
    log = structlog.get_logger("bot")

    async def later() -> None:
        await asyncio.sleep(0)
        log.info("later")

    with traced():
        log.info("press")
        logging.getLogger("some.library").warning("failure")
        task = asyncio.create_task(later())
    with traced():
        log.info("another")
    log.info("none")
    await task
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    ids = {line["event"]: line.get("request") for line in lines}
    assert ids["press"] == ids["failure"] == ids["later"]
    assert ids["another"] not in {ids["press"], None}
    assert ids["none"] is None
