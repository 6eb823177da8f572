"""What commands do with a whole database, and what they say of it."""

from datetime import UTC, datetime
from pathlib import Path

import typer
from sqlalchemy import Connection, Engine

from models.base import timestamp
from models.stale import documents, stale
from models.writing import Fate
from rokrus.progress import tracked
from seed import bulk


def run_bulk_load(engine: Engine, files: list[Path]) -> None:
    """Loads in bulk, shows how far it is, and says what changed."""
    revision, fates = bulk.load(engine, files, timestamp(datetime.now(UTC)), tracked)
    counted = ", ".join(f"{fates[fate]} {fate}" for fate in Fate)
    typer.echo(f"revision {revision}: {counted}")


def check_documents(connection: Connection) -> tuple[int, int]:
    """Names every document that is not what its rows say. Gives the number of all documents, and of these."""
    wrong = 0
    for ref in stale(connection):
        wrong += 1
        typer.echo(f"{ref.type}/{ref.id}")
    return documents(connection), wrong
