"""The schema: what the models say is what the migrations make, on both databases, up and down."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from models import migrations
from models.db import write_engine
from tests.conftest import Databases


def _declared(name: str | None, type: str, parents: object) -> bool:
    """Whether the models declare it: full-text tables and indexes are written by the migrations alone."""
    return not (name or "").startswith(("search_fts", "search_tokens"))


def test_models_equal_the_migrated_schema(databases: Databases, backend: str) -> None:
    _, engine = databases.migrated(backend)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _declared}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
        assert migrations.current(connection) == migrations.head()


def test_up_and_down_and_up(databases: Databases, backend: str) -> None:
    engine = write_engine(databases.empty(backend))
    migrations.upgrade(engine)
    tables = set(inspect(engine).get_table_names())
    migrations.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrations.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == tables
    engine.dispose()


def test_text_goes_by_code_point_on_postgresql(databases: Databases) -> None:
    _, engine = databases.migrated("postgresql")
    with engine.connect() as connection:
        columns = text(
            "select table_name, column_name, collation_name from information_schema.columns "
            "where table_schema = 'public' and data_type = 'text'"
        )
        assert {row.collation_name for row in connection.execute(columns)} == {"C"}


def test_foreign_keys_hold_at_commit(databases: Databases, backend: str) -> None:
    import pytest
    from sqlalchemy.exc import IntegrityError

    _, engine = databases.migrated(backend)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(
            text("insert into topic (key, id, withdrawn, label, label_folded) values (1, 'x', false, 'X', 'x')")
        )


def test_the_newest_revision_is_the_one_that_alembic_finds(databases: Databases, backend: str) -> None:
    _, engine = databases.migrated(backend)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == migrations.head()
    scripts = ScriptDirectory(str(migrations.HERE))
    assert scripts.get_current_head() == migrations.head()
