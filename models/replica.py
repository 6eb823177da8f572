"""Reads on a streaming replica of PostgreSQL, and on the primary while the replica is not fit to answer.

A replica is taken up when it has shown that it answers, holds data of this version, and is not behind the primary. At
the first failure it is given up, and looked for in the background, so that no request waits for a server that is
gone. While it is in use it may fall behind: each answer is of one snapshot, and says of which revision.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from typing import Any, Self

from psycopg import AsyncServerCursor, Error
from sqlalchemy import URL, Executable

from models.db import (
    Fetched,
    Moved,
    NotMigrated,
    Reader,
    Server,
    Snapshot,
    State,
    Statement,
    TooSlow,
    Unavailable,
    Values,
)
from models.fingerprint import fingerprint
from models.postgresql import PostgresqlReader, PostgresqlSnapshot

LOOK_SECONDS = 1.0
# libpq's own limits would let a request wait for minutes where a machine is gone without a word.
PROMPT = {"connect_timeout": "3", "tcp_user_timeout": "5000", "keepalives_idle": "5", "keepalives_interval": "2"}
LOST = (Unavailable, NotMigrated)

log = logging.getLogger("rokrus")


class ReplicatedReader(Reader):
    """Two readers that look like one."""

    dialect = PostgresqlReader.dialect

    def __init__(self, primary: PostgresqlReader, address: URL) -> None:
        super().__init__()
        self.primary, self.address = primary, address.set(query={**PROMPT, **address.query})
        self.replica: PostgresqlReader | None = None
        self.unfit = "was not asked yet"
        self.given_up = asyncio.Event()
        self.closing: set[asyncio.Task[None]] = set()

    def compile(self, statement: Executable) -> Statement:
        return self.primary.compile(statement)

    @property
    def server(self) -> Server:
        return "primary" if self.replica is None else "replica"

    def warnings(self) -> list[str]:
        return [] if self.replica else [f"The primary is read, because the replica {self.unfit}."]

    async def open(self) -> None:
        await self.primary.open()
        self.watch = asyncio.create_task(self._watch())

    async def close(self) -> None:
        self.watch.cancel()
        await asyncio.wait([self.watch])
        await asyncio.gather(self.primary.close(), *self.closing)

    async def look(self) -> State | None:
        if (replica := self.replica) is not None:
            with suppress(*LOST), self.giving_up(replica):
                return await replica.look()
        return await self.primary.look()

    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]:
        return ReplicaSnapshot(self, self.replica) if self.replica else self.primary.snapshot()

    @contextmanager
    def giving_up(self, replica: PostgresqlReader) -> Iterator[None]:
        """Gives the replica up where it fails."""
        try:
            yield
        except LOST:
            self.give_up(replica)
            raise

    def give_up(self, replica: PostgresqlReader) -> None:
        """The replica is not asked until it has shown again that it is fit."""
        if replica is self.replica:
            self.replica, self.unfit = None, "failed"
            log.warning("the primary is read, because the replica %s", self.unfit)
            self.given_up.set()

    async def _watch(self) -> None:
        while True:
            if found := await self._unfit():
                if found != self.unfit:
                    log.warning("the primary is read, because the replica %s", found)
                self.unfit = found
                await asyncio.sleep(LOOK_SECONDS)
            else:
                await self._use()

    async def _use(self) -> None:
        """Reads on the replica until it is given up. Its pool is a new one: none of its connections is broken."""
        replica = PostgresqlReader(self.address)
        self.given_up.clear()
        try:
            await replica.open()
            self.replica = replica
            log.info("the replica is read")
            await self.given_up.wait()
        finally:
            self.replica = None
            closing = asyncio.create_task(replica.close())
            self.closing.add(closing)
            closing.add_done_callback(self.closing.discard)

    async def _unfit(self) -> str:
        """Why the replica cannot be read; empty where it can. A primary that does not answer has nothing against it."""
        newest = 0
        with suppress(*LOST, TooSlow, Error):
            state = await self.primary.look_alone()
            newest = state.revision if state else 0
        try:
            shown = await PostgresqlReader(self.address).look_alone()
        except NotMigrated:
            return "has no schema of this version"
        except (Unavailable, TooSlow, Error):
            return "does not answer"
        return _unfit_to_show(shown, newest)


def _unfit_to_show(shown: State | None, newest: int) -> str:
    if shown is None:
        return "holds no data"
    if shown.documents != fingerprint():
        return "holds documents of another version"
    return "is behind" if shown.revision < newest else ""


class ReplicaSnapshot(PostgresqlSnapshot):
    """Reads on the replica. Where that fails before anything was sent, the answer is begun anew, at the primary."""

    def __init__(self, reader: ReplicatedReader, replica: PostgresqlReader) -> None:
        super().__init__(replica)
        self.replicated, self.replica = reader, replica
        self.sent = False  # whether a part of a stream may be on its way to the client

    async def __aenter__(self) -> Self:
        with self._moving():
            return await super().__aenter__()

    async def rows(self, statement: Statement, values: Values) -> Fetched:
        with self._moving():
            return await super().rows(statement, values)

    async def begin(self, statement: Statement, values: Values) -> AsyncServerCursor[Any]:
        with self._moving():
            return await super().begin(statement, values)

    async def following(self, cursor: AsyncServerCursor[Any]) -> Fetched:
        failing = self.replicated.giving_up(self.replica) if self.sent else self._moving()
        with failing:
            found = await super().following(cursor)
        self.sent = True
        return found

    @contextmanager
    def _moving(self) -> Iterator[None]:
        try:
            with self.replicated.giving_up(self.replica):
                yield
        except LOST as error:
            raise Moved from error
