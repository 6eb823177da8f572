"""THE MACHINE: a declared resource reads one record, one page or a whole list as bytes. Knows no FastAPI and no model.

A request is parsed into its query; ids become keys; one statement walks an index and brings the documents; their bytes
are spliced into the envelope; each include is one more statement in the same read transaction.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from rapidfuzz.process import extract
from sqlalchemy import Select, and_, bindparam, func, literal_column, select

from api import cursor
from api.errors import ApiError, ErrorItem
from api.query import ExportQuery, ListQuery, Query, Shape, beyond, summary
from models.base import LINK, RECORD, Document, RecordType, Row, table_of
from models.db import Reader, Snapshot, Statement

COUNTED = 10_000
REMEMBERED = 4_096
CANDIDATES = 5_000
NEAR = 3


@dataclass(frozen=True)
class Include:
    """Where the linked records of a list are found: a column of the table, or the links of a name."""

    type: RecordType | None
    column: Any = None
    link: str | None = None


def by_column(type: RecordType | None, column: Any) -> Include:
    """One linked record, by a column; the type is None where it may be any."""
    return Include(type, column=column)


def by_link(type: RecordType | None, name: str) -> Include:
    """A list of linked records, by the name of the list."""
    return Include(type, link=name)


@dataclass(frozen=True)
class Resource:
    """A resource as it is declared. Everything else follows from this."""

    name: RecordType
    table: type[Row]
    document: type[Document]
    query: type[ListQuery]
    page: type[BaseModel]
    about: str
    includes: Mapping[str, Include] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page as bytes, and the cursor of the next one."""

    body: bytes
    next: str | None


