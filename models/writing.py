"""The only writer of records, columns, links, parts and the search index: batch by batch, from prepared documents."""

import marshal
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, update
from sqlmodel import SQLModel

from models import SUBJECTS
from models.base import LINK, RECORD, RecordType, table_of
from models.inserting import insert_rows
from models.keeping import PART_TABLES
from models.prepared import Cells, Prepared, ended, head_of
from models.present import Present
from models.search import SEARCH, find_by_tokens, learn

BATCH = 2_000
# Where the rows of a record stand: the columns with its key.
_OWN = [table_of(subject.table).c.key for subject in SUBJECTS.values()]
_PARTS = [table_of(part).c.record_key for part in PART_TABLES.values()]
_KEYS = (*_OWN, *_PARTS, LINK.c.source_key, SEARCH.c.key)


class Fate(StrEnum):
    """What became of a record."""

    added, changed, withdrawn, unchanged = auto(), auto(), auto(), auto()


class Edition(NamedTuple):
    """What records that are new or changed get: the revision, the time, and whether they are those of a bulk load from
    then on; None leaves that as it is."""

    revision: int
    now: str
    bulk: bool | None


@dataclass
class Gathered:
    """Rows that are to be added, by the names of their tables, and the words in them."""

    rows: dict[str, list[Cells]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, str] = field(default_factory=dict)

    def add(self, key: int, given: Prepared, edition: Edition) -> None:
        """Takes a new record."""
        document = ended(given.head, edition.revision, edition.now)
        record = (key, given.type._value_, given.id, edition.revision, edition.now, None, document, edition.bulk)
        self.rows[RECORD.name].append(record)
        self.add_rows(key, given)

    def add_rows(self, key: int, given: Prepared) -> None:
        """Takes the rows of a record that is there."""
        for table, cells in given.rows:
            self.rows[table].append((key, *cells))
        self.words |= given.words

    def packed(self) -> bytes:
        """For another process. Cells are plain values, for which this is the fastest way."""
        return marshal.dumps(({str(name): cells for name, cells in self.rows.items()}, self.words))

    def write(self, connection: Connection) -> None:
        """Adds the rows to the tables."""
        for name, cells in self.rows.items():
            insert_rows(connection, SQLModel.metadata.tables[name], cells)
        find_by_tokens(connection, self.rows.get(SEARCH.name, []))
        learn(connection, self.words)


def unpacked(packed: bytes) -> Gathered:
    """What was packed."""
    return Gathered(*marshal.loads(packed))


class Writer:
    """Gathers what is to be written, and writes it whenever a batch is full. `flush` writes the rest.

    Records that are new or changed get what the edition says.
    """

    def __init__(self, connection: Connection, edition: Edition) -> None:
        self.connection, self.edition = connection, edition
        self._start()

    def _start(self) -> None:
        self.gathered = 0
        self.cleared: list[int] = []
        self.updates: list[dict[str, Any]] = []
        self.left: dict[RecordType, list[int]] = defaultdict(list)
        self.new = Gathered()

    def take(self, key: int, given: Prepared, present: Present | None) -> Fate:
        """Writes a record where it is new, or differs from what stands."""
        if present is None:
            self.new.add(key, given, self.edition)
            self._one_more()
            return Fate.added
        if present.withdrawn is None and ended(given.head, present.revision, present.updated_at) == present.document:
            return Fate.unchanged
        bulk = self.edition.bulk
        self._update(present, given.head, None, present.bulk if bulk is None else bulk)
        self.refresh(key, given)
        return Fate.changed

    def refresh(self, key: int, given: Prepared) -> None:
        """Writes the rows of a record again."""
        self.cleared.append(key)
        self.new.add_rows(key, given)
        self._one_more()

    def withdraw(self, type: RecordType, record: Present, reason: str) -> Fate:
        """Takes a record out of the lists. Its document says since when."""
        self._update(record, head_of(record.document), reason, record.bulk)
        self.left[type].append(record.key)
        self._one_more()
        return Fate.withdrawn

    def keep_withdrawn(self, given: Prepared, record: Present) -> None:
        """Writes a withdrawn record as the present classes have it; it stays withdrawn since when it was."""
        document = ended(given.head, record.revision, record.updated_at)
        self.updates.append(record._replace(document=document)._asdict() | {"at": record.key})
        self.left[given.type].append(record.key)
        self.refresh(record.key, given)

    def _update(self, record: Present, head: str, withdrawn: str | None, bulk: bool) -> None:
        revision, now, _ = self.edition
        changed = Present(record.key, revision, now, withdrawn, bulk, ended(head, revision, now))
        self.updates.append(changed._asdict() | {"at": record.key})

    def _one_more(self) -> None:
        self.gathered += 1
        if self.gathered == BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what was gathered."""
        for column in _KEYS if self.cleared else ():
            self.connection.execute(delete(column.table).where(column.in_(self.cleared)))
        self.new.write(self.connection)
        if self.updates:
            self.connection.execute(_UPDATE, self.updates)
        for type, keys in self.left.items():
            table = table_of(SUBJECTS[type].table)
            self.connection.execute(update(table).where(table.c.key.in_(keys)).values(withdrawn=True))
        self._start()


_UPDATE = (
    update(RECORD)
    .where(RECORD.c.key == bindparam("at"))
    .values({name: bindparam(name) for name in Present._fields if name != "key"})
)
