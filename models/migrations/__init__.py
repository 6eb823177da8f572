"""The schema through time, for both databases. `upgrade` brings a database to the newest revision."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, column, inspect, select, table

HERE = Path(__file__).parent
# As Alembic keeps it. It takes long to import and much memory, and a database that is up to date needs none of it.
VERSION = table("alembic_version", column("version_num"))


def upgrade(engine: Engine) -> None:
    """Migrates up to the newest revision, in one transaction."""
    with engine.begin() as connection:
        if current(connection) != head():
            from alembic import command

            command.upgrade(_config(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Migrates down to a revision (`base` for an empty database), in one transaction."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision of a database; None where there is no schema."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    found: str | None = connection.execute(select(VERSION.c.version_num)).scalar()
    return found


def head() -> str:
    """The newest revision: each file is named after its own, which count up."""
    return max(path.name for path in (HERE / "versions").glob("[0-9]*.py")).partition("_")[0]


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    attributes: dict[str, Any] = {"connection": connection}
    config.attributes.update(attributes)
    return config
