"""One database: SQLite in WAL mode by default, PostgreSQL for several replicas. The same tables and code on both."""

import asyncio
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.engine import in_one_go, privately
from storage.engine.own_file import OwnFile
from storage.engine.reasons import BY_CODE, PORT, SPLIT, reason
from storage.engine.turns import Queue, Turns

CONNECTIONS = 10  # to the database at a time, unless the settings say otherwise
PATIENCE = 8.0  # seconds that somebody stands in line for one, unless their platform waits for less
LOCK_SECONDS = 1.2  # for a row that somebody else has locked in PostgreSQL
FILE_SECONDS = 0.6  # for SQLite's file while another process writes, before it is looked whether there is time left
CONNECT_SECONDS = 5.0  # a server that does not answer at all
IDLE_SECONDS = 60.0  # after which PostgreSQL ends a transaction that has stopped in the middle

# Every commit is written through to the disk: what was acknowledged survives a power cut.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

# The last three are PostgreSQL's: a lock not available; too many clients; starting up.
_HELD = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "53300", "57P03")
_CROSSED = frozenset({"40P01", "40001"})  # PostgreSQL: deadlock, could not serialise
_LOST = ("08", "57P01", "57P02")  # PostgreSQL: the connection, or the server, is gone
_READ_ONLY = ("SQLITE_READONLY", "25006")


class DatabaseProblem(Exception):
    """The database cannot be used as it is set up. The text says what to do."""


def code_of(fault: BaseException) -> str:
    """The database's own code for what went wrong, the same in any language; else the kind of error."""
    if isinstance(fault, DBAPIError):
        own = fault.orig
    else:
        own = None
    return str(
        getattr(own, "sqlite_errorname", None)
        or getattr(own, "sqlstate", None)
        or type(fault).__name__
    )


def constraint_of(fault: BaseException) -> str:
    """The constraint that said no, or the columns it is over, as SQLite has it: names alone, never a value. "" for none."""
    if isinstance(fault, DBAPIError):
        own = fault.orig
    else:
        own = None
    named = getattr(own.__cause__ if own else None, "constraint_name", None)
    over = re.search(r"constraint failed: ([\w., ']+)", str(own))
    return str(named or (over[1] if over else ""))


def is_held(fault: BaseException) -> bool:
    """Whether somebody else holds what was wanted, for longer than it was waited for."""
    return isinstance(fault, PoolTimeout) or code_of(fault).startswith(_HELD)


def is_crossed(fault: BaseException) -> bool:
    """Whether two came in each other's way, each holding what the other wanted, and this one was chosen to step back."""
    return code_of(fault) in _CROSSED


def is_lost_on_the_way(fault: BaseException) -> bool:
    """Whether the connection broke while something was under way, so that nobody can tell how it ended."""
    if isinstance(fault, InterfaceError):  # the driver knew before, and sent nothing
        return False
    return isinstance(fault, OSError) or code_of(fault).startswith(_LOST)


def is_read_only(fault: BaseException) -> bool:
    """Whether something was written where there is only reading."""
    return code_of(fault).startswith(_READ_ONLY)


@contextmanager
def expected_to_answer() -> Iterator[None]:
    """Around what is done at the start: a driver's error becomes `DatabaseProblem`, without address or password."""
    try:
        yield
    except (OSError, SQLAlchemyError) as error:
        if is_held(error) and code_of(error) not in BY_CODE:
            raise DatabaseProblem(
                "Another program is writing to the database just now. Stop it, or wait until it has finished, and try again."
            ) from None
        raise DatabaseProblem(reason(error, code_of(error))) from None


