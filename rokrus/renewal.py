"""Brings a database to the present schema and classes. A server that starts needs it, so it imports little."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from models import migrations
from models.base import timestamp
from models.fingerprint import fingerprint
from models.present import dataset_of, loaded_in_bulk


def renewed(engine: Engine) -> bool:
    """Brings a database to the newest schema, and its documents to the present classes where a bulk load wrote any of
    them: no data file could. Says whether one did."""
    migrations.upgrade(engine)
    with engine.begin() as connection:
        dataset, in_bulk = dataset_of(connection), loaded_in_bulk(connection)
        if dataset and in_bulk and dataset.documents != fingerprint():
            from models.publish import render_again

            render_again(connection, timestamp(datetime.now(UTC)), fingerprint())
    return in_bulk