class Machine:
    """A resource bound to the database that it reads. Holds compiled statements and counts, nothing of a request."""

    def __init__(self, resource: Resource, reader: Reader) -> None:
        self.resource, self.reader = resource, reader
        self.totals: OrderedDict[tuple[int, str, str], int] = OrderedDict()
        self.statement_for_page = lru_cache(512)(self._statement_for_page)
        self.statement_for_count = lru_cache(512)(self._statement_for_count)
        self.statement_for_include = lru_cache(512)(self._statement_for_include)
        self.statement_for_keys = lru_cache(128)(self._statement_for_keys)
        self.statement_for_one = reader.compile(
            select(RECORD.c.document, RECORD.c.withdrawn).where(
                RECORD.c.type == bindparam("type"),
                RECORD.c.id == bindparam("id"),
            )
        )
        self.statement_for_candidates = reader.compile(
            select(RECORD.c.id)
            .where(RECORD.c.type == bindparam("type"), RECORD.c.id >= bindparam("first"))
            .order_by(RECORD.c.id)
            .limit(literal_column(str(CANDIDATES)))
        )

    # one record

    async def one(self, snapshot: Snapshot, id: str) -> bytes:
        """A record's document. Raises ApiError: 404 with ids that look alike, 410 with the reason of a withdrawal."""
        rows = await snapshot.rows(self.statement_for_one, {"type": self.resource.name, "id": id})
        if not rows:
            near = await self._near(snapshot, self.resource.name, id)
            raise ApiError(
                "no-such-record",
                f"There is no record of that id among the {self.resource.name}.",
                [ErrorItem(parameter="id", detail="There is no such record.", near=near)],
            )
        document, withdrawn = rows[0]
        if withdrawn is not None:
            raise ApiError("withdrawn", withdrawn.decode())
        found: bytes = document
        return found

    # one page

    async def page(self, snapshot: Snapshot, query: ListQuery, revision: int) -> Page:
        """A page of documents with what was asked to be included. Raises ApiError for ids that do not exist."""
        shape, values = await self._filled(snapshot, query)
        ordering = self._ordering(query)
        same = self._digest(query)
        if query.cursor is not None:
            position = cursor.decode(query.cursor, same, [_type(column) for column, _ in ordering])
            values.update({f"after_{index}": value for index, value in enumerate(position)})
        statement = self.statement_for_page(shape, tuple(query.sort), query.cursor is not None, query.limit + 1)
        found = await snapshot.rows(statement, values)
        rows = found[: query.limit]
        following = cursor.encode(same, [_text(value) for value in rows[-1][1:]]) if len(found) > query.limit else None
        included = await self._included(snapshot, query, [row[-1] for row in rows])
        total = await self._total(snapshot, query, shape, values, revision)
        return Page(_envelope([row[0] for row in rows], included, self._next(query, following), total), following)

    async def stream(self, snapshot: Snapshot, query: ExportQuery) -> AsyncIterator[list[bytes]]:
        """The documents of a whole list, some at a time."""
        shape, values = await self._filled(snapshot, query)
        if query.after is not None:
            values["after_0"] = query.after
        statement = self.statement_for_page(shape, tuple(query.sort), query.after is not None, None)
        async for rows in snapshot.stream(statement, values):
            yield [row[0] for row in rows]

    def link(self, query: ListQuery, following: str | None) -> str:
        """The relative URL of a page."""
        parts = [part for part in (query.without("cursor"), f"cursor={following}" if following else "") if part]
        return f"/v1/{self.resource.name}" + ("?" + "&".join(parts) if parts else "")

    def _next(self, query: ListQuery, following: str | None) -> bytes:
        return b'"%s"' % self.link(query, following).encode() if following else b"null"

    def _ordering(self, query: Query) -> list[tuple[Any, bool]]:
        """The sort with the key at its end, so that the order is total."""
        key = table_of(self.resource.table).c.key
        return [*query.ordering(query.sort), (key, query.sort[-1].startswith("-") if query.sort else False)]

    def _digest(self, query: Query) -> str:
        return cursor.digest(self.resource.name, query.given, query.id, query.withdrawn, query.sort)

    # ids

    async def _filled(self, snapshot: Snapshot, query: Query) -> tuple[Shape, dict[str, Any]]:
        """Which filters a query uses, and the values of all placeholders."""
        filled = query.filled(await self._keys(snapshot, query))
        if query.id:
            filled["id"] = tuple(query.id)
        shape = tuple((name, len(values)) for name, values in filled.items())
        values = {f"{name}_{index}": value for name, given in filled.items() for index, value in enumerate(given)}
        return shape, {**values, "withdrawn": query.withdrawn}

    async def _keys(self, snapshot: Snapshot, query: Query) -> dict[tuple[str, str], int]:
        """The keys of all records that a query names. Raises ApiError with near matches for ids that do not exist."""
        refers = query.refers()
        wanted = [(name, refers[name], id) for name, ids in query.given.items() if name in refers for id in ids]
        wanted += [("id", self.resource.name, id) for id in query.id]
        if not wanted:
            return {}
        values = {
            f"{part}_{index}": item
            for index, (_, *pair) in enumerate(wanted)
            for part, item in zip("ti", pair, strict=True)
        }
        rows = await snapshot.rows(self.statement_for_keys(len(wanted)), values)
        keys = {(type.decode(), id.decode()): key for type, id, key in rows}
        errors = [
            ErrorItem(
                parameter=name,
                detail=f"Names no record of the {type}.",
                near=await self._near(snapshot, type, id),
            )
            for name, type, id in wanted
            if (type, id) not in keys
        ]
        if errors:
            raise ApiError("invalid-parameter", summary(errors), errors)
        return keys

    async def _near(self, snapshot: Snapshot, type: str, id: str) -> list[str]:
        """Ids that look like one that does not exist, among a bounded number of its neighbours."""
        rows = await snapshot.rows(self.statement_for_candidates, {"type": type, "first": id[:1]})
        return [found for found, _, _ in extract(id, [row[0].decode() for row in rows], limit=NEAR, score_cutoff=60)]

    # counts and includes

    async def _total(
        self, snapshot: Snapshot, query: ListQuery, shape: Shape, values: Mapping[str, Any], revision: int
    ) -> bytes:
        if query.count == "none":
            return b'"total":null,"total_is":"not_counted"'
        filters = cursor.digest(query.given, query.id, query.withdrawn)
        key = (revision, filters, query.count)
        if key not in self.totals:
            statement = self.statement_for_count(shape, query.count)
            ((self.totals[key],),) = await snapshot.rows(statement, values)
            while len(self.totals) > REMEMBERED:
                self.totals.popitem(last=False)
        total = self.totals[key]
        if query.count == "bounded" and total > COUNTED:
            return b'"total":%d,"total_is":"at_least"' % COUNTED
        return b'"total":%d,"total_is":"exact"' % total

    async def _included(self, snapshot: Snapshot, query: ListQuery, keys: Sequence[int]) -> bytes:
        """Each linked record once, by type and id."""
        found: dict[bytes, dict[bytes, bytes]] = {}
        values = {f"key_{index}": key for index, key in enumerate(keys)}
        for name in dict.fromkeys(query.include) if keys else ():
            for type, id, document in await snapshot.rows(self.statement_for_include(name, len(keys)), values):
                found.setdefault(type, {})[id] = document
        types = [
            b'"%s":{%s}' % (type, b",".join([b'"%s":%s' % pair for pair in sorted(documents.items())]))
            for type, documents in sorted(found.items())
        ]
        return b",".join(types)

    # statements: built once a shape

    def _selected(self, shape: Shape) -> Any:
        """The conditions of a shape."""
        table = table_of(self.resource.table)
        filters = tuple(item for item in shape if item[0] != "id")
        ids: list[Any] = [bindparam(f"id_{index}") for name, count in shape if name == "id" for index in range(count)]
        own = [table.c.id.in_(ids)] if ids else []
        return and_(table.c.withdrawn == bindparam("withdrawn"), *own, *self.resource.query.conditions(filters))

    def _statement_for_page(self, shape: Shape, sort: tuple[str, ...], after: bool, limit: int | None) -> Statement:
        table = table_of(self.resource.table)
        ordering = self._ordering(self.resource.query.model_construct(sort=sort))
        columns = [column for column, _ in ordering]
        statement: Select[Any] = (
            select(RECORD.c.document, *columns)
            .join(table, table.c.key == RECORD.c.key)
            .where(self._selected(shape))
            .order_by(*[column.desc() if descending else column for column, descending in ordering])
        )
        if after:
            statement = statement.where(beyond(ordering if limit is not None else ordering[:1]))
        if limit is not None:
            statement = statement.limit(literal_column(str(limit)))
        return self.reader.compile(statement)

    def _statement_for_count(self, shape: Shape, count: str) -> Statement:
        table = table_of(self.resource.table)
        some = select(table.c.key).join(RECORD, table.c.key == RECORD.c.key).where(self._selected(shape))
        if count == "bounded":
            some = some.limit(literal_column(str(COUNTED + 1)))
        return self.reader.compile(select(func.count()).select_from(some.subquery()))

    def _statement_for_include(self, name: str, count: int) -> Statement:
        table = table_of(self.resource.table)
        include = self.resource.includes[name]
        keys: list[Any] = [bindparam(f"key_{index}") for index in range(count)]
        if include.link is None:
            linked = select(include.column).where(table.c.key.in_(keys))
        else:
            linked = select(LINK.c.target_key).where(LINK.c.source_key.in_(keys), LINK.c.name == include.link)
        return self.reader.compile(
            select(RECORD.c.type, RECORD.c.id, RECORD.c.document).where(RECORD.c.key.in_(linked))
        )

    def _statement_for_keys(self, count: int) -> Statement:
        named: list[Any] = [
            and_(RECORD.c.type == bindparam(f"t_{index}"), RECORD.c.id == bindparam(f"i_{index}"))
            for index in range(count)
        ]
        condition = named[0]
        for one in named[1:]:
            condition = condition | one
        return self.reader.compile(select(RECORD.c.type, RECORD.c.id, RECORD.c.key).where(condition))


def _envelope(documents: Sequence[bytes], included: bytes, following: bytes, total: bytes) -> bytes:
    return b'{"data":[%s],"included":{%s},"next":%s,%s}' % (b",".join(documents), included, following, total)


def _type(column: Any) -> type:
    found: type = column.type.python_type
    return found


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
