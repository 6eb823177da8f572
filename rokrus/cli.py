"""The command `rokrus`: serve, load, verify, review, anchor, segment, schema, migrate, doctor, health."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import Engine, select

from api.settings import Settings
from models import migrations
from models.base import DATASET, timestamp
from models.db import read_engine
from models.fingerprint import fingerprint
from rokrus import authoring
from rokrus.common import Data, fail, settings, told, writing
from rokrus.renewal import renewed
from seed.source import DATA, source_digest

if TYPE_CHECKING:
    from seed.load import Loaded

# A command imports what it works with: a server that starts needs nothing of what reads and writes data.
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

app.add_typer(authoring.app)


@app.command()
def serve(host: str | None = None, port: int | None = None, workers: int | None = None, data: Data = DATA) -> None:
    """Migrate, load the data where it changed, and serve. HOST, PORT and WORKERS as in ROKRUS_HOST and so on."""
    chosen = settings(host=host, port=port, workers=workers)
    with told(), writing(chosen) as engine:
        prepare(engine, data)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    from rokrus import server

    typer.echo(f"serving on http://{chosen.host}:{chosen.port}, reference at /docs")
    server.run(chosen)


@app.command()
def load(
    files: Annotated[
        list[Path] | None, typer.Argument(help="NDJSON files of a bulk load.", metavar="[FILE]...")
    ] = None,
    data: Data = DATA,
    bulk: Annotated[bool, typer.Option("--bulk", help="Add the records of FILE..., or replace them by id.")] = False,
) -> None:
    """Migrate, and make the database hold what the data files say. Loading twice changes nothing.

    With --bulk, records of NDJSON files (a document a line, as /v1/observations.ndjson exports it) are added beside
    what is there, all or nothing. Later loads of the data files leave these records alone.
    """
    if bulk != bool(files):
        fail("name files with --bulk, and only then")
    from seed.load import read_all

    with told(), writing(settings()) as engine:
        loaded = None if files else read_all(data)
        renewed(engine)
        if loaded:
            run_load(engine, loaded)
        else:
            from rokrus.database import run_bulk_load

            run_bulk_load(engine, files or [])


@app.command()
def migrate() -> None:
    """Bring the schema to the newest revision, and render the documents again by the present classes."""
    from models.publish import render_again
    from models.writing import Fate

    with told(), writing(settings()) as engine:
        migrations.upgrade(engine)
        with engine.begin() as connection:
            rendered = render_again(connection, timestamp(datetime.now(UTC)), fingerprint())
    typer.echo(f"schema at {migrations.head()}")
    if rendered is not None:
        revision, fates = rendered
        typer.echo(f"revision {revision}: {fates[Fate.changed]} documents changed, {fates[Fate.unchanged]} did not")


@app.command(no_args_is_help=True)
def doctor(
    documents: Annotated[
        bool, typer.Option("--documents", help="Render every document again, and compare it with the stored one.")
    ] = False,
) -> None:
    """Check the database. Each check is an option. Exit status 1 where anything is wrong."""
    if documents:
        from rokrus.database import check_documents

        with told(), read_engine(settings().database_url).begin() as connection:
            total, wrong = check_documents(connection)
        if wrong:
            fail(f"{wrong} of {total} documents are not what their rows say; `rokrus migrate` renders them again")
        typer.echo(f"{total} documents are what their rows say")


@app.command()
def health() -> None:
    """Exit status 0 when the service on this machine answers, for health checks of containers."""
    import httpx

    try:
        httpx.get(f"http://127.0.0.1:{settings().port}/healthz", timeout=3).raise_for_status()
    except httpx.HTTPError as error:
        fail(f"no answer: {error}")


def prepare(engine: Engine, data: Path) -> None:
    """Brings a database to the newest schema and to the present data, and says what it does."""
    if renewed(engine):
        typer.echo("the database holds records of a bulk load; `rokrus load` brings changes of the data files")
        return
    with engine.connect() as connection:
        made_from = connection.execute(select(DATASET.c.source, DATASET.c.documents)).one_or_none()
    if made_from is None or tuple(made_from) != (source_digest(data), fingerprint()):
        from seed.load import read_all

        typer.echo("loading the data" if made_from is None else "loading the data, which changed")
        run_load(engine, read_all(data))
    else:
        typer.echo("the data is loaded and up to date")


def run_load(engine: Engine, loaded: "Loaded") -> None:
    """Loads and says what changed."""
    from seed.load import load

    outcome = load(engine, loaded, timestamp(datetime.now(UTC)))
    typer.echo(
        f"revision {outcome.revision}: {len(outcome.added)} added, {len(outcome.changed)} changed, "
        f"{len(outcome.withdrawn)} withdrawn, {outcome.unchanged} unchanged"
    )


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the service."""
    typer.echo(openapi_document())


def openapi_document() -> str:
    """The OpenAPI document, the same for every database."""
    from api.app import create_app

    return json.dumps(create_app(Settings()).openapi(), indent=1, ensure_ascii=False)
