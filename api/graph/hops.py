"""One step through the graph: one statement that gives the edges at some records. Knows no FastAPI."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select, union_all

from api.documents import Documents, padded
from api.errors import ApiError, ErrorItem
from api.graph.edges import ATTRIBUTES, EDGES, EdgeRule, rows
from api.graph.query import EdgeQuery
from api.identities import Identities, Keys, Named
from api.parameters import ANY
from api.query import ListQuery, Shape, placed, placeholders
from api.query_string import summary
from models.base import RECORD, RecordType
from models.db import Snapshot, Statement

FIELDS = len(ATTRIBUTES)
SOURCE, TARGET = RECORD.alias("source"), RECORD.alias("target")
Shapes = tuple[tuple[int, Shape], ...]


class Vertex(NamedTuple):
    """A record in the graph. They are ordered by type, then by id."""

    type: str
    id: str
    key: int


class Found(NamedTuple):
    """An edge as the database gives it."""

    rule: EdgeRule
    record_key: int
    record_id: str
    position: int | None
    source: Vertex
    target: Vertex
    shown: dict[str, Any]

    def beyond(self, vertex: Vertex) -> Vertex:
        """The other end."""
        return self.target if self.source == vertex else self.source


@dataclass(frozen=True)
class Asked:
    """A query with its ids as keys: the rules that may match with the shapes of their filters, and the values of these;
    the records that it names, by parameter."""

    shapes: Shapes
    articles: int
    values: dict[str, Any]
    named: dict[str, list[Vertex]]


class Hops:
    """The graph bound to the database. Holds compiled statements, nothing of a request."""

    def __init__(self, documents: Documents) -> None:
        self.reader, self.identities = documents.reader, Identities(documents)
        self.statement = lru_cache(128)(self._statement)
        self.statement_for_present = lru_cache(16)(self._statement_for_present)

    async def asked(self, snapshot: Snapshot, query: EdgeQuery, named: Mapping[str, Sequence[str]]) -> Asked:
        """A query made ready; `named` are its parameters that name the records to begin at. Raises ApiError for ids
        that do not exist or were withdrawn."""
        lists = {index: listed for index, rule in enumerate(EDGES) if (listed := query.listed(rule))}
        begun = [(name, ANY, id) for name, given in named.items() for id in given]
        of_articles = [("article", str(RecordType.articles), id) for id in query.article]
        ids = dict.fromkeys([*begun, *of_articles, *_named_by(lists.values())])
        keys = await self.identities.keys(snapshot, list(ids))
        filled = {index: listed.filled(keys) for index, listed in lists.items()}
        articles = sorted({key for id in query.article for key in keys[RecordType.articles, id]})
        values = placed("article", articles)
        for filters in filled.values():
            for name, given in filters.items():
                values |= placed(name, given)
        shapes = tuple((index, _shape(filters)) for index, filters in filled.items())
        return Asked(shapes, len(articles), values, await self._present(snapshot, begun, keys))

    async def _present(self, snapshot: Snapshot, begun: Sequence[Named], keys: Keys) -> dict[str, list[Vertex]]:
        """The records to begin at."""
        wanted = padded(sorted({key for _, type, id in begun for key in keys[type, id]}))
        rows = await snapshot.rows(self.statement_for_present(len(wanted)), placed("key", wanted))
        present = {key: Vertex(type.decode(), id.decode(), key) for type, id, key in rows}
        found = [(name, [present[key] for key in keys[type, id] if key in present]) for name, type, id in begun]
        gone = [name for name, vertices in found if not vertices]
        if gone:
            errors = [ErrorItem(parameter=name, detail="Names no record: it was withdrawn.") for name in gone]
            raise ApiError("invalid-parameter", summary(errors), errors)
        named: dict[str, set[Vertex]] = {name: set() for name, _ in found}
        for name, vertices in found:
            named[name].update(vertices)
        return {name: sorted(vertices) for name, vertices in named.items()}

    async def edges(
        self, snapshot: Snapshot, asked: Asked, at: Sequence[Vertex], behind: Sequence[Vertex], most: int
    ) -> list[Found]:
        """At most so many of the edges at some records, but for those that lead to what is behind."""
        if not asked.shapes:
            return []
        here, left = padded([vertex.key for vertex in at]), padded([vertex.key for vertex in behind] or [0])
        statement = self.statement(asked.shapes, asked.articles, len(here), len(left))
        values = {**asked.values, "most": most, **placed("here", here), **placed("left", left)}
        return [_found(row) for row in await snapshot.rows(statement, values)]

    # statements: built once a shape

    def _statement_for_present(self, count: int) -> Statement:
        of_keys = RECORD.c.key.in_(placeholders("key", count))
        return self.reader.compile(
            select(RECORD.c.type, RECORD.c.id, RECORD.c.key).where(of_keys, RECORD.c.withdrawn.is_(None))
        )

    def _statement(self, shapes: Shapes, articles: int, here: int, left: int) -> Statement:
        at = select(select(RECORD.c.key).where(RECORD.c.key.in_(placeholders("here", here))).cte("here").c.key)
        behind = select(select(RECORD.c.key).where(RECORD.c.key.in_(placeholders("left", left))).cte("behind").c.key)
        halves = []
        for index, shape in shapes:
            way, edges = rows(index, shape, articles)
            halves.append(edges.where(way.source.in_(at), way.target.not_in(behind)))
            halves.append(edges.where(way.target.in_(at), way.source.not_in(at), way.source.not_in(behind)))
        edge = union_all(*halves).cte("edge").prefix_with("MATERIALIZED")  # SQLite would begin at all records
        ends = [SOURCE.c.type, SOURCE.c.id, TARGET.c.type, TARGET.c.id]
        return self.reader.compile(
            select(*edge.c, *ends)
            .join(SOURCE, SOURCE.c.key == edge.c.source_key)
            .join(TARGET, TARGET.c.key == edge.c.target_key)
            .where(SOURCE.c.withdrawn.is_(None), TARGET.c.withdrawn.is_(None))
            .order_by(*ends, edge.c.rule, edge.c.record_id, edge.c.position)
            .limit(bindparam("most", type_=Integer))
        )


def _named_by(lists: Iterable[ListQuery]) -> Iterator[Named]:
    """The records that the filters of lists name."""
    for listed in lists:
        refers = listed.refers()
        for name in listed.given.keys() & refers.keys():
            yield from ((name, refers[name], id) for id in listed.given[name])


def _shape(filters: Mapping[str, Sequence[Any]]) -> Shape:
    return tuple((name, len(given)) for name, given in filters.items())


def _found(row: Sequence[Any]) -> Found:
    rule, record_key, record_id, position, source, target, *rest = row
    shown = dict(zip(ATTRIBUTES, map(_text, rest[:FIELDS]), strict=True))
    source_type, source_id, target_type, target_id = map(_text, rest[FIELDS:])
    return Found(
        EDGES[rule],
        record_key,
        _text(record_id),
        position,
        Vertex(source_type, source_id, source),
        Vertex(target_type, target_id, target),
        shown | {"denied": bool(shown["denied"])},  # SQLite has no booleans
    )


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
