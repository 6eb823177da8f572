"""Loads a file of documents straight through the writer of `models.publish`, batch by batch.

It stands in for `rokrus load --bulk FILE`, and is called in the same way: the file as argument, the database in
ROKRUS_DATABASE_URL. What has to change when that command is there is `COMMAND`.
"""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, BinaryIO

import orjson
import typer
from sqlalchemy import Connection

from api.settings import Settings
from models import SUBJECTS, migrations
from models.base import UNPUBLISHED, Dated, Published, RecordType, Ref, timestamp
from models.db import write_engine
from models.evidence import EvidenceDocument
from models.fingerprint import fingerprint
from models.publish import Outcome, _remember, _Writer

COMMAND = (sys.executable, "-m", "benchmarks.loading")
BATCH = 5_000


def load(connection: Connection, lines: Iterable[bytes], now: str) -> int:
    """Publishes the documents of a file into an empty database, and gives how many there are."""
    keys: dict[Ref, int] = {}
    for batch in batches(lines):
        writer = _Writer(keys, 1, now, stale=False)
        for document in chain.from_iterable(map(read, batch)):
            ref = Ref.model_construct(type=document.type, id=document.id)
            keys[ref] = len(keys) + 1
            writer.take(ref, document, None, Outcome(1))
        writer.write(connection)
    _remember(connection, 1, now, "benchmarks", fingerprint(), new=True)
    return len(keys)


def batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The lines, some at a time."""
    rest = iter(lines)
    while batch := list(islice(rest, BATCH)):
        yield batch


def read(line: bytes) -> Iterator[Dated]:
    """The document of a line, and its evidence as documents. Raises ValidationError where it is not one."""
    values = orjson.loads(line)
    document = SUBJECTS[RecordType(values.pop("type"))].document.model_validate(values)
    assert isinstance(document, Published)
    yield document
    for part in document.evidence:
        record = Ref(type=document.type, id=document.id)
        yield EvidenceDocument.model_validate({**part.model_dump(), "record": record, **UNPUBLISHED})


def main(
    file: Annotated[Path, typer.Argument(help="File with one document a line.", exists=True, dir_okay=False)],
) -> None:
    """Load a file of documents into the empty database of ROKRUS_DATABASE_URL."""
    engine = write_engine(Settings().database_url)
    migrations.upgrade(engine)
    lines: BinaryIO
    with file.open("rb") as lines, engine.begin() as connection:
        count = load(connection, lines, timestamp(datetime.now(UTC)))
    engine.dispose()
    print(f"{count:,} documents loaded")


if __name__ == "__main__":
    typer.run(main)
