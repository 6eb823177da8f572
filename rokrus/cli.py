"""The command `rokrus`: serve, load, verify, review, anchor, segment, schema, migrate, doctor, health."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from api.settings import Settings
from models import migrations
from models.base import DATASET, RecordType, timestamp
from models.db import read_engine, write_engine
from models.fingerprint import fingerprint
from models.publish import render_again
from models.rebuild import Unusable
from models.texts import Text, read_texts
from models.writing import Fate
from rokrus.database import check_documents, renewed, run_bulk_load
from seed import load as loading
from seed.anchor import anchor as anchor_quotes
from seed.coverage import Coverage
from seed.coverage import coverage as measure
from seed.coverage import told as counted
from seed.files import Mistakes
from seed.records import AUTHORITIES, ArticleFile, WithdrawalEntry
from seed.review import chosen, drawn
from seed.review import review as review_records
from seed.segment import segments
from seed.verify import verify as verify_spans

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)

Data = Annotated[Path, typer.Option(help="Folder with the data files.", exists=True, file_okay=False)]
Texts = Annotated[
    Path | None,
    typer.Option(envvar="ROKRUS_TEXTS", help="Folder with the source texts, which are not part of rokrus."),
]


def fail(message: str) -> NoReturn:
    """Ends the command with a message on standard error and exit status 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


@contextmanager
def told() -> Iterator[None]:
    """Turns what can go wrong with files and databases into one message."""
    try:
        yield
    except Mistakes as mistakes:
        only = f", of which these are the first {len(mistakes.found)}" if mistakes.total > len(mistakes.found) else ""
        fail(f"{mistakes}\n{mistakes.total} mistakes{only}; nothing was written")
    except DBAPIError as error:
        fail(f"the database cannot be used: {error.orig}")
    except (FileNotFoundError, PermissionError) as error:
        fail(str(error))
    except UnicodeDecodeError:
        fail("a text is not UTF-8")
    except Unusable as unusable:
        fail(f"{unusable}; nothing was written")


