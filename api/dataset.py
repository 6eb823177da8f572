"""What state of the dataset a read transaction shows, and whether this server may serve it."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from api.errors import ApiError
from models.base import DATASET
from models.db import Reader, Snapshot, Statement
from models.fingerprint import fingerprint


@dataclass(frozen=True)
class State:
    """The revision that a read transaction shows, and when it was loaded."""

    revision: int
    updated_at: str


@lru_cache(8)
def state_statement(reader: Reader) -> Statement:
    """The statement that `read_state` runs, the same for all routes."""
    return reader.compile(select(DATASET.c.revision, DATASET.c.updated_at, DATASET.c.documents))


async def read_state(snapshot: Snapshot, statement: Statement) -> State:
    """The state. Raises ApiError where no data is loaded, or the documents are of classes that this server has not."""
    rows = await snapshot.rows(statement, {})
    if not rows:
        raise ApiError("not-ready", "No data is loaded: run `rokrus load`.")
    revision, updated_at, documents = rows[0]
    if documents.decode() != fingerprint():
        raise ApiError("not-ready", "The documents are of another version: run `rokrus migrate` with this version.")
    return State(revision, updated_at.decode())
