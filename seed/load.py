"""Loads the data files: every mistake of every file at once, or one transaction."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from models.base import Ref
from models.fingerprint import fingerprint
from models.publish import Outcome, publish
from seed.assemble import Collection
from seed.check import check
from seed.derive import derive
from seed.files import Read, read, validate
from seed.mistakes import Mistakes
from seed.records import AUTHORITIES, WithdrawalEntry
from seed.source import data_files, source_digest


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


def load(engine: Engine, loaded: Loaded, now: str) -> Outcome:
    """Makes a database hold what the files hold, in one transaction. `now` becomes the time of what changed."""
    documents = list(loaded.collection.documents())
    with engine.begin() as connection:
        return publish(connection, documents, loaded.reasons, now, loaded.digest, fingerprint())


def _reasons(found: Read, collection: Collection) -> dict[Ref, str]:
    entries = found.value if isinstance(found.value, list) else []
    parsed = [
        validate(WithdrawalEntry, value, found.origin.at(index), collection.found)
        for index, value in enumerate(entries)
    ]
    return {entry.record: entry.reason for entry in parsed if entry is not None}
