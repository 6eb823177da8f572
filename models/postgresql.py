"""The read side of PostgreSQL: one asynchronous pool, and one round trip a statement.

A transaction would cost three more. Every load raises the revision, so each statement brings the revision that it saw:
where that is not the one of the answer, the answer is begun anew (`Moved`).
"""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager, nullcontext, suppress
from math import inf
from time import monotonic
from typing import Any, Self

from anyio import CancelScope, Lock, from_thread
from psycopg import AsyncConnection, AsyncServerCursor, Error, IsolationLevel, OperationalError, errors
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import URL, CompoundSelect, Executable, Select, select
from sqlalchemy.dialects.postgresql import psycopg

from models.base import DATASET
from models.db import (
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

POOL_SIZE = 8
POOL_WAIT_SECONDS = 5
OPTIONS: dict[str, Any] = {
    "autocommit": True,
    "options": f"-c statement_timeout={int(SLOW_SECONDS * 1000)} -c default_transaction_read_only=on",
}
FRESH_SECONDS = 0.25  # so long a revision that was read is taken for the present one
SEEN = select(DATASET.c.revision).scalar_subquery()


class _AsBytes(Loader):
    """Text as it came over the wire, so that documents are not decoded only to be encoded again."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


async def _configure(connection: AsyncConnection[Any]) -> None:
    connection.adapters.register_loader("text", _AsBytes)
    await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await connection.set_read_only(True)
    connection.prepare_threshold = 2


class PostgresqlReader(Reader):
    """Reads through a pool."""

    dialect = psycopg.dialect(paramstyle="format")  # type: ignore[no-untyped-call]

    def __init__(self, address: URL) -> None:
        super().__init__()
        self.conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
        self.pool = AsyncConnectionPool(
            self.conninfo,
            min_size=1,
            max_size=POOL_SIZE,
            timeout=POOL_WAIT_SECONDS,
            open=False,
            configure=_configure,
            kwargs=OPTIONS,
        )
        self.of_state = super().compile(OF_STATE).sql.encode()
        self.state: State | None = None
        self.read_at = -inf
        self.reading = Lock()

    def compile(self, statement: Executable) -> Statement:
        """Compiles a statement whose values are placeholders; the last column is the revision that it saw."""
        if isinstance(statement, CompoundSelect):
            statement = select(statement.subquery())
        assert isinstance(statement, Select)
        return super().compile(statement.add_columns(SEEN))

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        await self.pool.close()

    def snapshot(self) -> "PostgresqlSnapshot":
        return PostgresqlSnapshot(self)

    async def look(self) -> State | None:
        """The state of the dataset, at most `FRESH_SECONDS` old. One request reads it for all that wait for it."""
        if self._is_old():
            async with self.reading:
                if self._is_old():
                    began = monotonic()
                    with telling():
                        async with self.pool.connection() as connection:
                            self.state = await _state(connection, self.of_state)
                    self.read_at = began
        return self.state

    def _is_old(self) -> bool:
        return monotonic() - self.read_at >= FRESH_SECONDS

    async def look_alone(self) -> State | None:
        """The same on a connection of its own, which fails at once where the server does not answer."""
        with telling():
            timeout = POOL_WAIT_SECONDS
            async with await AsyncConnection.connect(self.conninfo, connect_timeout=timeout, **OPTIONS) as connection:
                await _configure(connection)
                return await _state(connection, self.of_state)

    def forget(self) -> None:
        """Has the state read again the next time."""
        self.read_at = -inf


async def _state(connection: AsyncConnection[Any], of_state: bytes) -> State | None:
    return state_of(await (await connection.execute(of_state)).fetchall())


class PostgresqlSnapshot:
    """Statements that all saw one revision."""

    state: State | None

    def __init__(self, reader: PostgresqlReader) -> None:
        self.reader = reader
        self.streams = AsyncExitStack()
        self.streaming: AsyncConnection[Any] | None = None

    async def __aenter__(self) -> Self:
        self.state = await self.reader.look()
        return self

    async def __aexit__(self, *_: Any) -> None:
        # Also where the client has gone. Nothing was written, so there is nothing to lose.
        with CancelScope(shield=True), suppress(Error):
            await self.streams.aclose()

    async def rows(self, statement: Statement, values: Values) -> Fetched:
        with telling():
            async with self._connection() as connection:
                cursor = await connection.execute(statement.sql.encode(), statement.arguments(values))
                found = await cursor.fetchall()
                seen = found[0][-1] if found else await self._revision(connection)
        self._check(seen)
        return [row[:-1] for row in found]

    def stream(self, statement: Statement, values: Values) -> Iterator[Fetched]:
        """From a cursor of the server, in a transaction of its own, which lasts as long as the snapshot."""
        cursor = from_thread.run(self.begin, statement, values)
        while rows := from_thread.run(self.following, cursor):
            yield [row[:-1] for row in rows]

    async def begin(self, statement: Statement, values: Values) -> AsyncServerCursor[Any]:
        """Opens the cursor of a stream."""
        with telling():
            connection = await self.streams.enter_async_context(self.reader.pool.connection())
            await self.streams.enter_async_context(connection.transaction())
            self._check(await self._revision(connection))
            self.streaming = connection
            cursor = await self.streams.enter_async_context(connection.cursor(name="export"))
            return await cursor.execute(statement.sql.encode(), statement.arguments(values))

    async def following(self, cursor: AsyncServerCursor[Any]) -> Fetched:
        """Its next rows."""
        with telling():
            return await cursor.fetchmany(FETCH)

    def _connection(self) -> AbstractAsyncContextManager[AsyncConnection[Any]]:
        """That of the stream where there is one: exports that each wait for a second one could wait for each other."""
        return nullcontext(self.streaming) if self.streaming else self.reader.pool.connection()

    async def _revision(self, connection: AsyncConnection[Any]) -> int | None:
        state = await _state(connection, self.reader.of_state)
        return state.revision if state else None

    def _check(self, seen: int | None) -> None:
        if seen != (self.state.revision if self.state else None):
            self.reader.forget()
            raise Moved


@contextmanager
def telling() -> Iterator[None]:
    """Says what an error of the driver means for the service; a mistake of ours stays what it is."""
    try:
        yield
    except errors.QueryCanceled as error:
        raise TooSlow(str(error)) from error
    except (errors.UndefinedTable, errors.UndefinedColumn) as error:
        raise NotMigrated(str(error)) from error
    except OperationalError as error:
        raise Unavailable(str(error)) from error
