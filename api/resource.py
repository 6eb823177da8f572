"""THE MACHINE: a declared resource reads one record, one page or a whole list as bytes. Knows no FastAPI and no model.

A request is parsed into its query; ids become keys; one statement walks an index and brings the documents; their bytes
are spliced into the envelope; each include is one more statement in the same read transaction.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import orjson
from anyio import from_thread
from sqlalchemy import Select, and_, bindparam, func, literal_column, select, union_all

from api import cursor
from api.documents import Documents
from api.errors import ApiError, ErrorItem, invalid
from api.facets import Asked, Facets, facets
from api.formats import Batch, Format
from api.formats.base import Linked
from api.identities import Identities
from api.includes import QUOTES, Include, Includes, paths
from api.matches import found_in_all
from api.parameters import Count
from api.query import ExportQuery, ListQuery, Query, Shape, beyond, legs_beyond, list_query, placed, placeholders
from api.quotes import Quotes
from models.base import RECORD, Document, RecordType, Row, table_of
from models.db import Fetched, Reader, Snapshot, Statement
from models.search import CANDIDATES, SEARCH, score
from models.texts import Text

COUNTED = 10_000
REMEMBERED = 4_096


@dataclass(frozen=True)
class Nested:
    """The list of another type under one record: that list with one filter fixed to the record."""

    type: RecordType
    filter: str


@dataclass(frozen=True)
class Resource:
    """A resource as it is declared. Everything else follows from this. Formats of its own, by extension, serve its list
    and each of its records."""

    table: type[Row]
    document: type[Document]
    query: type[ListQuery]
    about: str
    example: str
    includes: Mapping[str, Include] = field(default_factory=dict)
    nested: Mapping[str, Nested] = field(default_factory=dict)
    views: tuple[str, ...] = ()
    formats: Mapping[str, Format] = field(default_factory=dict)

    @property
    def name(self) -> RecordType:
        """The name in the plural, which is the type of its records."""
        return self.document.type

    @property
    def singular(self) -> str:
        """The name of one record."""
        return self.document.__name__.removesuffix("Document").lower()


@dataclass(frozen=True)
class Page:
    """A page as bytes, and the cursor of the next one."""

    body: bytes
    next: str | None


class Machine:
    """A resource bound to the database that it reads. Holds compiled statements and counts, nothing of a request."""

    def __init__(
        self,
        resource: Resource,
        resources: Mapping[RecordType, Resource],
        reader: Reader,
        documents: Documents,
        texts: Mapping[str, Text],
    ) -> None:
        self.resource, self.reader, self.documents = resource, reader, documents
        self.table = table_of(resource.table)
        self.identities = Identities(documents)
        self.includes = Includes(resource, resources, reader, documents)
        self.quotes = Quotes(reader, texts, resource.name)
        self.facets = Facets(self)
        self.totals: OrderedDict[tuple[int, str, Count], int] = OrderedDict()
        self.statement_for_page = lru_cache(512)(self._statement_for_page)
        self.statement_for_stream = lru_cache(128)(self._statement_for_stream)
        self.statement_for_count = lru_cache(512)(self._statement_for_count)

    @cached_property
    def list_query(self) -> type[ListQuery]:
        """The query of the list, with everything that may be included and counted."""
        included = paths(self.resource, self.includes.resources)
        return list_query(self.resource.query, included, facets(self.resource))

    # one record

    async def one(self, snapshot: Snapshot, id: str) -> bytes:
        """A record's document. Raises ApiError: 404 with ids that look alike, 410 with the reason of a withdrawal."""
        record = await self.documents.one(snapshot, self.resource.name, id)
        if record is None:
            near = await self.identities.near(snapshot, self.resource.name, id)
            raise ApiError(
                "no-such-record",
                f"There is no record of that id among the {self.resource.name}.",
                [ErrorItem(parameter="id", detail="There is no such record.", near=near)],
            )
        if record.withdrawn is not None:
            raise ApiError("withdrawn", record.withdrawn.decode())
        return record.document

    # one page

    async def page(
        self, snapshot: Snapshot, query: ListQuery, revision: int, path: str, fixed: tuple[str, ...] = ()
    ) -> Page:
        """A page of documents with what was asked to be included; `fixed` filters are in the path. Raises ApiError for
        ids that do not exist."""
        self.includes.check(query.include, query.limit)
        shape, values = await self.filled(snapshot, query)
        asked = Asked(query, shape, values, revision, path, fixed)
        order = await self._order(snapshot, asked)
        same = cursor.of(self.resource.name, query, order)
        if query.cursor is not None:
            position = cursor.decode(query.cursor, same, [_type(column) for column, _ in self.ordering(order, shape)])
            values |= placed("after", position)
        statement = self.statement_for_page(shape, order, query.cursor is not None, query.limit + 1)
        found = await snapshot.rows(statement, values)
        rows = found[: query.limit]
        following = cursor.encode(same, [_text(value) for value in rows[-1]]) if len(found) > query.limit else None
        keys = [row[-1] for row in rows]
        documents = [record.document for record in await self.documents.many(snapshot, keys)]
        beside = await self._beside(snapshot, asked, keys, documents, not order)
        total = await self._total(snapshot, asked)
        address = query.address(path, following, *fixed) if following else None
        return Page(_envelope(documents, beside, orjson.dumps(address), total), following)

    async def stream(self, snapshot: Snapshot, query: ExportQuery, format: Format) -> Iterator[Batch]:
        """The documents of a whole list for a format, some at a time; to be read in a thread of the exports. Raises
        ApiError for more records than the format holds."""
        shape, values = await self.filled(snapshot, query)
        if format.most is not None:
            await self._check_fit(snapshot, shape, values, format.most)
        if query.after is not None:
            values |= placed("after", [query.after])
        statement = self.statement_for_stream(shape, tuple(query.sort), query.after is not None)
        return self._batches(snapshot, snapshot.stream(statement, values), format.linked)

    def _batches(self, snapshot: Snapshot, fetched: Iterator[Fetched], linked: Sequence[str]) -> Iterator[Batch]:
        """Rows as documents, with those that they link to by the named includes."""
        for rows in fetched:
            found: Linked = {}
            if linked:
                found = from_thread.run(self.includes.gather, snapshot, linked, [row[-1] for row in rows]).documents
            yield Batch([row[0] for row in rows], found)

    async def _check_fit(self, snapshot: Snapshot, shape: Shape, values: Mapping[str, Any], most: int) -> None:
        ((count,),) = await snapshot.rows(self.statement_for_count(shape, Count.exact), values)
        if count > most:
            detail = f"It holds {most:,} records and the list has {count:,}: ask for CSV, or for fewer by filters."
            raise invalid("format", detail)

    def ordering(self, sort: Sequence[str], shape: Shape) -> list[tuple[Any, bool]]:
        """The sort with the key at its end, so that the order is total; without a sort, what fits `q` best is first."""
        if not sort:
            return [(score(placeholders("q", dict(shape)["q"])), True), (self.table.c.key, False)]
        return [*self.resource.query.ordering(sort), (self.table.c.key, sort[-1].startswith("-"))]

    async def filled(self, snapshot: Snapshot, query: Query) -> tuple[Shape, dict[str, Any]]:
        """Which filters a query uses, and the values of all placeholders."""
        refers = query.refers()
        named = [(name, refers[name], id) for name, ids in query.given.items() if name in refers for id in ids]
        named += [("id", str(self.resource.name), id) for id in query.id]
        filled = query.filled(await self.identities.keys(snapshot, named))
        if query.id:
            filled["id"] = tuple(query.id)
        shape = tuple((name, len(values)) for name, values in filled.items())
        values = {"withdrawn": query.withdrawn}
        for name, given in filled.items():
            values |= placed(name, given)
        return shape, values

    async def _beside(
        self, snapshot: Snapshot, asked: Asked, keys: Sequence[int], documents: Sequence[bytes], ranked: bool
    ) -> bytes:
        """What stands beside the records of a page, as members of its JSON."""
        query = asked.query
        members = await self._included(snapshot, query, keys)
        if query.q is not None:
            found = found_in_all(self.resource.document, documents, query.q)
            members += b',"ranked":%s,"matches":%s' % (orjson.dumps(ranked), orjson.dumps(found))
        if query.facet:
            members += b',"facets":' + await self.facets.of(snapshot, asked)
        return members

    async def _included(self, snapshot: Snapshot, query: ListQuery, keys: Sequence[int]) -> bytes:
        """What is added to the page, and where the rest of it is."""
        if not query.include:
            return b'"included":{},"included_next":{}'
        found = await self.includes.gather(snapshot, query.include, keys)
        members = list(found.parts())
        if QUOTES in query.include:
            members.append(await self.quotes.of(snapshot, keys))
        return b'"included":{%s},"included_next":%s' % (b",".join(members), orjson.dumps(found.next))

    async def _order(self, snapshot: Snapshot, asked: Asked) -> tuple[str, ...]:
        """The sort keys; none where what fits `q` best comes first, for which there must not be too many."""
        query = asked.query
        if query.order or await self._count(snapshot, asked, Count.bounded) > CANDIDATES:
            return tuple(query.sort)
        return ()

    async def _count(self, snapshot: Snapshot, asked: Asked, count: Count) -> int:
        query = asked.query
        key = (asked.revision, query.filters, count)
        if key not in self.totals:
            ((self.totals[key],),) = await snapshot.rows(self.statement_for_count(asked.shape, count), asked.values)
            while len(self.totals) > REMEMBERED:
                self.totals.popitem(last=False)
        return self.totals[key]

    async def _total(self, snapshot: Snapshot, asked: Asked) -> bytes:
        count = asked.query.count
        if count is Count.none:
            return b'"total":null,"total_is":"not_counted"'
        total = await self._count(snapshot, asked, count)
        if count is Count.bounded and total > COUNTED:
            return b'"total":%d,"total_is":"at_least"' % COUNTED
        return b'"total":%d,"total_is":"exact"' % total

    # statements: built once a shape

    def selected(self, shape: Shape) -> Any:
        """The conditions of a shape."""
        filters = tuple(item for item in shape if item[0] != "id")
        own = [self.table.c.id.in_(placeholders("id", count)) for name, count in shape if name == "id"]
        met = self.resource.query.conditions(self.table, filters)
        return and_(self.table.c.withdrawn == bindparam("withdrawn"), *own, *met)

    def _statement_for_page(self, shape: Shape, sort: tuple[str, ...], after: bool, limit: int) -> Statement:
        """The keys of a page, behind what they are sorted by: a walk along an index."""
        ordering = self.ordering(sort, shape)
        most: Any = literal_column(str(limit))
        walk = self._sorted(select(*[column for column, _ in ordering]), ordering, shape)
        if not sort:
            ranked = walk.join(SEARCH, SEARCH.c.key == self.table.c.key)
            return self.reader.compile((ranked.where(beyond(ordering)) if after else ranked).limit(most))
        if not after:
            return self.reader.compile(walk.limit(most))
        legs = [walk.where(leg).limit(most).subquery() for leg in legs_beyond(ordering)]
        both = union_all(*[select(leg) for leg in legs]).subquery()
        order = [column.desc() if ordering[at][1] else column for at, column in enumerate(both.c)]
        return self.reader.compile(select(both).order_by(*order).limit(most))

    def _statement_for_stream(self, shape: Shape, sort: tuple[str, ...], after: bool) -> Statement:
        """The documents of a whole list, and their keys."""
        ordering = self.ordering(sort, shape)
        statement = select(RECORD.c.document, self.table.c.key).join(self.table, self.table.c.key == RECORD.c.key)
        statement = self._sorted(statement, ordering, shape)
        return self.reader.compile(statement.where(beyond(ordering[:1])) if after else statement)

    def _sorted(self, statement: Select[Any], ordering: Sequence[tuple[Any, bool]], shape: Shape) -> Select[Any]:
        order = [column.desc() if descending else column for column, descending in ordering]
        return statement.where(self.selected(shape)).order_by(*order)

    def _statement_for_count(self, shape: Shape, count: Count) -> Statement:
        some = select(self.table.c.key).where(self.selected(shape))
        if count is Count.bounded:
            some = some.limit(literal_column(str(COUNTED + 1)))
        return self.reader.compile(select(func.count()).select_from(some.subquery()))


def _envelope(documents: Sequence[bytes], included: bytes, following: bytes, total: bytes) -> bytes:
    return b'{"data":[%s],%s,"next":%s,%s}' % (b",".join(documents), included, following, total)


def _type(column: Any) -> type:
    found: type = column.type.python_type
    return found


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
