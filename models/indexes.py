"""Indexes and foreign keys over many new rows are made, and checked, faster at once than row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

# For each dialect: what drops an index that no constraint needs, and what makes it again; so too for foreign keys.
# SQLite has no statement for these.
_AGAIN = {
    "sqlite": """
        SELECT format('DROP INDEX "%w"', name), sql FROM sqlite_master
        WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :tables""",
    "postgresql": """
        SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename IN :tables
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)
        UNION ALL
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE contype = 'f' AND conrelid IN
        (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname IN :tables)""",
}


@contextmanager
def begun_at_once(engine: Engine) -> Iterator[Connection]:
    """A transaction for very many rows. On SQLite foreign keys are checked in its end: while a row waits for the one
    that it refers to, SQLite would look through whole tables at every further row."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        driver.execute("PRAGMA foreign_keys=OFF")  # has no effect within a transaction
        try:
            with connection.begin():
                yield connection
                if wrong := driver.execute("PRAGMA foreign_key_check").fetchone():
                    raise IntegrityError("PRAGMA foreign_key_check", None, ValueError(f"in table {wrong[0]}"))
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


@contextmanager
def made_afterwards(connection: Connection) -> Iterator[None]:
    """Drops indexes and foreign keys, and makes them again in the end, in the same transaction.

    On PostgreSQL readers of the tables wait meanwhile: right for a database that holds nothing yet.
    """
    query = text(_AGAIN[connection.dialect.name]).bindparams(bindparam("tables", expanding=True))
    again = connection.execute(query, {"tables": list(SQLModel.metadata.tables)}).all()
    for drop, _ in again:
        connection.exec_driver_sql(drop)
    yield
    for _, make in again:
        connection.exec_driver_sql(make)
