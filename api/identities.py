"""Public ids and what they name: keys for the statements, near matches at a bounded cost for what does not exist."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from rapidfuzz.process import extract
from sqlalchemy import and_, bindparam, literal_column, or_, select

from api.documents import Documents
from api.errors import ApiError, ErrorItem
from api.parameters import ANY
from api.query import placed, placeholders
from api.query_string import summary
from models.base import RECORD, RecordType
from models.db import Snapshot, Statement

CANDIDATES = 5_000
NEAR = 3
TOLD_NEAR = 3  # of the ids of a request that do not exist, so many get near matches
LIKELY = (RecordType.actors, RecordType.projects, RecordType.events, RecordType.indicators, RecordType.articles)

Named = tuple[str, str, str]  # parameter, type or ANY, id
Keys = dict[tuple[str, str], tuple[int, ...]]


class Identities:
    """Looks ids up in a snapshot."""

    def __init__(self, documents: Documents) -> None:
        self.reader, self.documents = documents.reader, documents
        self.statement_for_keys = lru_cache(256)(self._statement_for_keys)
        self.statement_for_candidates = self.reader.compile(
            select(RECORD.c.id)
            .where(RECORD.c.type == bindparam("type"), RECORD.c.id >= bindparam("first"))
            .order_by(RECORD.c.id)
            .limit(literal_column(str(CANDIDATES)))
        )

    async def keys(self, snapshot: Snapshot, named: Sequence[Named]) -> Keys:
        """The keys of records, by type and id as they were named: several where the type was left open. Raises ApiError
        with near matches for ids that do not exist."""
        held = self.documents.of(snapshot).keys.held
        try:
            return {(type, id): (held[type, id],) for _, type, id in named}
        except KeyError:
            return await self._read(snapshot, named)

    async def _read(self, snapshot: Snapshot, named: Sequence[Named]) -> Keys:
        wanted = {(type, id): _possible(type, id) for _, type, id in named}
        pairs = sorted({pair for possible in wanted.values() for pair in possible})
        types = sorted({type for type, _ in pairs})
        shape = tuple((type, sum(of == type for of, _ in pairs)) for type in types)
        rows = await snapshot.rows(self.statement_for_keys(shape), placed("id", [id for _, id in pairs]))
        found = {(type.decode(), id.decode()): key for type, id, key in rows}
        for pair, key in found.items():
            self.documents.of(snapshot).keys.put(pair, key)
        keys = {name: tuple(found[pair] for pair in possible if pair in found) for name, possible in wanted.items()}
        missing = [one for one in named if not keys[one[1:]]]
        if missing:
            errors = [await self._missing(snapshot, one, told < TOLD_NEAR) for told, one in enumerate(missing)]
            raise ApiError("invalid-parameter", summary(errors), errors)
        return keys

    async def near(self, snapshot: Snapshot, type: str, id: str) -> list[str]:
        """Ids that look like one that does not exist: among all of a type that has few, else among its neighbours."""
        found: list[str] = []
        for of in LIKELY if type == ANY else (type,):
            candidates = await self._candidates(snapshot, of, "")
            if len(candidates) == CANDIDATES:
                candidates = await self._candidates(snapshot, of, id[:1])
            found += candidates
        return [alike for alike, _, _ in extract(id[:100], found, limit=NEAR, score_cutoff=60)]

    async def _candidates(self, snapshot: Snapshot, type: str, first: str) -> list[str]:
        rows = await snapshot.rows(self.statement_for_candidates, {"type": type, "first": first})
        return [id.decode() for (id,) in rows]

    async def _missing(self, snapshot: Snapshot, named: Named, told: bool) -> ErrorItem:
        parameter, type, id = named
        of = "record" if type == ANY else f"record of the {type}"
        possible, _, name = id.rpartition("/")
        near = await self.near(snapshot, possible or type, name) if told else []
        return ErrorItem(parameter=parameter, detail=f"Names no {of}.", near=near)

    def _statement_for_keys(self, shape: tuple[tuple[str, int], ...]) -> Statement:
        ids, conditions = iter(placeholders("id", sum(count for _, count in shape))), []
        for type, count in shape:
            of_type = RECORD.c.type == literal_column(f"'{RecordType(type)}'")
            conditions.append(and_(of_type, RECORD.c.id.in_(list(islice(ids, count)))))
        return self.reader.compile(select(RECORD.c.type, RECORD.c.id, RECORD.c.key).where(or_(*conditions)))


def _possible(type: str, id: str) -> list[tuple[str, str]]:
    """The types and ids that a name can mean: one, or the same id in every type."""
    if type != ANY:
        return [(type, id)]
    typed, _, name = id.rpartition("/")
    return [(str(of), name) for of in ([typed] if typed else RecordType)]
