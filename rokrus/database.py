"""What commands do with a whole database, and what they say of it."""

from datetime import UTC, datetime
from pathlib import Path

import typer
from sqlalchemy import Connection, Engine

from models import migrations
from models.base import timestamp
from models.fingerprint import fingerprint
from models.present import dataset_of, loaded_in_bulk
from models.publish import render_again
from models.stale import documents, stale
from models.writing import Fate
from rokrus.progress import tracked
from seed import bulk


def renewed(engine: Engine) -> bool:
    """Brings a database to the newest schema, and its documents to the present classes where a bulk load wrote any of
    them: no data file could. Says whether one did."""
    migrations.upgrade(engine)
    with engine.begin() as connection:
        dataset, in_bulk = dataset_of(connection), loaded_in_bulk(connection)
        if dataset and in_bulk and dataset.documents != fingerprint():
            render_again(connection, timestamp(datetime.now(UTC)), fingerprint())
    return in_bulk


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
