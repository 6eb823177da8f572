"""Reads on a streaming replica of PostgreSQL, and on the primary while the replica is not fit to answer.

A replica is taken up when it has shown that it answers, holds data of this version, and is not behind the primary. At
the first failure it is given up, and looked for in the background, so that no request waits for a server that is
gone. While it is in use it may fall behind: each answer is of one snapshot, and says of which revision.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from psycopg import Error
from sqlalchemy import URL, select

from models.base import DATASET
from models.db import Fetched, NotMigrated, Reader, Server, Snapshot, Statement, TooSlow, Unavailable, Values
from models.fingerprint import fingerprint
from models.postgresql import PostgresqlReader

LOOK_SECONDS = 1.0
# libpq's own limits would let a request wait for minutes where a machine is gone without a word.
PROMPT = {"connect_timeout": "3", "tcp_user_timeout": "5000", "keepalives_idle": "5", "keepalives_interval": "2"}
LOST = (Unavailable, NotMigrated)

log = logging.getLogger("rokrus")


class ReplicatedReader(Reader):
    """Two readers that look like one."""

    dialect = PostgresqlReader.dialect

    def __init__(self, primary: PostgresqlReader, address: URL) -> None:
        self.primary, self.address = primary, address.set(query={**PROMPT, **address.query})
        self.replica: PostgresqlReader | None = None
        self.unfit = "was not asked yet"
        self.given_up = asyncio.Event()
        self.closing: set[asyncio.Task[None]] = set()
        self.of_state = self.compile(select(DATASET.c.revision, DATASET.c.documents))

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

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        reads = Reads(self, self.replica) if self.replica else None
        if reads is None or not await reads.begun():
            async with self.primary.snapshot() as snapshot:
                yield snapshot
            return
        try:
            yield reads
        finally:
            await reads.ended()

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
            async with self.primary.alone() as snapshot:
                newest = max((revision for revision, _ in await snapshot.rows(self.of_state, {})), default=0)
        try:
            async with PostgresqlReader(self.address).alone() as snapshot:
                shown = await snapshot.rows(self.of_state, {})
        except NotMigrated:
            return "has no schema of this version"
        except (Unavailable, TooSlow, Error):
            return "does not answer"
        return _unfit_to_show(shown, newest)


def _unfit_to_show(shown: Fetched, newest: int) -> str:
    if not shown:
        return "holds no data"
    ((revision, documents),) = shown
    if documents.decode() != fingerprint():
        return "holds documents of another version"
    return "is behind" if revision < newest else ""


class Reads:
    """A read transaction on the replica. Where the replica fails, all that it was asked is asked of the primary; only
    where that answers alike the reading goes on there, so that what was read is still of one state."""

    def __init__(self, reader: ReplicatedReader, replica: PostgresqlReader) -> None:
        self.reader, self.replica = reader, replica
        self.opened = AsyncExitStack()
        self.current: Snapshot
        self.on_replica, self.streaming = True, False
        self.asked: list[tuple[Statement, Values, Fetched]] = []

    async def begun(self) -> bool:
        """Whether the transaction began on the replica."""
        try:
            self.current = await self.opened.enter_async_context(self.replica.snapshot())
        except LOST:
            self.reader.give_up(self.replica)
            return False
        return True

    async def ended(self) -> None:
        """Ends the transaction. Nothing that was read is lost with the connection."""
        with suppress(*LOST):
            await self.opened.aclose()

    async def rows(self, statement: Statement, values: Values) -> Fetched:
        try:
            found = await self.current.rows(statement, values)
        except LOST as error:
            await self._move(error)
            return await self.current.rows(statement, values)
        if self.on_replica and not self.streaming:
            self.asked.append((statement, {**values}, found))
        return found

    async def stream(self, statement: Statement, values: Values) -> AsyncIterator[Fetched]:
        batches = self.current.stream(statement, values)
        try:
            batch = await anext(batches, None)
        except LOST as error:
            await self._move(error)
            batches = self.current.stream(statement, values)
            batch = await anext(batches, None)
        self.streaming = True
        while batch is not None:
            yield batch
            batch = await self._following(batches)

    async def _following(self, batches: AsyncIterator[Fetched]) -> Fetched | None:
        """The next batch. Those before it are on their way, so that nothing can be asked again."""
        try:
            return await anext(batches, None)
        except LOST:
            if self.on_replica:
                self.reader.give_up(self.replica)
            raise

    async def _move(self, error: Exception) -> None:
        """Goes on at the primary. Raises what was wrong where that is not possible."""
        if not self.on_replica:
            raise error
        self.reader.give_up(self.replica)
        if self.streaming:
            raise error
        await self.ended()
        self.on_replica, self.opened = False, AsyncExitStack()
        self.current = await self.opened.enter_async_context(self.reader.primary.snapshot())
        for statement, values, found in self.asked:
            if await self.current.rows(statement, values) != found:
                raise Unavailable("the replica failed, and the primary shows another state") from error
