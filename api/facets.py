"""Facets: how many records of a list have each value of a filter, so that a reader sees where a filter leads.

Nothing is declared for them: a filter that asks for equality says which values a row has (`Where.held`). A facet leaves
out what the query asks of its own filter, so that what stands beside the chosen values can be chosen too; the `url` of
a value is the list with that one value, and its count is the total of that list.
"""

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import orjson
from pydantic import Field
from sqlalchemy import FromClause, Select, func, literal_column, select, union

from api import cursor
from api.answer import Answer
from api.naming import label, naming
from api.parameters import ANY, Count
from api.query import ListQuery, Shape, placed
from api.where import Held, nothing
from models.base import RECORD
from models.db import Snapshot, Statement

if TYPE_CHECKING:
    from api.resource import Machine, Resource

SHOWN = 50
REMEMBERED = 512


class FacetValue(Answer):
    """A value of a filter."""

    value: str = Field(description="As the parameter takes it.", examples=["person"])
    label: str = Field(description="What names it to a reader, in English.", examples=["person"])
    count: int = Field(description="How many records have it: exactly the total of the list at `url`.")
    url: str = Field(description="Relative URL of the list with this value.", examples=["/v1/actors?kind=person"])


class FacetMissing(Answer):
    """The records that have no value."""

    count: int
    url: str = Field(examples=["/v1/actors?country__exists=false"])


class Facet(Answer):
    """How many records have which value of a filter, under all other filters of the query."""

    values: list[FacetValue] = Field(description=f"The most frequent values first: at most {SHOWN}.")
    distinct: int = Field(description="How many values there are in all.")
    capped: bool = Field(description="Whether there are more values than are shown.")
    missing: FacetMissing | None = Field(description="The records without a value, where the list can be asked for it.")


def facets(resource: "Resource") -> list[str]:
    """The filters of a list whose values can be counted."""
    return [name for name, where in resource.query.wheres().items() if where.held is not nothing]


class Asked(NamedTuple):
    """A list as it was asked for: its query, the shape and the values of its filters, and where it stands. The `fixed`
    filters are in the path."""

    query: ListQuery
    shape: Shape
    values: dict[str, Any]
    revision: int
    path: str
    fixed: tuple[str, ...]

    def shape_without(self, names: Sequence[str]) -> Shape:
        """The shape of the other filters."""
        return tuple(item for item in self.shape if item[0] not in names)

    def digest_without(self, names: Sequence[str]) -> str:
        """A short name for the other filters."""
        given = {name: value for name, value in self.query.given.items() if name not in names}
        return cursor.digest(given, self.query.id, self.query.withdrawn)

    def url(self, names: Sequence[str], name: str, value: str) -> str:
        """The list with a value of a filter, in place of what the query asks of these filters."""
        rest = self.query.without("cursor", *names, *self.fixed)
        return f"{self.path}?{rest}&{urlencode({name: value})}"


class Counted(NamedTuple):
    """What was counted: value, label and count of the most frequent, how many values there are, how many records have
    none."""

    values: list[tuple[str, str, int]]
    distinct: int
    missing: int | None


