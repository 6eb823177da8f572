"""Documents made from the tables alone: what the tables hold is what was published, and a test shows it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, and_, bindparam, or_, select

from models import SUBJECTS
from models.base import LINK, RECORD, Dated, Evidenced, EvidencePart, RecordType, Ref, table_of
from models.evidence import in_texts
from models.keeping import PART_TABLES, fields
from models.present import EVIDENCE, MOST_AT_ONCE, Unusable, slices
from models.stored import Refs, Stored


class Piece(NamedTuple):
    """Some records of a type: their keys and documents, and what they are and link to, by key."""

    keys: Sequence[int]
    documents: list[Dated]
    refs: Refs


def rebuild(connection: Connection, type: RecordType) -> Iterator[Dated]:
    """Every record of a type as a document made from the tables alone."""
    return (document for piece in pieces(connection, type) for document in piece.documents)


def pieces(connection: Connection, type: RecordType) -> Iterator[Piece]:
    """The same piece by piece, so that few documents are held at once."""
    return (piece(connection, type, keys) for keys in slices_of(connection, type))


def slices_of(connection: Connection, type: RecordType) -> Iterator[Sequence[int]]:
    """The keys of all records of a type, in parts that are short enough for one statement."""
    key, last = table_of(SUBJECTS[type].table).c.key, 0
    following = select(key).where(key > bindparam("last")).order_by(key).limit(MOST_AT_ONCE)
    while keys := connection.execute(following, {"last": last}).scalars().all():
        yield keys
        last = keys[-1]


def piece(connection: Connection, type: RecordType, keys: Sequence[int]) -> Piece:
    """The records of a type that have these keys. Raises Unusable."""
    table = table_of(SUBJECTS[type].table)
    columns = select(table, RECORD.c.revision, RECORD.c.updated_at).join(RECORD, RECORD.c.key == table.c.key)
    rows = _mappings(connection, columns.where(table.c.key.in_(keys)).order_by(table.c.key))
    stored, evidence = _stored(connection, keys), _evidence(connection, keys)
    mentioned = _keys_in([*rows, *evidence])
    for one in stored.values():
        mentioned |= _keys_in(item for items in one.parts.values() for item in items)
        mentioned.update(key for linked in one.links.values() for key in linked)
    refs = _refs(connection, sorted(mentioned))
    spans = _spans(evidence, refs) if issubclass(SUBJECTS[type].document, Evidenced) else None
    return Piece(keys, [_document(type, row, stored[row["key"]], spans, refs) for row in rows], refs)


def _document(type: RecordType, row: RowMapping, stored: Stored, spans: Any, refs: Refs) -> Dated:
    document = SUBJECTS[type].document
    with _told(type, row):
        values = {kept.name: kept.take(dict(row), "", stored, refs) for kept in fields(document)}
        if spans is not None:
            values["evidence"] = spans[row["key"]]
        rebuilt = document.model_validate({**values, **{name: row[name] for name in ("id", "revision", "updated_at")}})
    assert isinstance(rebuilt, Dated)
    return rebuilt


@contextmanager
def _told(type: RecordType, row: RowMapping) -> Iterator[None]:
    """Says whose row it is that cannot be read."""
    try:
        yield
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise Unusable(type, row["id"]) from error


def _stored(connection: Connection, keys: Sequence[int]) -> dict[int, Stored]:
    """The links and parts of records, by key."""
    stored: dict[int, Stored] = defaultdict(Stored)
    links = select(LINK).where(LINK.c.source_key.in_(keys))
    for row in connection.execute(links.order_by(LINK.c.source_key, LINK.c.name, LINK.c.position)):
        stored[row.source_key].links.setdefault(row.name, []).append(row.target_key)
    for part in PART_TABLES.values():
        table = table_of(part)
        found = select(table).where(table.c.record_key.in_(keys)).order_by(table.c.record_key, table.c.position)
        for item in _mappings(connection, found):
            stored[item["record_key"]].parts.setdefault(part, []).append(dict(item))
    return stored


def _evidence(connection: Connection, keys: Sequence[int]) -> Sequence[RowMapping]:
    """The evidence of records. A withdrawn record has what it had."""
    owner = RECORD.alias()
    held = or_(
        RECORD.c.withdrawn.is_(None), and_(owner.c.withdrawn.is_not(None), owner.c.revision == RECORD.c.revision)
    )
    rows = select(EVIDENCE).join(RECORD, RECORD.c.key == EVIDENCE.c.key)
    owned = rows.join(owner, owner.c.key == EVIDENCE.c.record_key).where(EVIDENCE.c.record_key.in_(keys), held)
    return _mappings(connection, owned)


def _spans(rows: Sequence[RowMapping], refs: Refs) -> dict[int, list[EvidencePart]]:
    """Evidence by the key of its record, in the order of the texts."""
    spans: dict[int, list[EvidencePart]] = defaultdict(list)
    for row in rows:
        with _told(RecordType.evidence, row):
            values = {kept.name: kept.take(dict(row), "", Stored(), refs) for kept in fields(EvidencePart)}
            spans[row["record_key"]].append(EvidencePart.model_validate({"id": row["id"], **values}))
    for some in spans.values():
        some.sort(key=in_texts)
    return spans


def _keys_in(rows: Iterable[Mapping[Any, Any]]) -> set[int]:
    """The keys that stand in rows."""
    return {row[name] for row in rows for name in row if name.endswith("key") and row[name] is not None}


def _refs(connection: Connection, keys: Sequence[int]) -> dict[int, Ref]:
    columns = select(RECORD.c.key, RECORD.c.type, RECORD.c.id)
    return {
        key: Ref.model_construct(type=RecordType(type), id=id)
        for some in slices(keys)
        for key, type, id in connection.execute(columns.where(RECORD.c.key.in_(some)))
    }


def _mappings(connection: Connection, statement: Any) -> Sequence[RowMapping]:
    return connection.execute(statement).mappings().all()
