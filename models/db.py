"""The two sides of the database: a write engine for loads and migrations, and readers that give ready bytes.

Reads go round the ORM: a statement is built once by SQLAlchemy Core, compiled once for the driver, and run on the
driver's own connection, inside a read transaction (`snapshot`), so that one answer shows one revision.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, TypeVar

import anyio
from anyio import CapacityLimiter
from sqlalchemy import URL, Engine, Executable, create_engine, event, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import ArgumentError
from sqlalchemy.sql import ClauseElement

BUSY_SECONDS = 5
FAST_SECONDS, SLOW_SECONDS = 0.003, 10.0
SLOW_THREADS = EXPORT_THREADS = 2
PROGRESS_STEPS = 1000
FETCH = 1000

Values = Mapping[str, Any]
Fetched = list[tuple[Any, ...]]
Made = TypeVar("Made")


def location(url: str) -> URL:
    """The address of a database. Raises ValueError for one that is neither SQLite nor PostgreSQL."""
    with suppress(ArgumentError):
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            return parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
            return parsed.set(drivername="sqlite")
    raise ValueError("the database is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")


def write_engine(url: str) -> Engine:
    """An engine for writing. On SQLite a transaction takes the write lock when it begins, never in the middle."""
    address = location(url)
    if address.get_backend_name() == "postgresql":
        engine = create_engine(address)
        event.listen(engine, "begin", _wait_for_other_writers)
        return engine
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite_writer(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _wait_for_other_writers(connection: Connection) -> None:
    """One writer at a time, the counterpart of BEGIN IMMEDIATE. The number is that of rokrus and means nothing else."""
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7482635041)")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# --- reading -----


class Unavailable(Exception):
    """The database does not answer."""


class TooSlow(Exception):
    """A statement ran past its time."""


class NotMigrated(Exception):
    """A table or column is missing."""


@dataclass(frozen=True)
class Statement:
    """A statement compiled for one driver: its text, the names of its placeholders in order, and fixed values."""

    sql: str
    names: tuple[str, ...]
    fixed: Values

    def arguments(self, values: Values) -> list[Any]:
        """The values in the order of the placeholders."""
        every = {**self.fixed, **values}
        return [every[name] for name in self.names]


class Snapshot(Protocol):
    """A read transaction: everything read through it belongs to one state of the database. Text comes as bytes."""

    async def rows(self, statement: Statement, values: Values) -> Fetched: ...
    def stream(self, statement: Statement, values: Values) -> Iterator[Fetched]:
        """The rows of a whole list, some at a time. To be read in a thread of the exports (`Reader.exporting`)."""


class Reader(ABC):
    """The read side of a database."""

    dialect: Dialect

    def __init__(self) -> None:
        self.export_lane = CapacityLimiter(EXPORT_THREADS)

    async def exporting(self, work: Callable[[], Made]) -> Made:
        """Does a part of the work of an export in one of two threads, which no other read ever waits for."""
        return await anyio.to_thread.run_sync(work, limiter=self.export_lane)

    def compile(self, statement: Executable) -> Statement:
        """Compiles a statement whose values are placeholders."""
        assert isinstance(statement, ClauseElement)
        compiled = statement.compile(dialect=self.dialect)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return Statement(str(compiled), tuple(compiled.positiontup or ()), fixed)  # type: ignore[attr-defined]

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    def snapshot(self) -> Any:
        """An async context manager that gives a Snapshot."""


def reader(url: str) -> Reader:
    """The reader for a database."""
    address = location(url)
    if address.get_backend_name() == "sqlite":
        return SqliteReader(address.database or "")
    from models.postgresql import PostgresqlReader

    return PostgresqlReader(address)


class SqliteReader(Reader):
    """Reads on the event loop within a budget; what takes longer runs once more on one of two threads."""

    dialect = sqlite.dialect(paramstyle="qmark")

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.idle: list[sqlite3.Connection] = []
        self.slow_lane = CapacityLimiter(SLOW_THREADS)

    async def open(self) -> None:
        """Nothing to do: connections are opened when they are needed."""

    async def close(self) -> None:
        while self.idle:
            self.idle.pop().close()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        connection = self.idle.pop() if self.idle else self._connect()
        try:
            connection.execute("BEGIN")
            yield SqliteSnapshot(connection, self.slow_lane)
        except sqlite3.DatabaseError as error:
            connection.close()
            raise _told(error) from error
        finally:
            self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with suppress(sqlite3.ProgrammingError):  # it was closed
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self.idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                Path(self.path).absolute().as_uri() + "?mode=rw",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=512,
            )
        except sqlite3.Error as error:
            raise Unavailable(str(error)) from error
        connection.text_factory = bytes
        connection.execute("PRAGMA query_only=ON")
        return connection


class SqliteSnapshot:
    """A read transaction on one connection, which only one request uses at a time."""

    def __init__(self, connection: sqlite3.Connection, slow_lane: CapacityLimiter) -> None:
        self.connection, self.slow_lane = connection, slow_lane

    async def rows(self, statement: Statement, values: Values) -> Fetched:
        arguments = statement.arguments(values)
        try:
            return self._within(FAST_SECONDS, statement.sql, arguments)
        except TooSlow:
            return await anyio.to_thread.run_sync(
                self._within, SLOW_SECONDS, statement.sql, arguments, limiter=self.slow_lane
            )

    def stream(self, statement: Statement, values: Values) -> Iterator[Fetched]:
        cursor = self.connection.execute(statement.sql, statement.arguments(values))
        while rows := cursor.fetchmany(FETCH):
            yield rows

    def _within(self, seconds: float, sql: str, arguments: Sequence[Any]) -> Fetched:
        deadline = monotonic() + seconds
        self.connection.set_progress_handler(lambda: monotonic() > deadline, PROGRESS_STEPS)
        try:
            return self.connection.execute(sql, arguments).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooSlow(sql) from error
            raise
        finally:
            self.connection.set_progress_handler(None, 0)


def _told(error: sqlite3.DatabaseError) -> Exception:
    """What an error of SQLite means for the service; the error itself where it is a mistake of ours."""
    ours = isinstance(error, sqlite3.ProgrammingError | sqlite3.DataError | sqlite3.IntegrityError)
    if not ours and getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:
        return Unavailable(str(error))
    return NotMigrated(str(error)) if "no such" in str(error) else error
