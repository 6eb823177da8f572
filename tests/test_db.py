"""The two sides of the database: what may take how long, who may write, and who waits for whom."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import Engine, bindparam, delete, func, insert, literal_column, select, text
from sqlalchemy.exc import OperationalError

from models import db, postgresql, sqlite
from models.base import DATASET, RECORD
from models.db import Fetched, Moved, NotMigrated, Statement, TooSlow, Unavailable, reader, write_engine
from models.sqlite import SqliteConnection, SqliteReader
from tests.conftest import Database, Databases

HEAVY = Statement(
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select count(*) from n", (), {}
)


async def rows(url: str, statement: Statement) -> Any:
    source = reader(url)
    await source.open()
    try:
        async with source.snapshot() as snapshot:
            return await snapshot.rows(statement, {})
    finally:
        await source.close()


def test_what_spends_the_budget_runs_again_in_the_slow_lane(
    loaded: dict[tuple[str, str], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes: list[tuple[float, bool]] = []
    fetched = SqliteConnection.fetched

    def watched(self: SqliteConnection, sql: str, arguments: Any, seconds: float, steps: int) -> Any:
        lanes.append((seconds, threading.current_thread() is threading.main_thread()))
        return fetched(self, sql, arguments, seconds, steps)

    async def twice() -> None:
        source = reader(loaded["sqlite", "edges"].url)
        async with source.snapshot() as snapshot:
            for _ in range(2):
                assert await snapshot.rows(HEAVY, {}) == [(3_000_000,)]
        await source.close()

    monkeypatch.setattr(SqliteConnection, "fetched", watched)
    anyio.run(twice)
    slow = (db.SLOW_SECONDS, False)
    assert lanes == [(sqlite.FAST_SECONDS, True), slow, slow]  # it is remembered


def test_what_takes_too_long_is_stopped(
    loaded: dict[tuple[str, str], Database], backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "SLOW_SECONDS", 0.05)
    monkeypatch.setattr(postgresql, "SLOW_SECONDS", 0.05)
    sleeping = Statement("select pg_sleep(30)", (), {})
    with pytest.raises(TooSlow):
        anyio.run(rows, loaded[backend, "edges"].url, HEAVY if backend == "sqlite" else sleeping)


def test_readers_cannot_write(loaded: dict[tuple[str, str], Database], backend: str) -> None:
    with pytest.raises(Exception, match=r"read-?only|READ-ONLY|readonly"):
        anyio.run(rows, loaded[backend, "edges"].url, Statement("delete from record", (), {}))


def test_a_mistake_of_ours_is_not_taken_for_an_outage(loaded: dict[tuple[str, str], Database], backend: str) -> None:
    with pytest.raises(Exception, match="syntax error"):
        anyio.run(rows, loaded[backend, "edges"].url, Statement("selekt 1", (), {}))
    with pytest.raises(NotMigrated):
        anyio.run(rows, loaded[backend, "edges"].url, Statement("select 1 from planet", (), {}))


def test_a_database_that_is_not_there(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path / 'nothing.db'}", f"sqlite:///{tmp_path}"):
        with pytest.raises(Unavailable):
            anyio.run(rows, url, Statement("select 1", (), {}))
    assert not (tmp_path / "nothing.db").exists()


ONE: dict[str, Any] = {"type": "topics", "revision": 1, "updated_at": "", "document": "x" * 2_000}
COUNTING = select(func.count()).select_from(RECORD)


def test_an_answer_shows_one_state(databases: Databases, backend: str) -> None:
    """Where a load comes between two statements of an answer, the answer is begun anew."""
    url, engine = databases.migrated(backend)

    async def read() -> list[Any]:
        source = reader(url)
        counting, counts = source.compile(COUNTING), list[Any]()
        await source.open()
        for _ in range(2):
            with suppress(Moved):
                async with source.snapshot() as snapshot:
                    counts += await snapshot.rows(counting, {})
                    load_one(engine)
                    counts += await snapshot.rows(counting, {})
        await source.close()
        return counts

    def load_one(engine: Engine) -> None:
        with engine.begin() as connection:
            if not connection.execute(select(RECORD.c.key)).first():
                connection.execute(insert(DATASET).values(id=1, revision=1, updated_at="", documents="", source=""))
                connection.execute(insert(RECORD), [{**ONE, "key": 1, "id": "x"}])

    assert anyio.run(read) == [(0,), (1,), (1,)]


def test_a_stream_shows_one_state(loaded: dict[tuple[str, str], Database], databases: Databases, backend: str) -> None:
    """What is written while it runs does not show in it."""
    url, engine = databases.migrated(backend)
    with engine.begin() as connection:
        connection.execute(insert(RECORD), [{**ONE, "key": key, "id": str(key)} for key in range(5_000)])

    async def read() -> int:
        source = reader(url)
        await source.open()
        async with source.snapshot() as snapshot:
            stream = snapshot.stream(source.compile(select(RECORD.c.document)), {})
            count = await source.exporting(lambda: read_and_delete(stream))
        await source.close()
        return count

    def read_and_delete(stream: Iterator[Fetched]) -> int:
        count = len(next(stream))
        with engine.begin() as connection:
            connection.execute(delete(RECORD).where(RECORD.c.key > 3_000))
        return count + sum(len(some) for some in stream)

    assert anyio.run(read) == 5_000


def test_a_writer_takes_the_lock_when_it_begins(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without BEGIN IMMEDIATE two writers read the same state, and one of the two updates is lost."""
    url, engine = databases.migrated("sqlite")
    monkeypatch.setattr(db, "BUSY_SECONDS", 0)
    other = write_engine(url)
    with engine.begin() as first:
        first.execute(text("select 1"))
        with pytest.raises(OperationalError, match="locked"), other.begin():
            pass
    with other.begin() as second:
        assert second.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
        assert second.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
    other.dispose()


def test_statements_are_compiled_for_the_driver() -> None:
    statement = select(RECORD.c.id).where(RECORD.c.type == bindparam("type")).limit(literal_column("5"))
    compiled = SqliteReader("x.db").compile(statement)
    assert "?" in compiled.sql
    assert compiled.arguments({"type": "actors"})[0] == "actors"
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table record (id, type)")
        connection.execute(compiled.sql, compiled.arguments({"type": "actors"}))
    connection.close()
