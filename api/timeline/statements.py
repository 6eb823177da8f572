"""The statements of the timeline, each built once for a shape of query: which types, which filters, which order."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import cast, func, literal_column, select, union_all

from api.parameters import Count
from api.query import Shape, beyond, placeholders
from api.resource import COUNTED
from api.timeline.entries import COLUMNS, DATED, every
from api.timeline.query import DATE, ID, POSITION, TYPE, TimelineQuery, TimelineType, of_entries
from models.base import RECORD, table_of
from models.db import Reader, Statement
from models.events import EventClaim
from models.text import TEXT

Types = tuple[TimelineType, ...]
ENTRIES = "entries"
CLAIM = table_of(EventClaim)


def ordering(sort: Sequence[str]) -> list[tuple[Any, bool]]:
    """The columns of a sort, each with whether it descends: a total order, since no two accounts have one position."""
    descending = sort[0].startswith("-")
    bounds = (DATE.latest, DATE.earliest) if descending else (DATE.earliest, DATE.latest)
    return [(column, descending) for column in (*bounds, TYPE, ID, POSITION)]


class Statements:
    """Compiles statements for one database."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.page = lru_cache(512)(self._page)
        self.count = lru_cache(512)(self._count)
        self.records = lru_cache(16)(self._records)

    def _page(self, types: Types, shape: Shape, sort: tuple[str, ...], after: bool, limit: int) -> Statement:
        """Entries in order."""
        columns = ordering(sort)
        met = [*_on_entries(shape), *([beyond(columns)] if after else [])]
        return self.reader.compile(
            every(types, shape, list(COLUMNS))
            .where(*met)
            .order_by(*[column.desc() if descending else column for column, descending in columns])
            .limit(literal_column(str(limit)))
        )

    def _count(self, types: Types, shape: Shape, count: Count) -> Statement:
        """How many entries there are, and how many records of each type without a date."""
        entries = every(types, shape, ["denied", "earliest", "latest"]).where(*_on_entries(shape))
        counted = [(ENTRIES, entries)]
        for type in types:
            undated = DATED[type].undated(shape).subquery("entry")
            counted.append((type, select("*").select_from(undated).where(*_on_entries(shape, "denied"))))
        return self.reader.compile(union_all(*[_counted(name, some, count) for name, some in counted]))

    def _records(self, count: int) -> Statement:
        """Documents by keys."""
        columns = (RECORD.c.type, RECORD.c.id, RECORD.c.document)
        return self.reader.compile(select(*columns).where(RECORD.c.key.in_(placeholders("key", count))))


def _counted(name: str, some: Any, count: Count) -> Any:
    if count is Count.bounded:
        some = some.limit(literal_column(str(COUNTED + 1)))
    return select(cast(literal_column(f"'{name}'"), TEXT), func.count()).select_from(some.subquery())


def _on_entries(shape: Shape, *names: str) -> list[Any]:
    """The conditions of a shape that entries meet. They name columns that entries have, whatever the table."""
    return TimelineQuery.conditions(CLAIM, of_entries(shape, *names))
