"""The timeline bound to the database: one page of it as bytes. Knows no FastAPI."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api import cursor
from api.documents import Documents, padded
from api.identities import Identities
from api.parameters import Count
from api.query import Shape, placed
from api.resource import COUNTED, REMEMBERED, Page
from api.timeline.entries import COLUMNS, DATED
from api.timeline.query import TimelineQuery
from api.timeline.sources import Source, Sources
from api.timeline.statements import ENTRIES, Statements, ordering
from models import edtf
from models.db import Snapshot
from models.numbers import exact, written

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A query, which filters it uses, and the values of all placeholders."""

    query: TimelineQuery
    shape: Shape
    values: Mapping[str, Any]


class Timeline:
    """Reads pages. Holds compiled statements and counts, nothing of a request."""

    def __init__(self, documents: Documents) -> None:
        self.reader, self.identities = documents.reader, Identities(documents)
        self.sources, self.statements = Sources(self.reader), Statements(self.reader)
        self.counted: OrderedDict[tuple[int, str, Count], dict[str, int]] = OrderedDict()

    async def page(self, snapshot: Snapshot, query: TimelineQuery, revision: int, path: str) -> Page:
        """A page of entries. Raises ApiError for ids that do not exist."""
        asked = await self._asked(snapshot, query)
        rows, following = await self._rows(snapshot, asked)
        sources = await self.sources.of(snapshot, [row["key"] for row in rows])
        answer = {
            "data": [_entry(row, sources) for row in rows],
            "included": await self._included(snapshot, query, rows),
            "next": query.address(path, following) if following else None,
            **_told(await self._counts(snapshot, asked, revision), query.count),
            "left_out": query.left_out,
        }
        return Page(orjson.dumps(answer), following)

    async def _asked(self, snapshot: Snapshot, query: TimelineQuery) -> Asked:
        refers = query.refers()
        named = [(name, refers[name], id) for name, ids in query.given.items() if name in refers for id in ids]
        filled = query.filled(await self.identities.keys(snapshot, named))
        values: dict[str, Any] = {"withdrawn": query.withdrawn}
        for name, given in filled.items():
            values |= placed(name, given)
        return Asked(query, tuple((name, len(given)) for name, given in filled.items()), values)

    async def _rows(self, snapshot: Snapshot, asked: Asked) -> tuple[list[Row], str | None]:
        """The rows of a page, and the cursor of the next one."""
        query, values, sort = asked.query, asked.values, tuple(asked.query.sort)
        columns = [column for column, _ in ordering(sort)]
        same = cursor.of(f"timeline {' '.join(query.types)}", query, query.sort)
        if query.cursor is not None:
            position = cursor.decode(query.cursor, same, [column.type.python_type for column in columns])
            values = {**values, **placed("after", position)}
        if not query.types:
            return [], None
        statement = self.statements.page(query.types, asked.shape, sort, query.cursor is not None, query.limit + 1)
        found = [_row(values) for values in await snapshot.rows(statement, values)]
        rows = found[: query.limit]
        more = len(found) > query.limit
        return rows, cursor.encode(same, [rows[-1][column.name] for column in columns]) if more else None

    async def _included(self, snapshot: Snapshot, query: TimelineQuery, rows: Sequence[Row]) -> dict[str, Any]:
        """The records of the entries, by type and id."""
        included: dict[str, dict[str, orjson.Fragment]] = {}
        if rows and query.include:
            keys = padded([row["key"] for row in rows])
            for type, id, document in await snapshot.rows(self.statements.records(len(keys)), placed("key", keys)):
                included.setdefault(type.decode(), {})[id.decode()] = orjson.Fragment(document)
        return included

    async def _counts(self, snapshot: Snapshot, asked: Asked, revision: int) -> dict[str, int]:
        """How many entries there are, and how many records of each type without a date; empty where not to count."""
        query = asked.query
        if query.count is Count.none:
            return {}
        if not query.types:
            return {ENTRIES: 0}
        key = (revision, cursor.digest(query.types, query.given, query.withdrawn), query.count)
        if key not in self.counted:
            statement = self.statements.count(query.types, asked.shape, query.count)
            self.counted[key] = {name.decode(): count for name, count in await snapshot.rows(statement, asked.values)}
            while len(self.counted) > REMEMBERED:
                self.counted.popitem(last=False)
        return self.counted[key]


def _told(counts: Mapping[str, int], count: Count) -> dict[str, Any]:
    """Counts as the page tells them."""
    if not counts:
        return {"total": None, "total_is": "not_counted", "undated": None}
    most = COUNTED if count is Count.bounded else max(counts.values())
    undated = {type: min(of_type, most) for type, of_type in counts.items() if type != ENTRIES}
    total_is = "exact" if counts[ENTRIES] <= most else "at_least"
    return {"total": min(counts[ENTRIES], most), "total_is": total_is, "undated": undated}


def _row(values: Sequence[Any]) -> Row:
    texts = (value.decode() if isinstance(value, bytes) else value for value in values)
    return dict(zip(COLUMNS, texts, strict=True))


def _entry(row: Row, sources: Mapping[tuple[int, str], Source]) -> dict[str, Any]:
    type, id = row["type"], row["id"]
    account = f"when.{row['position']}" if type == "events" else ""
    source = sources[row["key"], account]
    return {
        "type": type,
        "id": id,
        "label": _label(row),
        "date": {"edtf": row["date"], **edtf.parse(row["date"])._asdict()},
        "basis": row["basis"],
        "deadline": bool(row["deadline"]),  # SQLite has no booleans
        "denied": bool(row["denied"]),
        "status": row["status"],
        "attribution": row["attribution"],
        "said_by": source.said_by,
        "articles": sorted(source.articles),
        "field": account or DATED[type].field,
        "url": f"/v1/{type}/{id}",
    }


def _label(row: Row) -> str:
    """A title or a sentence; or what is measured and the figure; or a project and how far it had come."""
    words = row["words"]
    if words is None and row["value"] is not None:
        words = f"{written(exact(row['value']))} {row['unit']}"
    return ": ".join(part for part in (row["about"], words) if part)
