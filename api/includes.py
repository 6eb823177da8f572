"""Linked records beside a page: forward along the links of its documents, and reverse as the list that names them.

An include is declared by name in a resource. A reverse include is another resource's list with one filter set to the
records of the page: there is no second way to say which records belong, and `included_next` is that list's address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, literal_column, or_, select

from api import cursor
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

    def add(self, rows: Sequence[tuple[Any, ...]]) -> list[int]:
        """Takes documents in, and gives their keys."""
        for type, id, document, _ in rows:
            self.documents.setdefault(type, {})[id] = document
        return [key for *_, key in rows]

    def parts(self) -> Iterator[bytes]:
        """Each type with its documents by id, as members of a JSON object."""
        for type, documents in sorted(self.documents.items()):
            members = [b'"%s":%s' % pair for pair in sorted(documents.items())]
            yield b'"%s":{%s}' % (type, b",".join(members))


class Includes:
    """The includes of one resource, bound to the database."""

    def __init__(self, resource: "Resource", resources: Mapping[RecordType, "Resource"], reader: Reader) -> None:
        self.resource, self.resources, self.reader = resource, resources, reader
        self.forward_statement = lru_cache(512)(self._forward_statement)
        self.reverse_statement = lru_cache(128)(self._reverse_statement)
        self.statement_for_ids = lru_cache(16)(self._statement_for_ids)

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
                step = self._reverse if isinstance(include, Reverse) else self._forward
                first_steps[first] = await step(snapshot, first, include, keys, included)  # type: ignore[arg-type]
            if second:
                (type,) = _types(include)
                further = self.resources[type].includes[second]
                assert isinstance(further, Forward)
                await self._forward(snapshot, path, further, first_steps[first], included)
        return included

    async def _forward(
        self, snapshot: Snapshot, _name: str, include: Forward, keys: Sequence[int], included: Included
    ) -> list[int]:
        if not keys:
            return []
        filled = padded(keys)
        return included.add(await snapshot.rows(self.forward_statement(include, len(filled)), placed("key", filled)))

    async def _reverse(
        self, snapshot: Snapshot, name: str, include: Reverse, keys: Sequence[int], included: Included
    ) -> list[int]:
        if not keys:
            return []
        filled = padded(keys)
        rows = await snapshot.rows(self.reverse_statement(include, len(filled)), placed("key", filled))
        taken = rows[: MOST_REVERSE - included.reverse]
        included.reverse += len(taken)
        if len(taken) < len(rows):
            included.next[name] = await self._rest(snapshot, include, keys, taken)
        return included.add(taken)

    async def _rest(
        self, snapshot: Snapshot, include: Reverse, keys: Sequence[int], taken: Sequence[tuple[Any, ...]]
    ) -> str:
        """The address of the list on the page after the last record that was taken."""
        other = self.resources[include.type]
        filled = padded(keys)
        ids = [id.decode() for (id,) in await snapshot.rows(self.statement_for_ids(len(filled)), placed("key", filled))]
        if other.query.refers()[include.filter] == ANY:
            ids = [f"{self.resource.name}/{id}" for id in ids]
        query = other.query.model_validate({include.filter: ids, "sort": ["id"]})
        last = taken[-1] if taken else None
        following = cursor.encode(cursor.of(other.name, query), [last[1].decode(), last[3]]) if last else None
        return query.address(f"/v1/{other.name}", following)

    # statements: built once a shape

    def _forward_statement(self, include: Forward, count: int) -> Statement:
        keys = placeholders("key", count)
        linked = [select(target).where(source.in_(keys), *fixed) for source, target, fixed in include.edges]
        return self.reader.compile(_documents().where(or_(*[RECORD.c.key.in_(targets) for targets in linked])))

    def _reverse_statement(self, include: Reverse, count: int) -> Statement:
        other = self.resources[include.type]
        table = table_of(other.table)
        met = other.query.wheres()[include.filter].condition(table, placeholders("key", count))
        return self.reader.compile(
            _documents()
            .join(table, table.c.key == RECORD.c.key)
            .where(table.c.withdrawn.is_(False), met)
            .order_by(table.c.id, table.c.key)
            .limit(literal_column(str(MOST_REVERSE + 1)))
        )

    def _statement_for_ids(self, count: int) -> Statement:
        return self.reader.compile(
            select(RECORD.c.id).where(RECORD.c.key.in_(placeholders("key", count))).order_by("id")
        )


def _documents() -> Any:
    return select(RECORD.c.type, RECORD.c.id, RECORD.c.document, RECORD.c.key)


def padded(keys: Sequence[int]) -> list[int]:
    """Keys, the last one repeated up to a power of two, so that few statements serve lists of any length."""
    length = 1 << (len(keys) - 1).bit_length()
    return [*keys, *[keys[-1]] * (length - len(keys))]
