"""The observations of one indicator that a query selects, as columns. Series, chart and comparison are made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, literal_column, select

from api.errors import ApiError, invalid
from api.query import Query, Shape
from api.resource import Machine
from models.actors import Actor
from models.base import RECORD, table_of
from models.db import Fetched, Snapshot, Statement
from models.indicators import Direction, Indicator, Measure
from models.numbers import exact
from models.observations import Observation
from models.places import Place

INDICATOR, OBSERVATION = table_of(Indicator), table_of(Observation)
REPORTER, PARTNER = table_of(Actor).alias("reporter"), table_of(Actor).alias("partner")
ABOUT, PLACE = RECORD.alias("about"), table_of(Place).alias("place")

FLAGS = ("denied", "deadline")
MEASURED = ("id", "name", "definition", "unit", "unit_system", "measure", "direction")
Row = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """What an indicator says of all its figures."""

    id: str
    name: str
    definition: str
    unit: str
    unit_system: str
    measure: str
    direction: str | None

    def sides(self, reporter: Any, partner: Any) -> tuple[Any, Any]:
        """Whom a figure is about. Where both directions count together, the pair has none: it is in one order then.
        A share or a rank is always one side's own."""
        one_sided = self.direction != Direction.both or self.measure in (Measure.share, Measure.rank)
        if one_sided or reporter is None or partner is None:
            return reporter, partner
        return min(reporter, partner), max(reporter, partner)


class Figures:
    """Selects columns of observations by the filters and in the order of their list."""

    def __init__(self, observations: Machine, columns: Mapping[str, Any], most: int) -> None:
        self.observations, self.columns, self.most = observations, columns, most
        self.statement = lru_cache(128)(self._statement)
        self.statement_for_indicator = observations.reader.compile(
            select(*[INDICATOR.c[name] for name in MEASURED]).where(INDICATOR.c.id == bindparam("id"))
        )

    async def measured(self, snapshot: Snapshot, id: str) -> Measured:
        """What the indicator says; it exists."""
        (row,) = await snapshot.rows(self.statement_for_indicator, {"id": id})
        return Measured(*[plain(value) for value in row])

    async def rows(self, snapshot: Snapshot, id: str, query: Query) -> list[Row]:
        """The figures of an indicator by a query of `series_query`, at most one more than are allowed."""
        return [self._row(row) for row in await self.fetched(snapshot, id, query)]

    async def fetched(self, snapshot: Snapshot, id: str, query: Query) -> Fetched:
        """The same as the database gives them."""
        given = {"sort": query.sort, **query.model_dump(exclude_unset=True), "indicator": [id]}
        every = self.observations.resource.query.model_validate(given)
        shape, values = await self.observations.filled(snapshot, every)
        return await snapshot.rows(self.statement(shape, tuple(every.sort)), values)

    def _row(self, values: Sequence[Any]) -> Row:
        row = {name: plain(value) for name, value in zip(self.columns, values, strict=True)}
        return row | {name: bool(row[name]) for name in FLAGS if name in row}  # SQLite has no booleans

    def _statement(self, shape: Shape, sort: tuple[str, ...]) -> Statement:
        """A database leaves out an outer join of which it needs nothing."""
        ordering = self.observations.ordering(sort, shape)
        statement: Select[Any] = (
            select(*self.columns.values())
            .select_from(OBSERVATION)
            .outerjoin(RECORD, RECORD.c.key == OBSERVATION.c.key)
            .outerjoin(REPORTER, REPORTER.c.key == OBSERVATION.c.reporter_key)
            .outerjoin(PARTNER, PARTNER.c.key == OBSERVATION.c.partner_key)
            .outerjoin(ABOUT, ABOUT.c.key == OBSERVATION.c.about_key)
            .outerjoin(PLACE, PLACE.c.key == OBSERVATION.c.place_key)
            .where(self.observations.selected(shape))
            .order_by(*[column.desc() if descending else column for column, descending in ordering])
            .limit(literal_column(str(self.most + 1)))
        )
        return self.observations.reader.compile(statement)


def plain(value: Any) -> Any:
    """A value as a driver gives it: text, and a number as the decimal that it holds."""
    if isinstance(value, float):
        return exact(value)
    return value.decode() if isinstance(value, bytes) else value


def too_many(what: str, most: int) -> ApiError:
    """The refusal of an answer that would be too large."""
    return invalid("indicator", f"{what} takes at most {most:,} figures: add filters.")
