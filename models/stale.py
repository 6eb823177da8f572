"""Finds documents that are not what the tables say: each is rendered from its rows again, and compared by the byte."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from models import SUBJECTS
from models.base import RECORD, RecordType, Ref, table_of
from models.present import Unusable
from models.rebuild import piece, slices_of


def documents(connection: Connection) -> int:
    """How many there are."""
    return connection.execute(select(func.count()).select_from(RECORD)).scalar_one()


def stale(connection: Connection) -> Iterator[Ref]:
    """The records whose documents are stale, type by type. Few documents are held at once."""
    for type in SUBJECTS:
        for keys in slices_of(connection, type):
            yield from _stale(connection, type, keys)
        for id in _without_rows(connection, type):
            yield Ref.model_construct(type=type, id=id)


def _stale(connection: Connection, type: RecordType, keys: Sequence[int]) -> Iterator[Ref]:
    stored = connection.execute(select(RECORD.c.id, RECORD.c.document).where(RECORD.c.key.in_(keys)))
    rendered = _rendered(connection, type, keys)
    return (Ref.model_construct(type=type, id=id) for id, document in stored if rendered.get(id) != document)


def _rendered(connection: Connection, type: RecordType, keys: Sequence[int]) -> dict[str, str]:
    """Documents made from rows, by id. Rows of which none can be made give none."""
    try:
        return {document.id: document.render() for document in piece(connection, type, keys).documents}
    except Unusable:
        alone = [[key] for key in keys] if len(keys) > 1 else []
        return {id: text for key in alone for id, text in _rendered(connection, type, key).items()}


def _without_rows(connection: Connection, type: RecordType) -> Iterator[str]:
    """The ids of records that have a document and nothing else."""
    kept = select(table_of(SUBJECTS[type].table).c.key)
    yield from connection.execute(select(RECORD.c.id).where(RECORD.c.type == type, RECORD.c.key.not_in(kept))).scalars()
