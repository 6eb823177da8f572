"""Loads the data files: every mistake of every file at once, or one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

import models
from models.base import Ref
from models.fingerprint import fingerprint
from models.publish import Outcome, publish
from seed import records
from seed.assemble import Collection
from seed.check import check
from seed.derive import derive
from seed.files import Mistakes, Read, read, validate
from seed.records import AUTHORITIES, WithdrawalEntry

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What the files of a folder hold, why records left them, and the digest of what all of it was made from."""

    collection: Collection
    reasons: dict[Ref, str]
    digest: str


def read_all(data: Path) -> Loaded:
    """All files of a data folder, checked. Raises Mistakes."""
    collection = Collection()
    reasons: dict[Ref, str] = {}
    for path in data_files(data):
        name = path.relative_to(data).as_posix()
        try:
            found = read(path, name)
        except Mistakes as mistakes:
            collection.found.extend(mistakes.found)
            continue
        if name.startswith("articles/"):
            collection.add_article(found)
        elif path.stem in AUTHORITIES:
            collection.add_authorities(path.stem, found)
        elif name == "withdrawn.yaml":
            reasons = _reasons(found, collection)
        else:
            collection.found.append(found.origin.mistake("is not a data file of any kind", "file"))
    collection.contribute()
    collection.found.extend(check(collection))
    collection.found.extend(derive(collection))
    if collection.found:
        raise Mistakes(collection.found)
    return Loaded(collection, reasons, source_digest(data))


def data_files(data: Path) -> Iterator[Path]:
    """The files that hold records, in a fixed order."""
    made = {"segments.yaml", "coverage.yaml"}
    yield from (path for path in sorted(data.glob("*.yaml")) if path.name not in made)
    yield from sorted((data / "articles").glob("*.yaml"))


def load(engine: Engine, loaded: Loaded, now: str) -> Outcome:
    """Makes a database hold what the files hold, in one transaction. `now` becomes the time of what changed."""
    documents = list(loaded.collection.documents())
    with engine.begin() as connection:
        return publish(connection, documents, loaded.reasons, now, loaded.digest, fingerprint())


def source_digest(data: Path) -> str:
    """One SHA-256 over the data and over the classes that read and render it: what a database is made from."""
    digest = sha256()
    code = [Path(module.__file__ or "").parent for module in (models, records)]
    sources = [path for folder in code for path in sorted(folder.glob("*.py"))]
    for path in [*data_files(data), *sources]:
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _reasons(found: Read, collection: Collection) -> dict[Ref, str]:
    entries = found.value if isinstance(found.value, list) else []
    parsed = [
        validate(WithdrawalEntry, value, found.origin.at(index), collection.found)
        for index, value in enumerate(entries)
    ]
    return {entry.record: entry.reason for entry in parsed if entry is not None}
