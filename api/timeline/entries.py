"""How the records of each type become entries: one statement over the columns of all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Select,
    Table,
    bindparam,
    case,
    cast,
    column,
    false,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from api.query import Shape
from api.resource import Resource
from api.timeline.query import RESOURCES, TimelineQuery, TimelineType, of_records
from models.articles import Article
from models.base import RECORD, table_of
from models.events import Event, EventClaim
from models.indicators import Indicator
from models.observations import Observation
from models.positions import Position
from models.projects import Project
from models.statuses import Status
from models.text import TEXT

ARTICLE, EVENT, CLAIM, STATUS = table_of(Article), table_of(Event), table_of(EventClaim), table_of(Status)
POSITION, OBSERVATION = table_of(Position), table_of(Observation)
INDICATOR, PROJECT = table_of(Indicator), table_of(Project)

# What an entry is made from; both databases are told the types, since one select may have nothing where another has.
COLUMNS: Mapping[str, Any] = {
    "type": TEXT,
    "key": Integer(),
    "id": TEXT,
    "position": Integer(),
    "earliest": TEXT,
    "latest": TEXT,
    "date": TEXT,
    "basis": TEXT,
    "deadline": Boolean(),
    "denied": Boolean(),
    "status": TEXT,
    "attribution": TEXT,
    "about": TEXT,
    "words": TEXT,
    "value": Float(),
    "unit": TEXT,
}
# What a type does not have is null but for these.
MISSING = {"position": literal_column("0"), "deadline": false(), "denied": false()}
OF_RECORDS = ("key", "id", "deadline", "denied", "status", "attribution")


@dataclass(frozen=True)
class Dated:
    """A type of record: the column of its date, what else its entries hold, and the tables that this is in."""

    resource: Resource
    date: Column[Any]
    columns: Mapping[str, Any]
    joins: Sequence[tuple[Table, ColumnElement[bool]]] = ()

    @property
    def table(self) -> Table:
        """The table of the records."""
        return table_of(self.resource.table)

    @property
    def field(self) -> str:
        """The field of a record that has the date, or a list of them."""
        return self.date.name if self.date.table is self.table else "when"

    def entries(self, shape: Shape, names: Sequence[str]) -> Select[Any]:
        """The dated records that meet the filters of records in a shape, as columns of entries."""
        source: FromClause = self.table.join(RECORD, RECORD.c.key == self.table.c.key)
        for table, condition in self.joins:
            source = source.join(table, condition)
        columns = [self._column(name) for name in names]
        return select(*columns).select_from(source).where(self.date.is_not(None), *self._met(shape))

    def undated(self, shape: Shape) -> Select[Any]:
        """The records that meet the filters of records in a shape and have no date: as their list finds them."""
        source = self.table.join(RECORD, RECORD.c.key == self.table.c.key)
        nowhere = self.resource.query.wheres()[f"{self.field}__exists"].condition(self.table, [false()])
        denied = self.table.c.get("denied", false())
        return select(denied.label("denied")).select_from(source).where(nowhere, *self._met(shape))

    def _met(self, shape: Shape) -> list[ColumnElement[bool]]:
        return [
            self.table.c.withdrawn == bindparam("withdrawn"),
            *TimelineQuery.conditions(self.table, of_records(shape)),
        ]

    def _column(self, name: str) -> ColumnElement[Any]:
        held = self._held().get(name, MISSING.get(name, null()))
        # A column stays bare, so that an index can give its order.
        return (held if isinstance(held, Column) else cast(held, COLUMNS[name])).label(name)

    def _held(self) -> dict[str, Any]:
        bounds = {name: self.date.table.c[f"{self.date.name}_{name}"] for name in ("earliest", "latest", "basis")}
        own = {name: self.table.c[name] for name in OF_RECORDS if name in self.table.c}
        return {"type": literal_column(f"'{self.resource.name}'"), "date": self.date, **bounds, **own, **self.columns}


DATED: Mapping[TimelineType, Dated] = {
    TimelineType.articles: Dated(RESOURCES[TimelineType.articles], ARTICLE.c.published, {"words": ARTICLE.c.title}),
    TimelineType.events: Dated(
        RESOURCES[TimelineType.events],
        CLAIM.c.date,
        {
            "words": EVENT.c.title,
            **{name: CLAIM.c[name] for name in ("position", "deadline", "denied", "attribution")},
        },
        [(CLAIM, CLAIM.c.record_key == EVENT.c.key)],
    ),
    TimelineType.statuses: Dated(
        RESOURCES[TimelineType.statuses],
        STATUS.c.as_of,
        {"about": PROJECT.c.name, "words": STATUS.c.status},
        [(PROJECT, PROJECT.c.key == STATUS.c.project_key)],
    ),
    TimelineType.positions: Dated(RESOURCES[TimelineType.positions], POSITION.c.when, {"words": POSITION.c.content}),
    TimelineType.observations: Dated(
        RESOURCES[TimelineType.observations],
        OBSERVATION.c.period,
        {
            "about": INDICATOR.c.name,
            "words": func.coalesce(
                OBSERVATION.c.as_written,
                case((OBSERVATION.c.value.is_(None), func.coalesce(OBSERVATION.c.scope, OBSERVATION.c.change))),
            ),
            "value": OBSERVATION.c.value,
            "unit": INDICATOR.c.unit,
        },
        [(INDICATOR, INDICATOR.c.key == OBSERVATION.c.indicator_key)],
    ),
}


def every(types: Sequence[TimelineType], shape: Shape, names: Sequence[str]) -> Select[Any]:
    """Columns of the entries of all types that meet the filters of records in a shape."""
    entries = union_all(*[DATED[type].entries(shape, names) for type in types]).subquery("entry")
    return select(*[column(name, COLUMNS[name]) for name in names]).select_from(entries)
