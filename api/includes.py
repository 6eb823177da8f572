"""Linked records beside a page: forward along the links of its documents, and reverse as the list that names them.

An include is declared by name in a resource. A reverse include is another resource's list with one filter set to the
records of the page: there is no second way to say which records belong, and `included_next` is that list's address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, literal_column, select

from api import cursor
from api.documents import Documents, Held, padded
from api.errors import invalid
from api.parameters import ANY
from api.query import placed, placeholders
from api.where import column_of, named
from models.base import LINK, RECORD, RecordType, table_of
from models.db import Reader, Snapshot, Statement
from models.evidence import Evidence

if TYPE_CHECKING:
    from api.resource import Resource

QUOTES = "quotes"
MOST_REVERSE = 1_000
MOST_SOURCES = 100


@dataclass(frozen=True)
class Forward:
    """Records that the documents of a list link to. Each edge is a column of keys that links go out from, a column of
    keys that they lead to, and what else must hold. Without types, they may be of any."""

    types: tuple[RecordType, ...]
    edges: tuple[tuple[Any, Any, tuple[ColumnElement[bool], ...]], ...]


@dataclass(frozen=True)
class Reverse:
    """Records of another type that link to those of a list: they are what the filter of that type's list finds."""

    type: RecordType
    filter: str


Include = Forward | Reverse


def by_column(type: RecordType | None, column: Any) -> Forward:
    """One linked record, by a column; the type is None where it may be any."""
    target = column_of(RECORD, column)
    return Forward((type,) if type else (), ((target.table.c.key, target, ()),))


def by_link(type: RecordType | None, name: str) -> Forward:
    """Lists of linked records, by their name or the pattern of their names."""
    return Forward((type,) if type else (), ((LINK.c.source_key, LINK.c.target_key, (named(name),)),))


def by_part(type: RecordType, column: Any) -> Forward:
    """A linked record of each part of a list inside the document."""
    target = column_of(RECORD, column)
    return Forward((type,), ((target.table.c.record_key, target, ()),))


def both(*ways: Forward) -> Forward:
    """Linked records that are found in several ways."""
    types = dict.fromkeys(type for way in ways for type in way.types)
    return Forward(tuple(types), tuple(edge for way in ways for edge in way.edges))


def by_evidence() -> Forward:
    """The articles that the evidence of a record comes from."""
    table = table_of(Evidence)
    return Forward(
        (RecordType.articles,), ((table.c.record_key, table.c.article_key, (table.c.withdrawn.is_(False),)),)
    )


def paths(resource: "Resource", resources: Mapping[RecordType, "Resource"]) -> list[str]:
    """Everything that may be included with a list: one step, or a second one forward, by a dotted path."""
    found = []
    for name, include in resource.includes.items():
        found += [name, *(f"{name}.{second}" for second in _second_steps(include, resources))]
    return [*found, QUOTES]


def _types(include: Include) -> set[RecordType]:
    return {include.type} if isinstance(include, Reverse) else set(include.types or RecordType)


def _second_steps(include: Include, resources: Mapping[RecordType, "Resource"]) -> dict[str, Forward]:
    """The forward links of what is included, where that is of one type."""
    types = _types(include)
    if len(types) > 1:
        return {}
    further = resources[types.pop()].includes
    return {name: step for name, step in further.items() if isinstance(step, Forward)}


@dataclass
class Included:
    """Documents by type and id, what more there is of reverse includes, and how many of these are in."""

    documents: dict[bytes, dict[bytes, bytes]] = field(default_factory=dict)
    next: dict[str, str] = field(default_factory=dict)
    reverse: int = 0

    def add(self, records: Sequence[Held]) -> None:
        """Takes documents in."""
        for type, id, document, _ in records:
            self.documents.setdefault(type, {})[id] = document

    def parts(self) -> Iterator[bytes]:
        """Each type with its documents by id, as members of a JSON object."""
        for type, documents in sorted(self.documents.items()):
            members = [b'"%s":%s' % pair for pair in sorted(documents.items())]
            yield b'"%s":{%s}' % (type, b",".join(members))


