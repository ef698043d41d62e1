"""Structured logs: one line of JSON an event, or readable lines on a terminal. Never confidential text."""

import logging
import sys
from collections.abc import Callable
from time import monotonic

import structlog

QUIET = 60.0  # seconds


class Seldom:
    """A line that a stranger can bring about: logged the first time, then once a minute with how often it was so."""

    def __init__(self, say: Callable[..., object], event: str) -> None:
        """`say`: a logger's method for the level."""
        self._say = say
        self._event = event
        self._count = 0
        self._quiet_until = -QUIET

    def note(self, **details: str) -> None:
        """It is so once more. The details are those of the time that is logged."""
        self._count += 1
        if monotonic() >= self._quiet_until:
            self._quiet_until = monotonic() + QUIET
            self._say(self._event, times=self._count, **details)
            self._count = 0


def set_up(level: str) -> None:
    """Send every log, also the libraries', through structlog to standard error."""
    on_terminal = sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=on_terminal)
        if on_terminal
        else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                _without_trace,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Their lines repeat what people sent: addresses with queries, statements with values, a line a tick.
    for noisy in (
        "aiohttp.access",
        "sqlalchemy.engine",
        "apscheduler",
        "aiosqlite",
        "asyncio",
        "alembic",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _without_trace(
    _: object, __: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """An exception's words may hold what somebody wrote: its kind alone is logged."""
    given = event.pop("exc_info", None)
    if isinstance(given, tuple):
        error = given[1]
    elif given is True:
        error = sys.exception()
    else:
        error = given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
    event.pop("stack_info", None)
    if not event.get("_from_structlog", True):
        # asyncio's lines below the first describe the task, and with it the exception and its words.
        event["event"] = str(event["event"]).partition("\n")[0]
    return event
