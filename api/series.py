"""The figures of one indicator as rows ready for a plot, without the evidence and the words around them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Request, Response
from fastapi import Query as FromQuery
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from sqlalchemy import Select, bindparam, literal_column, select

from api.conditional import Condition
from api.dataset import state_statement
from api.errors import invalid
from api.openapi import problems
from api.query import Query, Shape, series_query
from api.resource import Machine
from api.routes import JSON, ONE_PROBLEMS, reading
from models import edtf
from models.base import RECORD, RecordType, is_slug, table_of
from models.db import Snapshot, Statement
from models.indicators import Indicator
from models.numbers import exact, written
from models.observations import Observation

MOST_ROWS = 10_000
INDICATOR, OBSERVATION = table_of(Indicator), table_of(Observation)
REPORTER, PARTNER = RECORD.alias("reporter"), RECORD.alias("partner")
STATED: dict[str, Any] = {
    "id": OBSERVATION.c.id,
    "period": OBSERVATION.c.period,
    "period_basis": OBSERVATION.c.period_basis,
    "reporter": REPORTER.c.id,
    "partner": PARTNER.c.id,
    "value": OBSERVATION.c.value,
    "low": OBSERVATION.c.low,
    "high": OBSERVATION.c.high,
    "qualifier": OBSERVATION.c.qualifier,
    "change": OBSERVATION.c.change,
    "status": OBSERVATION.c.status,
    "denied": OBSERVATION.c.denied,
}
COLUMNS = (*STATED, "earliest", "latest")


class SeriesDocument(BaseModel):
    """Figures as rows. `period` is EDTF, `earliest` and `latest` are the first and the last day that it can mean."""

    indicator: str
    unit: str = Field(description="Code of the unit; values are absolute.", examples=["USD"])
    columns: list[str] = Field(description="What each place of a row holds.", examples=[list(COLUMNS)])
    rows: list[list[Any]] = Field(description="One row a figure; null where nothing is stated.")
    revision: int


def series_routes(indicators: Machine, observations: Machine, route_class: type[APIRoute]) -> APIRouter:
    """The series of an indicator."""
    router = APIRouter(tags=[RecordType.indicators], route_class=route_class)
    of_state = state_statement(indicators.reader)
    series, example = _Series(indicators, observations), indicators.resource.example

    @router.get(
        "/v1/indicators/{indicator}/series",
        operation_id="get_indicator_series",
        summary="Get the figures of an indicator as rows",
        response_model=SeriesDocument,
        responses=problems(*ONE_PROBLEMS),
    )
    async def get_series(
        request: Request,
        id: Annotated[str, Path(alias="indicator", description="An indicator.", examples=[example])],
        query: Annotated[series_query(observations.resource.query, "indicator"), FromQuery()],  # type: ignore[valid-type]
    ) -> Response:
        """All figures of an indicator that match every filter, each a row, in the order of their periods."""
        async with reading(indicators, of_state, request, query, JSON) as opened:
            if answer := Condition(request).held(opened.headers):
                return answer
            await indicators.one(opened.snapshot, id if is_slug(id) else "")
            body = await series.body(opened.snapshot, id, query, opened.revision)
            return Condition(request).met(opened.headers) or Response(body, 200, opened.headers, JSON)

    return router


class _Series:
    """Selects the columns of observations; the filters are those of their list."""

    def __init__(self, indicators: Machine, observations: Machine) -> None:
        self.observations = observations
        self.statement = lru_cache(128)(self._statement)
        self.statement_for_unit = indicators.reader.compile(
            select(INDICATOR.c.unit).where(INDICATOR.c.id == bindparam("id"))
        )

    async def body(self, snapshot: Snapshot, id: str, query: Query, revision: int) -> bytes:
        """The series as JSON. Raises ApiError where there are more figures than one answer takes."""
        given = {"sort": query.sort, **query.model_dump(exclude_unset=True), "indicator": [id]}
        every = self.observations.resource.query.model_validate(given)
        shape, values = await self.observations.filled(snapshot, every)
        rows = await snapshot.rows(self.statement(shape, tuple(every.sort)), values)
        if len(rows) > MOST_ROWS:
            raise invalid("indicator", f"A series takes at most {MOST_ROWS:,} figures: add filters.")
        ((unit,),) = await snapshot.rows(self.statement_for_unit, {"id": id})
        found = [_row(row) for row in rows]
        answer = {"indicator": id, "unit": unit.decode(), "columns": COLUMNS, "rows": found, "revision": revision}
        return orjson.dumps(answer)

    def _statement(self, shape: Shape, sort: tuple[str, ...]) -> Statement:
        ordering = self.observations.ordering(sort, shape)
        statement: Select[Any] = (
            select(*STATED.values())
            .select_from(OBSERVATION)
            .join(RECORD, RECORD.c.key == OBSERVATION.c.key)
            .outerjoin(REPORTER, REPORTER.c.key == OBSERVATION.c.reporter_key)
            .outerjoin(PARTNER, PARTNER.c.key == OBSERVATION.c.partner_key)
            .where(self.observations.selected(shape))
            .order_by(*[column.desc() if descending else column for column, descending in ordering])
            .limit(literal_column(str(MOST_ROWS + 1)))
        )
        return self.observations.reader.compile(statement)


def _row(columns: Sequence[Any]) -> list[Any]:
    row = {name: _cell(value) for name, value in zip(STATED, columns, strict=True)}
    bounds = edtf.parse(row["period"]) if row["period"] else None
    row["denied"] = bool(row["denied"])  # SQLite has no booleans
    return [*row.values(), bounds and bounds.earliest, bounds and bounds.latest]


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return orjson.Fragment(written(exact(value)))
    return value.decode() if isinstance(value, bytes) else value