class Database:
    """An engine, and what a process shares: the lock around SQLite's one writer, and the bell that wakes delivery."""

    def __init__(
        self, url: str, *, connections: int | None = None, patience: float | None = None
    ) -> None:
        """`url` as SQLAlchemy writes it, with or without a driver. Raises `DatabaseProblem` when it is not one.

        `connections`: how many are used at a time. `patience`: seconds that one is waited for.
        """
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise DatabaseProblem(
                "MENTORING_DATABASE_URL is not a database address. Accepted are sqlite:///folder/file.db and "
                "postgresql://user:password@host/name."
            ) from None
        except ValueError:
            raise DatabaseProblem(PORT) from None
        if "@" in f"{parsed.host}{parsed.database}" and not parsed.drivername.startswith("sqlite"):
            raise DatabaseProblem(SPLIT)
        drivers = {
            "sqlite": "sqlite+aiosqlite",
            "postgresql": "postgresql+asyncpg",
            "postgres": "postgresql+asyncpg",
        }
        backend = parsed.drivername.partition("+")[0]
        if backend not in drivers:
            raise DatabaseProblem(
                f"MENTORING_DATABASE_URL names {backend}. Accepted are sqlite and postgresql."
            )
        self.url = _as_asyncpg_reads_it(parsed.set(drivername=drivers[backend]))
        self.is_sqlite = backend == "sqlite"
        if self.is_sqlite and self.url.database in (None, "", ":memory:"):
            raise DatabaseProblem(
                "MENTORING_DATABASE_URL names no file. Accepted is sqlite:///folder/file.db."
            )
        self._own_file = (
            OwnFile(Path(self.url.database)) if self.is_sqlite and self.url.database else None
        )
        self.posted = asyncio.Event()
        self.write_lock = Queue()
        most = connections or CONNECTIONS
        if self.is_sqlite:
            most -= 1  # of which one writes
            self.writing = self._of_file(1, "BEGIN IMMEDIATE")
            self.reading = self._of_file(most, "BEGIN", "query_only=ON")
        else:
            self.writing = self._of_server(most)
            # What was read first still holds when the last is read, and nothing can be changed by mistake.
            self.reading = self.writing.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        self.turns = Turns(most, patience or PATIENCE, self.write_lock if self.is_sqlite else None)

    def _of_server(self, most: int) -> AsyncEngine:
        limits = {
            "lock_timeout": milliseconds(LOCK_SECONDS),
            "idle_in_transaction_session_timeout": milliseconds(IDLE_SECONDS),
            "application_name": "mentoring-bot",
        }
        return create_async_engine(
            self.url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=most,
            max_overflow=0,
            connect_args={"server_settings": limits, "timeout": CONNECT_SECONDS},
        )

    def _of_file(self, most: int, begin: str, *pragmas: str) -> AsyncEngine:
        engine = create_async_engine(
            self.url,
            hide_parameters=True,
            pool_size=most,
            max_overflow=0,
            connect_args={
                "timeout": FILE_SECONDS,
                "uri": True,
                "async_creator_fn": in_one_go.connect,
            },
        )
        event.listen(engine.sync_engine, "do_connect", self._open_sqlite)
        event.listen(
            engine.sync_engine,
            "connect",
            partial(self._prepare_sqlite, pragmas=(*PRAGMAS, *pragmas)),
        )
        event.listen(engine.sync_engine, "begin", partial(self._begin_sqlite, begin=begin))
        return engine

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database."""
        if self._own_file:
            return self._own_file.path
        return None

    @property
    def log(self) -> Path | None:
        """The write-ahead log of an SQLite database."""
        if self._own_file:
            return self._own_file.log
        return None

    def make_folder(self) -> None:
        """Make the folder of an SQLite file, and the file, where they are missing, and close it to other accounts.

        Raises `DatabaseProblem` when that is not allowed.
        """
        if self.file is None:
            return
        try:
            privately.make_folder(self.file.parent)
            privately.close_database(self.file)
        except OSError as error:
            raise DatabaseProblem(_no_folder(self.file.parent, error.strerror)) from None

    def check_folder(self) -> None:
        """See that the folder is there and may be written to, or could be made. Raises `DatabaseProblem`; makes nothing."""
        if self.file is None:
            return
        folder = self.file.parent
        there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not there.is_dir():
            raise DatabaseProblem(_no_folder(folder, f"{there} is a file"))
        if not os.access(there, os.W_OK | os.X_OK):
            raise DatabaseProblem(_no_folder(folder, f"this user may not write in {there}"))

    def check_kept(self, held: dict[Any, Any]) -> None:
        """Raises `FileLost` when what a connection has committed went into a file that is not there any more."""
        if self._own_file is not None:
            self._own_file.check(held)

    async def close(self) -> None:
        """Give back every connection."""
        await self.reading.dispose()
        await self.writing.dispose()

    def _open_sqlite(
        self, _dialect: object, _record: object, given: list[Any], _named: object
    ) -> None:
        if self._own_file is not None:
            self._own_file.check({})
            given[0] = self._own_file.address

    def _prepare_sqlite(
        self, connection: DBAPIConnection, record: Any, *, pragmas: Sequence[str]
    ) -> None:
        # aiosqlite would begin a deferred transaction by itself, and only before a write; _begin_sqlite begins it instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        if self._own_file is not None:
            self._own_file.opened(record.info)

    def _begin_sqlite(self, connection: Connection, *, begin: str) -> None:
        if self._own_file is not None:
            self._own_file.check(connection.info)
        # A deferred transaction that turns to writing fails at once when another wrote meanwhile; an immediate one waits.
        if connection.get_execution_options().get("migrates", False):
            # Tables are changed by being copied: others may refer to one that is gone for a moment. Only outside of a
            # transaction can that be allowed.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(begin)


def _no_folder(folder: Path, why: str | None) -> str:
    return (
        f"The folder {folder} can't be made or written to ({why}). "
        "Choose another with MENTORING_DATA_DIR or MENTORING_DATABASE_URL."
    )


def _as_asyncpg_reads_it(url: URL) -> URL:
    """Most hosts give out addresses with `sslmode`, as libpq has it; asyncpg calls the same thing `ssl`."""
    mode = url.query.get("sslmode")
    if mode:
        return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return url


def milliseconds(seconds: float) -> str:
    """As the databases want it said."""
    return str(int(seconds * 1000))
