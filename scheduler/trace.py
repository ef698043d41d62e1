"""One id in every line of the log that one cause brings about: a press, a thing that is due, a letter (R11.4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from structlog.contextvars import bound_contextvars

REQUEST = "request"


@contextmanager
def traced() -> Iterator[None]:
    """Everything logged inside, also by tasks that are begun there, has the same id, and nothing outside has it."""
    with bound_contextvars(**{REQUEST: token_hex(6)}):
        yield