@contextmanager
def writing(chosen: Settings) -> Iterator[Engine]:
    """An engine for writing, whose connections are closed in the end."""
    engine = write_engine(chosen.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def settings(**given: Any) -> Settings:
    """The settings from the environment, with what the command line says in their place."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        fail("\n".join(f"ROKRUS_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()))


@app.command()
def serve(host: str | None = None, port: int | None = None, data: Data = loading.DATA) -> None:
    """Migrate, load the data where it changed, and serve. HOST and PORT as in ROKRUS_HOST and ROKRUS_PORT."""
    import uvicorn

    from api.app import create_app

    chosen = settings(host=host, port=port)
    with told(), writing(chosen) as engine:
        prepare(engine, data)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s:     %(message)s")
    typer.echo(f"serving on http://{chosen.host}:{chosen.port}, reference at /docs")
    uvicorn.run(create_app(chosen), host=chosen.host, port=chosen.port, date_header=False, server_header=False)


@app.command()
def load(
    files: Annotated[
        list[Path] | None, typer.Argument(help="NDJSON files of a bulk load.", metavar="[FILE]...")
    ] = None,
    data: Data = loading.DATA,
    bulk: Annotated[bool, typer.Option("--bulk", help="Add the records of FILE..., or replace them by id.")] = False,
) -> None:
    """Migrate, and make the database hold what the data files say. Loading twice changes nothing.

    With --bulk, records of NDJSON files (a document a line, as /v1/observations.ndjson exports it) are added beside
    what is there, all or nothing. Later loads of the data files leave these records alone.
    """
    if bulk != bool(files):
        fail("name files with --bulk, and only then")
    with told(), writing(settings()) as engine:
        loaded = None if files else loading.read_all(data)
        renewed(engine)
        if loaded:
            run_load(engine, loaded)
        else:
            run_bulk_load(engine, files or [])


@app.command()
def migrate() -> None:
    """Bring the schema to the newest revision, and render the documents again by the present classes."""
    with told(), writing(settings()) as engine:
        migrations.upgrade(engine)
        with engine.begin() as connection:
            rendered = render_again(connection, timestamp(datetime.now(UTC)), fingerprint())
    typer.echo(f"schema at {migrations.head()}")
    if rendered is not None:
        revision, fates = rendered
        typer.echo(f"revision {revision}: {fates[Fate.changed]} documents changed, {fates[Fate.unchanged]} did not")


@app.command()
def verify(
    texts: Texts = None,
    data: Data = loading.DATA,
    coverage: Annotated[bool, typer.Option("--coverage", help="Also ask that every sentence is covered.")] = False,
) -> None:
    """Recompute every span against the source texts. Exit status 1 where anything is wrong."""
    with told():
        collection, content = loading.read_all(data).collection, held(texts)
        result = verify_spans(collection, content)
        covered = measure(data, collection, content) if coverage else Coverage()
    mistakes = [*result.mistakes, *covered.mistakes]
    for mistake in sorted(mistakes):
        typer.echo(mistake, err=True)
    total = result.true + result.not_held + result.false
    typer.echo(f"{total} spans: {result.true} true, {result.not_held} without their text")
    for line in counted(covered) if coverage else ():
        typer.echo(line)
    if mistakes:
        fail(f"{len(mistakes)} mistakes")


@app.command()
def review(
    texts: Texts = None,
    data: Data = loading.DATA,
    type: Annotated[list[RecordType] | None, typer.Option(help="Only records of this type; may be repeated.")] = None,
    article: Annotated[list[str] | None, typer.Option(help="Only records with evidence from this article.")] = None,
    record: Annotated[list[str] | None, typer.Option(help="Only this record, as TYPE/ID.")] = None,
    sample: Annotated[int | None, typer.Option(help="Draw so many at random.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="What the draw is made from.")] = 1,
) -> None:
    """Print each record beside the characters of its spans."""
    with told():
        collection, content = loading.read_all(data).collection, held(texts)
    drafts = chosen(collection, type or [], article or [], record or [])
    if not drafts:
        fail("there is no such record")
    for line in review_records(drawn(drafts, sample, seed) if sample else drafts, collection, content):
        typer.echo(line)


@app.command()
def anchor(
    draft: Annotated[Path, typer.Argument(help="Private draft with quotes.", exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write.")],
    texts: Texts = None,
    data: Data = loading.DATA,
) -> None:
    """Turn the quotes of a private draft into spans."""
    with told():
        digests = {id: digest for id, (digest, _) in articles(data).items()}
        count = anchor_quotes(draft, out, held(texts), digests)
    typer.echo(f"{count} spans written to {out}")


@app.command()
def segment(texts: Texts = None, data: Data = loading.DATA) -> None:
    """Write `segments.yaml`: where each sentence of each article begins and ends."""
    with told():
        found = held(texts)
        lines = ["# Sentences of each article as [start, end): made by `rokrus segment`, never by hand.\n"]
        for id, (digest, _) in articles(data).items():
            if digest in found:
                lines.append(f"{id}:\n")
                lines.extend(f"  - [{start}, {end}]\n" for start, end in segments(found[digest]))
        (data / "segments.yaml").write_text("".join(lines), "utf-8")
    typer.echo(f"{len(lines) - 1} lines written to {data / 'segments.yaml'}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of the data files, for editors."""
    kinds: dict[str, Any] = {name: list[entry] for name, entry in AUTHORITIES.items()}  # type: ignore[valid-type]
    kinds |= {"article": ArticleFile, "withdrawn": list[WithdrawalEntry]}
    typer.echo(json.dumps({name: TypeAdapter(kind).json_schema() for name, kind in kinds.items()}, indent=2))


@app.command(no_args_is_help=True)
def doctor(
    documents: Annotated[
        bool, typer.Option("--documents", help="Render every document again, and compare it with the stored one.")
    ] = False,
) -> None:
    """Check the database. Each check is an option. Exit status 1 where anything is wrong."""
    if documents:
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
    if made_from is None or tuple(made_from) != (loading.source_digest(data), fingerprint()):
        typer.echo("loading the data" if made_from is None else "loading the data, which changed")
        run_load(engine, loading.read_all(data))
    else:
        typer.echo("the data is loaded and up to date")


def run_load(engine: Engine, loaded: loading.Loaded) -> None:
    """Loads and says what changed."""
    outcome = loading.load(engine, loaded, timestamp(datetime.now(UTC)))
    typer.echo(
        f"revision {outcome.revision}: {len(outcome.added)} added, {len(outcome.changed)} changed, "
        f"{len(outcome.withdrawn)} withdrawn, {outcome.unchanged} unchanged"
    )


def held(texts: Path | None) -> dict[str, Text]:
    """The texts of the folder that was named."""
    if texts is None:
        fail("name the folder with the source texts: --texts DIR or ROKRUS_TEXTS")
    return read_texts(texts)


def articles(data: Path) -> dict[str, tuple[str, int]]:
    """The digest and the length of the text of every article of the dataset that has one."""
    drafts = loading.read_all(data).collection.drafts
    found = {ref.id: draft.values for ref, draft in drafts.items() if ref.type == RecordType.articles}
    return {id: (values["text_sha256"], values["text_length"]) for id, values in found.items() if values["text_sha256"]}


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the service."""
    typer.echo(openapi_document())


def openapi_document() -> str:
    """The OpenAPI document, the same for every database."""
    from api.app import create_app

    return json.dumps(create_app(Settings()).openapi(), indent=1, ensure_ascii=False)
