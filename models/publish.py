"""Publishes the documents of the whole dataset, or renders all anew: what differs gets the next revision.

Both work in the transaction of the caller and write through `models.writing`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import Connection

from models import SUBJECTS
from models.base import RECORD, Dated, RecordType, Ref
from models.prepared import prepare
from models.present import dataset_of, found, last_key, owned, remember
from models.rebuild import pieces
from models.stored import Keys
from models.writing import Edition, Fate, Writer


@dataclass
class Outcome:
    """What a load did."""

    revision: int
    added: list[Ref] = field(default_factory=list)
    changed: list[Ref] = field(default_factory=list)
    withdrawn: list[Ref] = field(default_factory=list)
    unchanged: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.changed or self.withdrawn)

    def count(self, ref: Ref, fate: Fate) -> None:
        """Takes down what became of a record."""
        match fate:
            case Fate.added:
                self.added.append(ref)
            case Fate.changed:
                self.changed.append(ref)
            case Fate.unchanged:
                self.unchanged += 1


def publish(
    connection: Connection,
    documents: Iterable[Dated],
    reasons: Mapping[Ref, str],
    now: str,
    source: str,
    fingerprint: str,
) -> Outcome:
    """Makes the database hold exactly these documents beside what bulk loads brought, and withdraws the others.

    `reasons` says why records left, `now` is the time of the load, `source` and `fingerprint` are remembered so that
    the next start knows what the database was made from. Nothing changes, not even the revision, where nothing differs.
    """
    dataset = dataset_of(connection)
    given = {Ref(type=document.type, id=document.id): document for document in documents}
    present = owned(connection, given)
    keys = {ref: record.key for ref, record in present.items()}
    keys |= dict(zip((ref for ref in given if ref not in present), count(last_key(connection) + 1), strict=False))

    stale = dataset is not None and (dataset.source, dataset.documents) != (source, fingerprint)
    outcome = Outcome((dataset.revision if dataset else 0) + 1)
    by_types, writer = by_type(keys), Writer(connection, Edition(outcome.revision, now, bulk=False))
    for ref, document in given.items():
        prepared = prepare(document, by_types)
        outcome.count(ref, fate := writer.take(keys[ref], prepared, present.get(ref)))
        if stale and fate is Fate.unchanged:
            writer.refresh(keys[ref], prepared)
    for ref, record in present.items():
        if ref not in given and record.withdrawn is None:
            writer.withdraw(ref.type, record, reasons.get(ref, "It is no longer in the data files."))
            outcome.withdrawn.append(ref)
    writer.flush()
    if dataset and not outcome.differs:
        outcome.revision, now = dataset.revision, dataset.updated_at
    if outcome.differs or stale or not dataset:
        remember(connection, dataset, outcome.revision, now, source, fingerprint)
    return outcome


def render_again(connection: Connection, now: str, fingerprint: str) -> tuple[int, Counter[Fate]] | None:
    """Makes every document and every column anew from the tables, after the classes or the schema changed.

    What differs gets a new revision; withdrawn records keep theirs. Gives the revision and what became of records;
    None where nothing was ever loaded.
    """
    dataset = dataset_of(connection)
    if dataset is None:
        return None
    writer = Writer(connection, Edition(dataset.revision + 1, now, bulk=None))
    fates = Counter(_again(connection, writer))
    writer.flush()
    revision = writer.edition.revision if Fate.changed in fates else dataset.revision
    changed_at = now if Fate.changed in fates else dataset.updated_at
    remember(connection, dataset, revision, changed_at, dataset.source, fingerprint)
    return revision, fates


def _again(connection: Connection, writer: Writer) -> Iterator[Fate]:
    """Writes every record again, and gives what became of those that are not withdrawn."""
    for piece in (piece for type in SUBJECTS for piece in pieces(connection, type)):
        keys = by_type({ref: key for key, ref in piece.refs.items()})
        present = {record.key: record for record in found(connection, RECORD.c.key.in_(piece.keys)).values()}
        for key, document in zip(piece.keys, piece.documents, strict=True):
            prepared = prepare(document, keys)
            if present[key].withdrawn is not None:
                writer.keep_withdrawn(prepared, present[key])
                continue
            if (fate := writer.take(key, prepared, present[key])) is Fate.unchanged:
                writer.refresh(key, prepared)
            yield fate


def by_type(keys: Mapping[Ref, int]) -> Keys:
    """The keys of records, by their types and ids."""
    found: dict[RecordType, dict[str, int]] = {type: {} for type in RecordType}
    for ref, key in keys.items():
        found[ref.type][ref.id] = key
    return found
