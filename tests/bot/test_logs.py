"""Logs say who, what and how long, one line an event; never what somebody wrote, in whatever way it might get in."""

import asyncio
import gc
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

SECRET = "She laughed at my application"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is as it was when the test is over."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """What was logged."""
    captured = capsys.readouterr()
    assert SECRET not in captured.err + captured.out
    assert "Traceback" not in captured.err
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


def break_off() -> None:
    raise ValueError(SECRET)


def test_an_event_is_one_line_of_json_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO")
    structlog.get_logger("bot").info("action", person=5, action="apply.send", ms=12.5)
    (line,) = lines(capsys)
    assert {**line, "timestamp": ""} == {
        "event": "action",
        "level": "info",
        "logger": "bot",
        "timestamp": "",
        "person": 5,
        "action": "apply.send",
        "ms": 12.5,
    }
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize("name", ["bot", "aiohttp.server", "apscheduler.executors.default"])
def test_of_an_exception_only_its_kind_is_logged(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    logs.set_up("DEBUG")
    try:
        break_off()
    except ValueError as error:
        logging.getLogger(name).exception("It went wrong")
        structlog.get_logger(name).exception("It went wrong")
        structlog.get_logger(name).error("It went wrong", exc_info=error, stack_info=True)
    found = lines(capsys)
    assert [line["event"] for line in found] == ["It went wrong"] * 3
    assert [line["error"] for line in found] == ["ValueError"] * 3
    assert all(
        "exception" not in line and "exc_info" not in line and "stack" not in line for line in found
    )


async def test_a_task_that_nobody_waited_for_is_logged_without_what_it_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO")

    async def fails() -> None:
        break_off()

    task = asyncio.create_task(fails())
    await asyncio.wait({task})
    del task
    gc.collect()
    await asyncio.sleep(0)
    (line,) = lines(capsys)
    assert (line["logger"], line["error"]) == ("asyncio", "ValueError")
    assert "never retrieved" in str(line["event"])


@pytest.mark.parametrize(
    "name",
    [
        "aiohttp.access",
        "sqlalchemy.engine.Engine",
        "apscheduler.scheduler",
        "aiosqlite",
        "asyncio",
        "alembic",
    ],
)
def test_libraries_that_repeat_what_people_send_are_quiet_also_when_all_else_is_told(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    logs.set_up("DEBUG")
    logging.getLogger(name).info("GET /?text=%s", SECRET)
    logging.getLogger(name).debug("INSERT INTO chats VALUES (%s)", SECRET)
    logging.getLogger("some.library").debug("Something")
    logging.getLogger(name).warning("Something else")
    assert [line["event"] for line in lines(capsys)] == ["Something", "Something else"]


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("WARNING")
    structlog.get_logger("bot").info("action")
    structlog.get_logger("bot").warning("not delivered")
    assert [line["event"] for line in lines(capsys)] == ["not delivered"]


def test_on_a_terminal_it_is_readable_and_as_discreet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    logs.set_up("INFO")
    try:
        break_off()
    except ValueError:
        structlog.get_logger("bot").exception("It went wrong", person=5)
    seen = capsys.readouterr().err
    assert "It went wrong" in seen
    assert "person" in seen
    assert not seen.startswith("{")
    assert SECRET not in seen
    assert "Traceback" not in seen
