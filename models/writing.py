"""The only writer of records, columns, links, parts and the search index: batch by batch, from prepared documents."""

from collections import defaultdict
from enum import StrEnum, auto
from typing import Any

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


class Writer:
    """Gathers what is to be written, and writes it whenever a batch is full. `flush` writes the rest.

    Records that are new or changed get the revision and the time; `bulk` says whether they are those of a bulk load
    from then on; None leaves that as it is.
    """

    def __init__(self, connection: Connection, revision: int, now: str, *, bulk: bool | None) -> None:
        self.connection, self.revision, self.now, self.bulk = connection, revision, now, bulk
        self._start()

    def _start(self) -> None:
        self.gathered = 0
        self.cleared: list[int] = []
        self.updates: list[dict[str, Any]] = []
        self.left: dict[RecordType, list[int]] = defaultdict(list)
        self.rows: dict[str, list[Cells]] = defaultdict(list)
        self.words: dict[str, str] = {}

    def take(self, key: int, given: Prepared, present: Present | None) -> Fate:
        """Writes a record where it is new, or differs from what stands."""
        if present is None:
            self._add(key, given)
            return Fate.added
        if present.withdrawn is None and ended(given.head, present.revision, present.updated_at) == present.document:
            return Fate.unchanged
        self._update(present, given.head, None, present.bulk if self.bulk is None else self.bulk)
        self.refresh(key, given)
        return Fate.changed

    def refresh(self, key: int, given: Prepared) -> None:
        """Writes the rows of a record again."""
        self.cleared.append(key)
        self._gather(key, given)

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

    def _add(self, key: int, given: Prepared) -> None:
        document = ended(given.head, self.revision, self.now)
        ending = (self.revision, self.now, None, document, self.bulk)
        self.rows[RECORD.name].append((key, given.type._value_, given.id, *ending))
        self._gather(key, given)

    def _update(self, record: Present, head: str, withdrawn: str | None, bulk: bool) -> None:
        document = ended(head, self.revision, self.now)
        changed = Present(record.key, self.revision, self.now, withdrawn, bulk, document)
        self.updates.append(changed._asdict() | {"at": record.key})

    def _gather(self, key: int, given: Prepared) -> None:
        for table, cells in given.rows:
            self.rows[table].append((key, *cells))
        self.words |= given.words
        self._one_more()

    def _one_more(self) -> None:
        self.gathered += 1
        if self.gathered == BATCH:
            self.flush()

    def flush(self) -> None:
        """Writes what was gathered."""
        for column in _KEYS if self.cleared else ():
            self.connection.execute(delete(column.table).where(column.in_(self.cleared)))
        for name, cells in self.rows.items():
            insert_rows(self.connection, SQLModel.metadata.tables[name], cells)
        find_by_tokens(self.connection, [cells[0] for cells in self.rows[SEARCH.name]])
        learn(self.connection, self.words)
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
