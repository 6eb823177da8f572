"""The figures of one indicator as rows ready for a plot, without the evidence and the words around them."""

from decimal import Decimal
from typing import Any

import orjson
from pydantic import Field

from api.answer import Answer
from api.figures import OBSERVATION, PARTNER, REPORTER, Figures, Row, too_many
from api.query import Query
from api.resource import Machine
from models import edtf
from models.db import Snapshot
from models.numbers import written

MOST_ROWS = 10_000
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


class SeriesDocument(Answer):
    """Figures as rows. `period` is EDTF, `earliest` and `latest` are the first and the last day that it can mean."""

    indicator: str
    unit: str = Field(description="Code of the unit; values are absolute.", examples=["USD"])
    columns: list[str] = Field(description="What each place of a row holds.", examples=[list(COLUMNS)])
    rows: list[list[Any]] = Field(description="One row a figure; null where nothing is stated.")
    revision: int


class Series:
    """The series of indicators as JSON."""

    def __init__(self, observations: Machine) -> None:
        self.figures = Figures(observations, STATED, MOST_ROWS)

    async def body(self, snapshot: Snapshot, id: str, query: Query, revision: int) -> bytes:
        """The series of an indicator. Raises ApiError where there are more figures than one answer takes."""
        found = await self.figures.rows(snapshot, id, query)
        if len(found) > MOST_ROWS:
            raise too_many("A series", MOST_ROWS)
        measured = await self.figures.measured(snapshot, id)
        rows = [_row(row) for row in found]
        answer = {"indicator": id, "unit": measured.unit, "columns": COLUMNS, "rows": rows, "revision": revision}
        return orjson.dumps(answer)


def _row(row: Row) -> list[Any]:
    bounds = edtf.parse(row["period"]) if row["period"] else None
    return [*map(_cell, row.values()), bounds and bounds.earliest, bounds and bounds.latest]


def _cell(value: Any) -> Any:
    return orjson.Fragment(written(value)) if isinstance(value, Decimal) else value
