"""The only writer of documents, columns and revisions.

`publish` takes the documents of the whole dataset, compares them with what stands, and writes what differs in the
transaction of the caller. A record's document and its columns come from the same call. `rebuild` reads a document
back from columns, links and parts alone; a test holds the two against each other.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from models import SUBJECTS
from models.base import DATASET, LINK, RECORD, Dated, Document, Evidenced, EvidencePart, Link, RecordType, Ref, table_of
from models.evidence import Evidence
from models.keeping import PART_TABLES, Columns, Keys, Refs, Rows, Stored, fields
from models.search import SEARCH, Search, indexed, learn

# How every document ends (`models.base.Dated`).
_ENDING = re.compile(r',"revision":[0-9]+,"updated_at":"[^"]*"\}\Z')


class Present(NamedTuple):
    """A record as it stands in the database."""

    key: int
    revision: int
    updated_at: str
    withdrawn: str | None
    document: str


@dataclass
class Outcome:
    """What a load did."""

    revision: int
    added: list[Ref] = field(default_factory=list)
    changed: list[Ref] = field(default_factory=list)
    withdrawn: list[Ref] = field(default_factory=list)
    unchanged: int = 0


def rows(document: Document, keys: Keys) -> Rows:
    """A document as columns, links and parts."""
    table = SUBJECTS[document.type].table
    kept = Rows({"id": document.id, "withdrawn": False, **table.index_columns(document)})
    for one in fields(type(document)):
        one.put(getattr(document, one.name), kept.columns, "", kept, keys)
    return kept


def publish(
    connection: Connection,
    documents: Iterable[Dated],
    reasons: Mapping[Ref, str],
    now: str,
    source: str,
    fingerprint: str,
) -> Outcome:
    """Makes the database hold exactly these documents, and withdraws what is no longer among them.

    `reasons` says why records left, `now` is the time of the load, `source` and `fingerprint` are remembered so that
    the next start knows what the database was made from. Nothing changes, not even the revision, where nothing differs.
    """
    dataset = connection.execute(select(DATASET)).one_or_none()
    present = _present(connection)
    revision = (dataset.revision if dataset else 0) + 1
    keys = {ref: record.key for ref, record in present.items()}
    given = {Ref(type=document.type, id=document.id): document for document in documents}
    last = max(keys.values(), default=0)
    for key, ref in enumerate((ref for ref in given if ref not in keys), last + 1):
        keys[ref] = key

    made_of = (source, fingerprint)
    stale = dataset is not None and (dataset.source, dataset.documents) != made_of
    writer = _Writer(keys, revision, now, stale)
    outcome = Outcome(revision)
    for ref, document in given.items():
        writer.take(ref, document, present.get(ref), outcome)
    for ref, record in present.items():
        if ref not in given and record.withdrawn is None:
            writer.withdraw(ref, record, reasons.get(ref, "It is no longer in the data files."))
            outcome.withdrawn.append(ref)
    if writer.empty and dataset:
        outcome.revision, now = dataset.revision, dataset.updated_at
    if writer.empty and dataset and not stale:
        return outcome
    writer.write(connection)
    _remember(connection, outcome.revision, now, source, fingerprint, new=dataset is None)
    return outcome


def render_again(connection: Connection, now: str, fingerprint: str) -> Outcome | None:
    """Makes every document and every column anew from the tables, after the classes or the schema changed.

    What differs gets a new revision; withdrawn records keep theirs. None where nothing was ever loaded.
    """
    dataset = connection.execute(select(DATASET)).one_or_none()
    if dataset is None:
        return None
    present = _present(connection)
    writer = _Writer({ref: record.key for ref, record in present.items()}, dataset.revision + 1, now, stale=True)
    outcome = Outcome(dataset.revision + 1)
    for type in SUBJECTS:
        for document in rebuild(connection, type):
            ref = Ref.model_construct(type=type, id=document.id)
            record = present[ref]
            if record.withdrawn is None:
                writer.take(ref, document, record, outcome)
            else:
                writer.keep_withdrawn(document, record)
    if not outcome.changed:
        outcome.revision, now = dataset.revision, dataset.updated_at
    writer.write(connection)
    _remember(connection, outcome.revision, now, dataset.source, fingerprint, new=False)
    return outcome


def rebuild(connection: Connection, type: RecordType) -> Iterator[Dated]:
    """Every record of a type as a document made from the tables alone."""
    refs: Refs = {
        row.key: Ref.model_construct(type=RecordType(row.type), id=row.id)
        for row in connection.execute(select(RECORD.c.key, RECORD.c.type, RECORD.c.id))
    }
    stored, evidence = _stored(connection, type), _evidence(connection, type, refs)
    document, table = SUBJECTS[type].document, table_of(SUBJECTS[type].table)
    columns = select(table, RECORD.c.revision, RECORD.c.updated_at).join(RECORD, RECORD.c.key == table.c.key)
    for row in connection.execute(columns.order_by(table.c.key)).mappings():
        values = {kept.name: kept.take(dict(row), "", stored[row["key"]], refs) for kept in fields(document)}
        if issubclass(document, Evidenced):
            values["evidence"] = evidence[row["key"]]
        rebuilt = document.model_validate({**values, **{name: row[name] for name in ("id", "revision", "updated_at")}})
        assert isinstance(rebuilt, Dated)
        yield rebuilt


def _stored(connection: Connection, type: RecordType) -> dict[int, Stored]:
    """The links and parts of the records of a type, by key."""
    stored: dict[int, Stored] = defaultdict(Stored)
    own = select(RECORD.c.key).where(RECORD.c.type == type)
    links = select(LINK).where(LINK.c.source_key.in_(own))
    for row in connection.execute(links.order_by(LINK.c.source_key, LINK.c.name, LINK.c.position)):
        stored[row.source_key].links.setdefault(row.name, []).append(row.target_key)
    for part in PART_TABLES.values():
        table = table_of(part)
        found = select(table).where(table.c.record_key.in_(own)).order_by(table.c.record_key, table.c.position)
        for item in connection.execute(found).mappings():
            stored[item["record_key"]].parts.setdefault(part, []).append(dict(item))
    return stored


def _evidence(connection: Connection, type: RecordType, refs: Refs) -> dict[int, list[EvidencePart]]:
    """The evidence of the records of a type, by key, in the order of the texts. A withdrawn record has what it had."""
    evidence: dict[int, list[EvidencePart]] = defaultdict(list)
    table, owner = table_of(Evidence), RECORD.alias()
    left_together = and_(owner.c.withdrawn.is_not(None), owner.c.revision == RECORD.c.revision)
    columns = select(table, or_(RECORD.c.withdrawn.is_(None), left_together).label("held"))
    rows = columns.join(RECORD, RECORD.c.key == table.c.key).join(owner, owner.c.key == table.c.record_key)
    for row in connection.execute(rows.where(owner.c.type == type)).mappings():
        if row["held"]:
            values = {kept.name: kept.take(dict(row), "", Stored(), refs) for kept in fields(EvidencePart)}
            evidence[row["record_key"]].append(EvidencePart.model_validate({"id": row["id"], **values}))
    return defaultdict(list, {key: sorted(parts, key=in_texts) for key, parts in evidence.items()})


def _present(connection: Connection) -> dict[Ref, Present]:
    columns = [RECORD.c[name] for name in ("type", "id", *Present._fields)]
    return {
        Ref.model_construct(type=RecordType(row[0]), id=row[1]): Present(*row[2:])
        for row in connection.execute(select(*columns))
    }


class _Writer:
    """Gathers what is to be written, table by table, and writes it.

    Where the database is stale (other code made it), the columns of unchanged records are written again too.
    """

    def __init__(self, keys: Keys, revision: int, now: str, stale: bool) -> None:
        self.keys, self.revision, self.now, self.stale = keys, revision, now, stale
        self.cleared: list[int] = []
        self.new: list[Columns] = []
        self.again: list[Columns] = []
        self.gone: list[Columns] = []
        self.rows: dict[Any, list[Columns]] = defaultdict(list)
        self.words: dict[str, str] = {}

    @property
    def empty(self) -> bool:
        return not (self.new or self.again or self.gone)

    def take(self, ref: Ref, document: Dated, present: Present | None, outcome: Outcome) -> None:
        """Decides whether a document is new, changed, or as it was."""
        if present is None:
            outcome.added.append(ref)
            self.new.append(self._record(ref, document))
        elif (
            present.withdrawn is None and document.at(present.revision, present.updated_at).render() == present.document
        ):
            outcome.unchanged += 1
            if not self.stale:
                return
        else:
            outcome.changed.append(ref)
            self.again.append({"at": present.key, "withdrawn": None, **self._record(ref, document)})
        if present is not None:
            self.cleared.append(present.key)
        self._gather(self.keys[ref], document, withdrawn=False)

    def withdraw(self, ref: Ref, record: Present, reason: str) -> None:
        """Takes a record out of the lists. Its document says since when."""
        ending = {"revision": self.revision, "updated_at": self.now}
        document = _ENDING.sub(lambda _: f',"revision":{self.revision},"updated_at":"{self.now}"}}', record.document)
        self.gone.append(
            {"at": record.key, "type": ref.type, "withdrawn": reason, "document": document, **ending},
        )

    def keep_withdrawn(self, document: Dated, record: Present) -> None:
        """Writes a withdrawn record as the present classes have it; it stays withdrawn since when it was."""
        rendered = document.at(record.revision, record.updated_at).render()
        kept = {"withdrawn": record.withdrawn, "revision": record.revision, "updated_at": record.updated_at}
        self.cleared.append(record.key)
        self.gone.append({"at": record.key, "type": document.type, "document": rendered, **kept})
        self._gather(record.key, document, withdrawn=True)

    def _record(self, ref: Ref, document: Dated) -> Columns:
        return {
            "key": self.keys[ref],
            "type": ref.type,
            "id": ref.id,
            "revision": self.revision,
            "updated_at": self.now,
            "document": document.at(self.revision, self.now).render(),
        }

    def _gather(self, key: int, document: Document, *, withdrawn: bool) -> None:
        kept = rows(document, self.keys)
        self.rows[SUBJECTS[document.type].table].append({"key": key, **kept.columns, "withdrawn": withdrawn})
        for name, position, target in kept.links:
            self.rows[Link].append({"source_key": key, "name": name, "position": position, "target_key": target})
        for part, columns in kept.parts:
            self.rows[part].append({"record_key": key, **columns})
        if found := indexed(key, document):
            self.rows[Search].append(found[0])
            self.words |= found[1]

    def write(self, connection: Connection) -> None:
        self._clear(connection)
        if self.new:
            connection.execute(insert(RECORD), self.new)
        for changes in (self.again, self.gone):
            if changes:
                names = [name for name in changes[0] if name in RECORD.c and name not in ("key", "type", "id")]
                changed = update(RECORD).where(RECORD.c.key == bindparam("at"))
                connection.execute(changed.values({name: bindparam(name) for name in names}), changes)
        for model, columns in self.rows.items():
            connection.execute(insert(table_of(model)), columns)
        learn(connection, self.words)
        for change in self.gone:
            table = table_of(SUBJECTS[change["type"]].table)
            connection.execute(update(table).where(table.c.key == change["at"]).values(withdrawn=True))

    def _clear(self, connection: Connection) -> None:
        """Takes away the rows of records that are written again."""
        own = [table_of(subject.table).c.key for subject in SUBJECTS.values()]
        parts = [table_of(part).c.record_key for part in PART_TABLES.values()]
        for column in (*own, *parts, LINK.c.source_key, SEARCH.c.key) if self.cleared else ():
            of_record = delete(column.table).where(column == bindparam("at"))
            connection.execute(of_record, [{"at": key} for key in self.cleared])


def in_texts(span: EvidencePart) -> tuple[str, int, int, str]:
    """The order of evidence: as it stands in the texts."""
    return span.text_of, span.start, span.end, span.field or ""


def _remember(connection: Connection, revision: int, now: str, source: str, fingerprint: str, *, new: bool) -> None:
    values = {"revision": revision, "updated_at": now, "source": source, "documents": fingerprint}
    if new:
        connection.execute(insert(DATASET).values(id=1, **values))
    else:
        connection.execute(update(DATASET).values(**values))
