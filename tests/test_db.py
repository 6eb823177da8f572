"""The two sides of the database: what may take how long, who may write, and who waits for whom."""

import sqlite3
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import bindparam, literal_column, select, text
from sqlalchemy.exc import OperationalError

from models import db, postgresql
from models.base import RECORD
from models.db import NotMigrated, Statement, TooSlow, Unavailable, reader, write_engine
from models.sqlite import SqliteReader
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
    seconds: list[float] = []
    within = SqliteSnapshot._within

    def watched(self: SqliteSnapshot, allowed: float, *rest: Any) -> Any:
        seconds.append(allowed)
        return within(self, allowed, *rest)

    monkeypatch.setattr(SqliteSnapshot, "_within", watched)
    assert anyio.run(rows, loaded["sqlite", "edges"].url, HEAVY) == [(3_000_000,)]
    assert seconds == [db.FAST_SECONDS, db.SLOW_SECONDS]


def test_what_takes_too_long_is_stopped(
    loaded: dict[tuple[str, str], Database], backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "SLOW_SECONDS", 0.05)
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


def test_an_answer_shows_one_state(databases: Databases, backend: str) -> None:
    """What is written while an answer is being read does not show in it."""
    url, engine = databases.migrated(backend)
    statement = "select count(*) from record"

    async def read() -> tuple[Any, Any]:
        source = reader(url)
        await source.open()
        async with source.snapshot() as snapshot:
            before = await snapshot.rows(Statement(statement, (), {}), {})
            with engine.begin() as connection:
                connection.execute(
                    text("insert into record values (1, 'topics', 'x', 1, '2026-11-22T00:00:00Z', null, '{}')")
                )
            after = await snapshot.rows(Statement(statement, (), {}), {})
        await source.close()
        return before, after

    before, after = anyio.run(read)
    assert before == after == [(0,)]


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