class Facets:
    """The facets of one list. Holds compiled statements and counts, nothing of a request."""

    def __init__(self, machine: "Machine") -> None:
        self.machine, self.query = machine, machine.resource.query
        self.remembered: OrderedDict[tuple[int, str, str], Counted] = OrderedDict()
        self.statement = lru_cache(512)(self._statement)

    async def of(self, snapshot: Snapshot, asked: Asked) -> bytes:
        """What the query asks to be counted, as a JSON object."""
        return orjson.dumps({name: await self._one(snapshot, asked, name) for name in dict.fromkeys(asked.query.facet)})

    async def _one(self, snapshot: Snapshot, asked: Asked, name: str) -> dict[str, Any]:
        own = [one for one in (name, _exists(name)) if one in self.query.wheres()]
        found = await self._counted(snapshot, asked, own)
        values = [
            {"value": value, "label": label, "count": count, "url": asked.url(own, name, value)}
            for value, label, count in found.values
        ]
        missing = {"count": found.missing, "url": asked.url(own, _exists(name), "false")}
        return {
            "values": values,
            "distinct": found.distinct,
            "capped": found.distinct > len(values),
            "missing": None if found.missing is None else missing,
        }

    async def _counted(self, snapshot: Snapshot, asked: Asked, own: list[str]) -> Counted:
        key = asked.revision, own[0], asked.digest_without(own)
        if key not in self.remembered:
            self.remembered[key] = await self._count(snapshot, asked.shape_without(own), asked.values, *own)
            while len(self.remembered) > REMEMBERED:
                self.remembered.popitem(last=False)
        return self.remembered[key]

    async def _count(
        self, snapshot: Snapshot, shape: Shape, values: dict[str, Any], name: str, exists: str | None = None
    ) -> Counted:
        rows = await snapshot.rows(self.statement(name, shape), values)
        missing = await self._missing(snapshot, shape, values, exists) if exists else None
        read = self._record if name in self.query.refers() else self._word
        return Counted([(*read(name, row), row[0]) for row in rows], rows[0][1] if rows else 0, missing)

    async def _missing(self, snapshot: Snapshot, shape: Shape, values: dict[str, Any], exists: str) -> int:
        statement = self.machine.statement_for_count((*shape, (exists, 1)), Count.exact)
        ((count,),) = await snapshot.rows(statement, values | placed(exists, [False]))
        return int(count)

    # a row: how many records, how many values in all, and the value

    def _word(self, name: str, row: Sequence[Any]) -> tuple[str, str]:
        """A value and its label."""
        (held, *_) = self.query.wheres()[name].held(self.machine.table)
        value = _text(row[2], held.value.type.python_type)
        return value, naming(self.query.model_fields[name].annotation)(value)

    def _record(self, name: str, row: Sequence[Any]) -> tuple[str, str]:
        """The id of a record and its label."""
        type, id = row[2].decode(), row[3].decode()
        value = f"{type}/{id}" if self.query.refers()[name] == ANY else id
        return value, label(orjson.loads(row[4]), type)

    # statements: built once a shape

    def _statement(self, name: str, shape: Shape) -> Statement:
        pairs = [self._pairs(held, shape) for held in self.query.wheres()[name].held(self.machine.table)]
        values = (union(*pairs) if len(pairs) > 1 else pairs[0]).cte().prefix_with("MATERIALIZED")
        records = func.count().label("records")
        counted = select(values.c.value, records).group_by(values.c.value).subquery()
        type = self.query.refers().get(name)
        return self.machine.reader.compile(_most_linked(counted, type) if type else _most_frequent(counted))

    def _pairs(self, held: Held, shape: Shape) -> Select[Any]:
        """Each record with each of its values, once. The filters are met before further tables come in: these have many
        rows for one record."""
        table, value = self.machine.table, held.value.label("value")
        if not held.conditions:
            return select(table.c.key, value).where(held.value.is_not(None), self.machine.selected(shape))
        found = select(table.c.key).where(self.machine.selected(shape)).cte().prefix_with("MATERIALIZED")
        rows = select(table.c.key, value).join(found, found.c.key == table.c.key)
        return rows.where(held.value.is_not(None), *held.conditions).distinct()


def _most_frequent(counted: FromClause) -> Select[Any]:
    value, records = counted.c.value, counted.c.records
    return select(records, func.count().over(), value).order_by(records.desc(), value).limit(_most())


def _most_linked(counted: FromClause, type: str) -> Select[Any]:
    """Documents only of the records that are shown."""
    of_type = [] if type == ANY else [RECORD.c.type == type]
    order = counted.c.records.desc(), RECORD.c.type, RECORD.c.id
    most = (
        select(counted, func.count().over().label("distinct"), RECORD.c.type, RECORD.c.id)
        .join(RECORD, RECORD.c.key == counted.c.value)
        .where(*of_type)
        .order_by(*order)
        .limit(_most())
        .subquery()
    )
    shown = RECORD.alias()
    return (
        select(most.c.records, most.c.distinct, most.c.type, most.c.id, shown.c.document)
        .join(shown, shown.c.key == most.c.value)
        .order_by(most.c.records.desc(), most.c.type, most.c.id)
    )


def _most() -> Any:
    return literal_column(str(SHOWN))


def _exists(name: str) -> str:
    return f"{name}__exists"


def _text(value: Any, kind: type) -> str:
    """A value as its parameter takes it. SQLite has no booleans."""
    if kind is bool:
        return "true" if value else "false"
    return value.decode() if isinstance(value, bytes) else str(value)
