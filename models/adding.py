"""Adds documents to what a database holds, or replaces them there, batch by batch and as one revision."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from models.base import RECORD, Published, RecordType, Ref
from models.fingerprint import fingerprint
from models.prepared import Prepared, prepare, prepare_span
from models.present import Present, dataset_of, evidence_held, found, remember, slices
from models.stored import Keys
from models.writing import Edition, Fate, Gathered, Writer


class Whole(NamedTuple):
    """A record, prepared, with its evidence, which follows it: what it no longer holds is withdrawn."""

    record: Prepared
    evidence: list[Prepared]


def prepare_whole(document: Published, keys: Keys) -> Whole:
    """Prepares a document and its evidence."""
    return Whole(prepare(document, keys), [prepare_span(span, document, keys) for span in document.evidence])


class Addition:
    """A load that leaves alone what it does not name.

    `keys` has the key of every record that is there or comes; keys from `end` on are those of no record.
    """

    def __init__(self, connection: Connection, keys: Keys, end: int, now: str) -> None:
        self.connection, self.keys, self.end = connection, keys, end
        self.dataset = dataset_of(connection)
        self.edition = Edition((self.dataset.revision if self.dataset else 0) + 1, now, bulk=True)
        self.fates = Counter[Fate]()
        self.writer = Writer(connection, self.edition)

    def add(self, given: Gathered) -> None:
        """Writes new records with their evidence."""
        given.write(self.connection)
        self.fates += Counter({Fate.added: len(given.rows.get(RECORD.name, ()))})

    def replace(self, given: Sequence[Whole]) -> None:
        """Writes records that stand already, with their evidence."""
        keyed = [(self.keys[whole.record.type][whole.record.id], whole) for whole in given]
        standing = [key for key, _ in keyed]
        present: dict[Ref, Present] = {}
        for some in slices(standing):
            present |= found(self.connection, RECORD.c.key.in_(some))
        records = {record.key: record for record in present.values()}
        evidence = {ref.id: record for ref, record in evidence_held(self.connection, standing).items()}
        for key, whole in keyed:
            self._write(key, whole.record, records[key])
            self._write_evidence(whole.evidence, evidence)
        for left in evidence.values():
            if left.withdrawn is None:
                self.fates[self.writer.withdraw(RecordType.evidence, left, "Its record no longer has it.")] += 1

    def _write(self, key: int, given: Prepared, present: Present | None) -> None:
        self.fates[self.writer.take(key, given, present)] += 1

    def _write_evidence(self, given: Sequence[Prepared], standing: dict[str, Present]) -> None:
        for span in given:
            present = standing.pop(span.id, None)
            self._write(present.key if present else self._next(), span, present)

    def _next(self) -> int:
        self.end += 1
        return self.end - 1

    def finish(self) -> tuple[int, Counter[Fate]]:
        """Writes the rest, and the revision where anything differs. Gives the revision and what became of records."""
        self.writer.flush()
        if self.dataset and self.fates.keys() <= {Fate.unchanged}:
            return self.dataset.revision, self.fates
        source, documents = (self.dataset.source, self.dataset.documents) if self.dataset else ("", fingerprint())
        revision, now, _ = self.edition
        remember(self.connection, self.dataset, revision, now, source, documents)
        return revision, self.fates
