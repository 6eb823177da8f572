"""The read side of PostgreSQL: one asynchronous pool; every snapshot is a read-only repeatable-read transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection, IsolationLevel, OperationalError, errors
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL
from sqlalchemy.dialects.postgresql import psycopg

from models.db import (
    FETCH,
    SLOW_SECONDS,
    Fetched,
    NotMigrated,
    Reader,
    Snapshot,
    Statement,
    TooSlow,
    Unavailable,
    Values,
)

POOL_SIZE = 8
POOL_WAIT_SECONDS = 5


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
        conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
        self.pool = AsyncConnectionPool(
            conninfo,
            min_size=1,
            max_size=POOL_SIZE,
            timeout=POOL_WAIT_SECONDS,
            open=False,
            configure=_configure,
            kwargs={"options": f"-c statement_timeout={int(SLOW_SECONDS * 1000)}"},
        )

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        try:
            async with self.pool.connection() as connection:
                yield PostgresqlSnapshot(connection)
        except errors.QueryCanceled as error:
            raise TooSlow(str(error)) from error
        except (errors.UndefinedTable, errors.UndefinedColumn) as error:
            raise NotMigrated(str(error)) from error
        except (PoolTimeout, OperationalError) as error:
            raise Unavailable(str(error)) from error


class PostgresqlSnapshot:
    """A read transaction on one connection of the pool."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self.connection = connection

    async def rows(self, statement: Statement, values: Values) -> Fetched:
        cursor = await self.connection.execute(statement.sql.encode(), statement.arguments(values))
        return await cursor.fetchall()

    async def stream(self, statement: Statement, values: Values) -> AsyncIterator[Fetched]:
        """From a cursor of the server, which ends with the transaction, also where nobody reads to the end."""
        declared = f"DECLARE export NO SCROLL CURSOR FOR {statement.sql}".encode()
        await self.connection.execute(declared, statement.arguments(values))
        while rows := await self._fetched(FETCH):
            yield rows

    async def _fetched(self, count: int) -> Fetched:
        cursor = await self.connection.execute(f"FETCH {count} FROM export".encode(), prepare=False)
        return await cursor.fetchall()
