"""What stands in the database: the dataset's revision, records as they were published, and whose they are."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update

from models.base import DATASET, RECORD, RecordType, Ref, table_of
from models.evidence import Evidence

MOST_AT_ONCE = 1_000
EVIDENCE = table_of(Evidence)

Item = TypeVar("Item")


class Unusable(Exception):
    """Rows hold what no document can."""

    def __init__(self, type: RecordType, id: str) -> None:
        super().__init__(
            f"the rows of {type}/{id} hold what no document can; `rokrus doctor --documents` names all such"
        )


class Present(NamedTuple):
    """A record as it stands in the database."""

    key: int
    revision: int
    updated_at: str
    withdrawn: str | None
    bulk: bool
    document: str


def dataset_of(connection: Connection) -> Row[Any] | None:
    """The revision and what the documents were made from; None where nothing was ever loaded."""
    return connection.execute(select(DATASET)).one_or_none()


def remember(
    connection: Connection, before: Row[Any] | None, revision: int, now: str, source: str, fingerprint: str
) -> None:
    """Writes down the revision, when it was made, and what the documents were made from."""
    values = {"revision": revision, "updated_at": now, "source": source, "documents": fingerprint}
    if before is None:
        connection.execute(insert(DATASET).values(id=1, **values))
    else:
        connection.execute(update(DATASET).values(**values))


def last_key(connection: Connection) -> int:
    """The greatest key that any record has."""
    return connection.execute(select(func.max(RECORD.c.key))).scalar() or 0


def loaded_in_bulk(connection: Connection) -> bool:
    """Whether any record was written by a bulk load."""
    return connection.execute(select(exists().where(RECORD.c.bulk))).scalar_one()


def found(connection: Connection, *conditions: ColumnElement[bool]) -> dict[Ref, Present]:
    """The records for which the conditions hold."""
    columns = [RECORD.c[name] for name in ("type", "id", *Present._fields)]
    return {
        Ref.model_construct(type=RecordType(row[0]), id=row[1]): Present(*row[2:])
        for row in connection.execute(select(*columns).where(*conditions))
    }


def evidence_held(connection: Connection, keys: Sequence[int]) -> dict[Ref, Present]:
    """The evidence of the records with these keys, withdrawn or not."""
    held: dict[Ref, Present] = {}
    for some in slices(keys):
        of_records = select(EVIDENCE.c.key).where(EVIDENCE.c.record_key.in_(some))
        held |= found(connection, RECORD.c.key.in_(of_records))
    return held


def owned(connection: Connection, given: Collection[Ref]) -> dict[Ref, Present]:
    """What a load of the data files answers for: what such loads wrote, and what the files hold now, with its evidence,
    though a bulk load wrote it."""
    present = found(connection, RECORD.c.bulk.is_(False))
    if loaded_in_bulk(connection):
        taken: dict[Ref, Present] = {}
        for type in RecordType:
            for some in slices([ref.id for ref in given if ref.type == type]):
                taken |= found(connection, RECORD.c.bulk, RECORD.c.type == type, RECORD.c.id.in_(some))
        present |= taken | evidence_held(connection, [record.key for record in taken.values()])
    return present


def slices(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Parts of a list that are short enough for one statement."""
    return (items[start : start + MOST_AT_ONCE] for start in range(0, len(items), MOST_AT_ONCE))