class Includes:
    """The includes of one resource, bound to the database."""

    def __init__(
        self, resource: "Resource", resources: Mapping[RecordType, "Resource"], reader: Reader, documents: Documents
    ) -> None:
        self.resource, self.resources, self.reader, self.documents = resource, resources, reader, documents
        self.reverse_statement = lru_cache(128)(self._reverse_statement)

    def check(self, names: Sequence[str], limit: int) -> None:
        """Raises ApiError where a reverse include is asked for pages of too many records."""
        for first in {name.partition(".")[0] for name in names} & self.resource.includes.keys():
            if isinstance(self.resource.includes[first], Reverse) and limit > MOST_SOURCES:
                raise invalid("include", f"{first} goes with pages of at most {MOST_SOURCES} records: lower `limit`.")

    async def gather(self, snapshot: Snapshot, names: Sequence[str], keys: Sequence[int]) -> Included:
        """What was asked for, each step once: one statement for the first, one for the second."""
        included = Included()
        first_steps: dict[str, list[int]] = {}
        for path in dict.fromkeys(name for name in names if name != QUOTES):
            first, _, second = path.partition(".")
            include = self.resource.includes[first]
            if first not in first_steps:
                first_steps[first] = await self._first_step(snapshot, first, include, keys, included)
            if second:
                (type,) = _types(include)
                further = self.resources[type].includes[second]
                assert isinstance(further, Forward)
                await self._forward(snapshot, f"{type}.{second}", further, first_steps[first], included)
        return included

    async def _first_step(
        self, snapshot: Snapshot, name: str, include: Include, keys: Sequence[int], included: Included
    ) -> list[int]:
        if isinstance(include, Reverse):
            return await self._reverse(snapshot, name, include, keys, included)
        return await self._forward(snapshot, f"{self.resource.name}.{name}", include, keys, included)

    async def _forward(
        self, snapshot: Snapshot, name: str, include: Forward, keys: Sequence[int], included: Included
    ) -> list[int]:
        targets = await self.documents.targets(snapshot, name, include.edges, keys)
        included.add(await self.documents.many(snapshot, targets))
        return targets

    async def _reverse(
        self, snapshot: Snapshot, name: str, include: Reverse, keys: Sequence[int], included: Included
    ) -> list[int]:
        if not keys:
            return []
        filled = padded(keys)
        rows = await snapshot.rows(self.reverse_statement(include, len(filled)), placed("key", filled))
        taken = [key for (key,) in rows[: MOST_REVERSE - included.reverse]]
        included.reverse += len(taken)
        records = await self.documents.many(snapshot, taken)
        included.add(records)
        if len(taken) < len(rows):
            last = [records[-1].id.decode(), taken[-1]] if taken else None
            included.next[name] = await self._rest(snapshot, include, keys, last)
        return taken

    async def _rest(self, snapshot: Snapshot, include: Reverse, keys: Sequence[int], last: Sequence[Any] | None) -> str:
        """The address of the list on the page after the last record that was taken, by its id and key."""
        other = self.resources[include.type]
        ids = sorted(record.id.decode() for record in await self.documents.many(snapshot, keys))
        if other.query.refers()[include.filter] == ANY:
            ids = [f"{self.resource.name}/{id}" for id in ids]
        query = other.query.model_validate({include.filter: ids, "sort": ["id"]})
        same = cursor.of(other.name, query, query.sort)
        following = cursor.encode(same, last) if last else None
        return query.address(f"/v1/{other.name}", following)

    # statements: built once a shape

    def _reverse_statement(self, include: Reverse, count: int) -> Statement:
        other = self.resources[include.type]
        table = table_of(other.table)
        met = other.query.wheres()[include.filter].condition(table, placeholders("key", count))
        return self.reader.compile(
            select(table.c.key)
            .where(table.c.withdrawn.is_(False), met)
            .order_by(table.c.id, table.c.key)
            .limit(literal_column(str(MOST_REVERSE + 1)))
        )
