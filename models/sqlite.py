"""The read side of SQLite: on the event loop within a budget, and beyond it on threads of its own."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, Self

import anyio
from anyio import CapacityLimiter
from sqlalchemy.dialects import sqlite

from models.db import (
    BUSY_SECONDS,
    FETCH,
    OF_STATE,
    SLOW_SECONDS,
    Fetched,
    Moved,
    NotMigrated,
    Reader,
    State,
    Statement,
    TooSlow,
    Unavailable,
    Values,
    state_of,
)

FAST_SECONDS = 0.003
FAST_STEPS, SLOW_STEPS = 1_000, 100_000  # instructions of SQLite between two looks at the clock
SLOW_THREADS = 2
REMEMBERED = 1_000


class SqliteReader(Reader):
    """Reads on the event loop within a budget; what takes longer runs once more on one of two threads, and at once on
    these the next time."""

    dialect = sqlite.dialect(paramstyle="qmark")

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.idle: list[SqliteConnection] = []
        self.state: State | None = None
        self.looked = False
        self.slow_lane = CapacityLimiter(SLOW_THREADS)
        self.slow: dict[str, None] = {}
        self.of_state = self.compile(OF_STATE).sql

    async def open(self) -> None:
        """Nothing to do: connections are opened when they are needed."""

    async def close(self) -> None:
        self.looked = False
        while self.idle:
            self.idle.pop().close()

    async def look(self) -> State | None:
        """The present state: asked once in each turn of the event loop. All requests of a turn came before it."""
        if not self.looked:
            with self.connected() as connection:
                self.state = connection.look(self.of_state)
            self.looked = True
            asyncio.get_running_loop().call_soon(self._forget)
        return self.state

    def _forget(self) -> None:
        self.looked = False

    @contextmanager
    def connected(self) -> Iterator["SqliteConnection"]:
        """A connection that nobody else uses meanwhile."""
        connection = self.idle.pop() if self.idle else self.connect()
        try:
            yield connection
        except sqlite3.DatabaseError as error:
            connection.close()
            raise _told(error) from error
        finally:
            with suppress(sqlite3.ProgrammingError):  # it was closed
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self.idle.append(connection)

    def snapshot(self) -> "SqliteSnapshot":
        return SqliteSnapshot(self)

    def connect(self) -> "SqliteConnection":
        """A connection for reading. Raises Unavailable."""
        try:
            connection = sqlite3.connect(
                Path(self.path).absolute().as_uri() + "?mode=rw",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=512,
                factory=SqliteConnection,
            )
        except sqlite3.Error as error:
            raise Unavailable(str(error)) from error
        connection.text_factory = bytes
        connection.execute("PRAGMA query_only=ON")
        return connection

    def note(self, sql: str, seconds: float) -> None:
        """Remembers a statement that takes too long for the event loop, and forgets it when it does no more."""
        if seconds < FAST_SECONDS:
            self.slow.pop(sql, None)
            return
        self.slow[sql] = None
        if len(self.slow) > REMEMBERED:
            del self.slow[next(iter(self.slow))]


class SqliteConnection(sqlite3.Connection):
    """A connection that only one request uses at a time. It stops what runs beyond its deadline, and knows the state of
    the dataset for as long as nobody commits."""

    deadline = inf
    steps = 0
    version = -1
    state: State | None = None

    def fetched(self, sql: str, arguments: Sequence[Any], seconds: float, steps: int) -> Fetched:
        """The rows of a statement. Raises TooSlow after so many seconds."""
        self.deadline = monotonic() + seconds
        if self.steps != steps:
            self.set_progress_handler(self._is_late, steps)
            self.steps = steps
        try:
            return self.execute(sql, arguments).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooSlow(sql) from error
            raise
        finally:
            self.deadline = inf

    def look(self, of_state: str) -> State | None:
        """The state that the transaction shows; it is read again after somebody committed."""
        (version,) = self.execute("PRAGMA data_version").fetchone()
        if version != self.version:
            self.state, self.version = state_of(self.execute(of_state).fetchall()), version
        return self.state

    def _is_late(self) -> bool:
        return monotonic() > self.deadline


class SqliteSnapshot:
    """Statements that all saw one state: after each one it is made sure that nobody has committed another."""

    state: State | None

    def __init__(self, reader: SqliteReader) -> None:
        self.reader = reader
        self.opened = ExitStack()

    async def __aenter__(self) -> Self:
        self.state = await self.reader.look()
        return self

    async def __aexit__(self, *raised: Any) -> None:
        self.opened.__exit__(*raised)

    @cached_property
    def connection(self) -> SqliteConnection:
        """Taken when something is first read: an answer from memory needs none."""
        return self.opened.enter_context(self.reader.connected())

    async def rows(self, statement: Statement, values: Values) -> Fetched:
        found = await self._fetched(statement.sql, statement.arguments(values))
        self._check()
        return found

    def stream(self, statement: Statement, values: Values) -> Iterator[Fetched]:
        """Read in a transaction, which lasts as long as the snapshot."""
        self.connection.execute("BEGIN")
        self._check()
        cursor = self.connection.execute(statement.sql, statement.arguments(values))
        while rows := cursor.fetchmany(FETCH):
            yield rows

    def _check(self) -> None:
        if self.connection.look(self.reader.of_state) != self.state:
            self.reader.looked = False
            raise Moved

    async def _fetched(self, sql: str, arguments: Sequence[Any]) -> Fetched:
        if sql not in self.reader.slow:
            with suppress(TooSlow):
                return self.connection.fetched(sql, arguments, FAST_SECONDS, FAST_STEPS)
        return await anyio.to_thread.run_sync(self._slowly, sql, arguments, limiter=self.reader.slow_lane)

    def _slowly(self, sql: str, arguments: Sequence[Any]) -> Fetched:
        began = monotonic()
        try:
            return self.connection.fetched(sql, arguments, SLOW_SECONDS, SLOW_STEPS)
        finally:
            self.reader.note(sql, monotonic() - began)


def _told(error: sqlite3.DatabaseError) -> Exception:
    """What an error of SQLite means for the service; the error itself where it is a mistake of ours."""
    ours = isinstance(error, sqlite3.ProgrammingError | sqlite3.DataError | sqlite3.IntegrityError)
    if not ours and getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:
        return Unavailable(str(error))
    return NotMigrated(str(error)) if "no such" in str(error) else error
