"""Adds documents to what a database holds, or replaces them there, batch by batch and as one revision."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from models.base import RECORD, Published, RecordType, Ref
from models.evidence import evidence_of
from models.fingerprint import fingerprint
from models.prepared import Prepared, prepare
from models.present import Present, dataset_of, evidence_held, found, remember, slices
from models.stored import Keys
from models.writing import Fate, Writer


class Whole(NamedTuple):
    """A record, prepared, with its evidence, which follows it: what it no longer holds is withdrawn."""

    record: Prepared
    evidence: list[Prepared]


def prepare_whole(document: Published, keys: Keys) -> Whole:
    """Prepares a document and its evidence."""
    return Whole(prepare(document, keys), [prepare(span, keys) for span in evidence_of(document)])


class Addition:
    """A load that leaves alone what it does not name.

    `keys` has the key of every record that is there or comes; those from `first` on are new, and each is followed by
    room for the keys of its evidence, up to `end`.
    """

    def __init__(self, connection: Connection, keys: Keys, first: int, end: int, now: str) -> None:
        self.connection, self.keys, self.first, self.end, self.now = connection, keys, first, end, now
        self.dataset = dataset_of(connection)
        self.revision = (self.dataset.revision if self.dataset else 0) + 1
        self.fates = Counter[Fate]()
        self.writer = Writer(connection, self.revision, now, bulk=True)

    def take(self, given: Sequence[Whole]) -> None:
        """Writes some records with their evidence."""
        keyed = [(self.keys[whole.record.type][whole.record.id], whole) for whole in given]
        standing = [key for key, _ in keyed if key < self.first]
        present: dict[Ref, Present] = {}
        for some in slices(standing):
            present |= found(self.connection, RECORD.c.key.in_(some))
        records = {record.key: record for record in present.values()}
        evidence = {ref.id: record for ref, record in evidence_held(self.connection, standing).items()}
        for key, whole in keyed:
            self._write(key, whole.record, records.get(key))
            self._write_evidence(key, whole.evidence, evidence)
        for left in evidence.values():
            if left.withdrawn is None:
                self.fates[self.writer.withdraw(RecordType.evidence, left, "Its record no longer has it.")] += 1

    def _write(self, key: int, given: Prepared, present: Present | None) -> None:
        self.fates[self.writer.take(key, given, present)] += 1

    def _write_evidence(self, owner: int, given: Sequence[Prepared], standing: dict[str, Present]) -> None:
        for place, span in enumerate(given, owner + 1):
            present = standing.pop(span.id, None)
            key = present.key if present else place if owner >= self.first else self._next()
            self._write(key, span, present)

    def _next(self) -> int:
        self.end += 1
        return self.end - 1

    def finish(self) -> tuple[int, Counter[Fate]]:
        """Writes the rest, and the revision where anything differs. Gives the revision and what became of records."""
        self.writer.flush()
        if self.dataset and self.fates.keys() <= {Fate.unchanged}:
            return self.dataset.revision, self.fates
        source, documents = (self.dataset.source, self.dataset.documents) if self.dataset else ("", fingerprint())
        remember(self.connection, self.dataset, self.revision, self.now, source, documents)
        return self.revision, self.fates
