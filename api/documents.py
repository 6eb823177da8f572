"""Documents as bytes, from the memory of the present revision or from the table. Knows no FastAPI and no model.

A revision never changes, so what was read of it stays true: documents by key, keys by public id, and where the links of
a document lead. When another revision is served, a new memory begins.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select, union_all

from api.bounded import Bounded
from api.query import placed, placeholders
from models.base import RECORD, RecordType
from models.db import Reader, Snapshot, State, Statement

AT_ONCE = 512  # keys in one statement
OVERHEAD = 400  # bytes that Python takes for a record beside its document
SMALL = 150  # and for a key by its id, or the links of one record
Edges = Sequence[tuple[Any, Any, tuple[Any, ...]]]


class Held(NamedTuple):
    """A record as it is served."""

    type: bytes
    id: bytes
    document: bytes
    withdrawn: bytes | None

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return len(self.document) + OVERHEAD


class Ranking(NamedTuple):
    """Keys in the order of their scores, the best first."""

    scores: "array[int]"
    keys: "array[int]"

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return len(self.keys) * 16 + SMALL

    def part(self, after: Sequence[int] | None, limit: int) -> list[tuple[int, int]]:
        """Scores and keys, so many at most, after a score and a key."""
        start = 0
        if after:
            last = -after[0], after[1]
            start = bisect_right(range(len(self.keys)), last, key=lambda at: (-self.scores[at], self.keys[at]))
        return list(zip(self.scores[start : start + limit], self.keys[start : start + limit], strict=True))


class Memory:
    """What was read of one revision, and what was made of it, within so many bytes."""

    def __init__(self, state: State | None, most: int) -> None:
        self.state = state
        self.records = Bounded[int, Held](most * 5 // 8, lambda held: held.bytes)
        self.keys = Bounded[tuple[str, str], int](most // 8, lambda _: SMALL)
        self.rankings = Bounded[str, Ranking](most // 16, lambda ranking: ranking.bytes)
        self.hits = Bounded[tuple[str, int], bytes](most // 16, lambda hit: len(hit) + SMALL)
        self.links = Bounded[tuple[str, int], tuple[int, ...]](most // 8, lambda to: SMALL + 40 * len(to))


class Documents:
    """Gives documents for keys and ids."""

    def __init__(self, reader: Reader, most: int) -> None:
        self.reader, self.most = reader, most
        self.memory = Memory(None, most)
        self.statement = lru_cache(16)(self._statement)
        self.statement_for_links = lru_cache(256)(self._statement_for_links)
        named = (RECORD.c.type == bindparam("type"), RECORD.c.id == bindparam("id"))
        self.statement_for_one = reader.compile(_records().where(*named))

    def of(self, snapshot: Snapshot) -> Memory:
        """The memory of what a snapshot shows."""
        if self.memory.state != snapshot.state:
            self.memory = Memory(snapshot.state, self.most)
        return self.memory

    async def one(self, snapshot: Snapshot, type: RecordType, id: str) -> Held | None:
        """The record of an id; None where there is none."""
        memory = self.of(snapshot)
        held = memory.records.held.get(memory.keys.held.get((type, id), -1))
        if held is not None:
            return held
        for key, *record in await snapshot.rows(self.statement_for_one, {"type": type, "id": id}):
            memory.keys.put((type, id), key)
            memory.records.put(key, Held(*record))
            return Held(*record)
        return None

    async def many(self, snapshot: Snapshot, keys: Sequence[int]) -> list[Held]:
        """The records of keys, in their order."""
        held = self.of(snapshot).records.held
        try:
            return [held[key] for key in keys]
        except KeyError:
            return await self._read(snapshot, keys)

    async def targets(self, snapshot: Snapshot, name: str, edges: Edges, keys: Sequence[int]) -> list[int]:
        """The keys to which the links of records lead, each once; the edges have a name."""
        held = self.of(snapshot).links.held
        try:
            found = [held[name, key] for key in keys]
        except KeyError:
            found = await self._read_links(snapshot, name, edges, keys)
        return list(dict.fromkeys(chain.from_iterable(found)))

    async def _read(self, snapshot: Snapshot, keys: Sequence[int]) -> list[Held]:
        memory = self.of(snapshot)
        found = {key: memory.records.held[key] for key in keys if key in memory.records.held}
        for filled in _portions([key for key in dict.fromkeys(keys) if key not in found]):
            for key, *record in await snapshot.rows(self.statement(len(filled)), placed("key", filled)):
                found[key] = Held(*record)
                memory.records.put(key, found[key])
        return [found[key] for key in keys]

    async def _read_links(
        self, snapshot: Snapshot, name: str, edges: Edges, keys: Sequence[int]
    ) -> list[tuple[int, ...]]:
        memory = self.of(snapshot)
        found: dict[int, list[int]] = {key: [] for key in keys}
        for filled in _portions(list(found)):
            statement = self.statement_for_links(name, edges, len(filled))
            for source, target in await snapshot.rows(statement, placed("key", filled)):
                found[source].append(target)
        for key, targets in found.items():
            memory.links.put((name, key), tuple(dict.fromkeys(targets)))
        return [tuple(found[key]) for key in keys]

    # statements: built once a shape

    def _statement(self, count: int) -> Statement:
        return self.reader.compile(_records().where(RECORD.c.key.in_(placeholders("key", count))))

    def _statement_for_links(self, _name: str, edges: Edges, count: int) -> Statement:
        keys = placeholders("key", count)
        every = [
            select(source.label("source"), target.label("target")).where(source.in_(keys), target.is_not(None), *fixed)
            for source, target, fixed in edges
        ]
        linked = union_all(*every).subquery()
        return self.reader.compile(select(linked.c.source, linked.c.target))


def _records() -> Select[Any]:
    return select(RECORD.c.key, RECORD.c.type, RECORD.c.id, RECORD.c.document, RECORD.c.withdrawn)


def _portions(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield padded(keys[start : start + AT_ONCE])


def padded(keys: Sequence[int]) -> list[int]:
    """Keys, the last one repeated up to a power of two, so that few statements serve lists of any length."""
    length = 1 << (len(keys) - 1).bit_length()
    return [*keys, *[keys[-1]] * (length - len(keys))]
