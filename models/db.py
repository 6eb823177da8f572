"""The two sides of the database: a write engine for loads and migrations, and readers that give ready bytes.

Reads go round the ORM: a statement is built once by SQLAlchemy Core, compiled once for the driver, and run on the
driver's own connection, inside a read transaction (`snapshot`), so that one answer shows one revision.
"""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

import anyio
from anyio import CapacityLimiter
from sqlalchemy import URL, Engine, Executable, create_engine, event, make_url, select
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import ClauseElement

from models.base import DATASET

BUSY_SECONDS = 5
WRITE_CACHE_KILOBYTES = 65_536  # with less, a large load writes the same pages over and over
SLOW_SECONDS = 10.0
EXPORT_THREADS = 2
FETCH = 1000

Values = Mapping[str, Any]
Fetched = list[tuple[Any, ...]]
Server = Literal["primary", "replica"]
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


def read_engine(url: str) -> Engine:
    """An engine whose transactions read one state of the database each, and keep no writer waiting."""
    address = location(url)
    if address.get_backend_name() == "postgresql":
        engine = create_engine(address, poolclass=NullPool, isolation_level="REPEATABLE READ")
        return engine.execution_options(postgresql_readonly=True)
    existing = f"{Path(address.database or '').absolute().as_uri()}?mode=rw"
    connect = partial(sqlite3.connect, existing, uri=True, isolation_level=None)
    engine = create_engine(address, poolclass=NullPool, creator=connect)
    event.listen(engine, "begin", _begin_to_read)
    return engine


def _begin_to_read(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA query_only=ON")
    connection.exec_driver_sql("BEGIN")


def _prepare_sqlite_writer(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"cache_size=-{WRITE_CACHE_KILOBYTES}"):
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


class Moved(Exception):
    """Another revision was loaded while an answer was being read: it must be begun anew."""


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


class State(NamedTuple):
    """The dataset at one moment: its revision, when that was made, and what its documents are (`fingerprint`)."""

    revision: int
    updated_at: str
    documents: str


OF_STATE = select(DATASET.c.revision, DATASET.c.updated_at, DATASET.c.documents)


class Snapshot(Protocol):
    """What one answer reads: everything belongs to `state`, which is None where nothing is loaded. Text comes as
    bytes."""

    @property
    def state(self) -> State | None: ...
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

    @property
    def server(self) -> Server:
        """Which server answers at present."""
        return "primary"

    def warnings(self) -> list[str]:
        """What should be mended although the database answers."""
        return []

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
    async def look(self) -> State | None:
        """The present state of the dataset; None where nothing is loaded."""

    @abstractmethod
    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]: ...


def reader(url: str, replica_url: str | None = None) -> Reader:
    """The reader for a database, of which there may be a replica if it is PostgreSQL."""
    address = location(url)
    if address.get_backend_name() == "sqlite":
        from models.sqlite import SqliteReader

        return SqliteReader(address.database or "")
    from models.postgresql import PostgresqlReader

    primary = PostgresqlReader(address)
    if replica_url is None:
        return primary
    from models.replica import ReplicatedReader

    return ReplicatedReader(primary, location(replica_url))


def state_of(rows: Fetched) -> State | None:
    """What the rows of `OF_STATE` say."""
    return State(rows[0][0], rows[0][1].decode(), rows[0][2].decode()) if rows else None
