"""The figures of one indicator as rows ready for a plot, without the evidence and the words around them."""

from typing import Any

import orjson
from pydantic import Field

from api.answer import Answer
from api.figures import OBSERVATION, Figures, too_many
from api.query import Query
from api.resource import Machine
from models.db import Snapshot
from models.observations import POINT

MOST_ROWS = 10_000


class SeriesDocument(Answer):
    """Figures as rows. `period` is EDTF, `earliest` and `latest` are the first and the last day that it can mean."""

    indicator: str
    unit: str = Field(description="Code of the unit; values are absolute.", examples=["USD"])
    columns: list[str] = Field(description="What each place of a row holds.", examples=[list(POINT)])
    rows: list[list[Any]] = Field(description="One row a figure; null where nothing is stated.")
    revision: int


class Series:
    """The series of indicators as JSON. Each figure was rendered as a row when it was published."""

    def __init__(self, observations: Machine) -> None:
        self.figures = Figures(observations, {"point": OBSERVATION.c.point}, MOST_ROWS)

    async def body(self, snapshot: Snapshot, id: str, query: Query, revision: int) -> bytes:
        """The series of an indicator. Raises ApiError where there are more figures than one answer takes."""
        found = await self.figures.fetched(snapshot, id, query)
        if len(found) > MOST_ROWS:
            raise too_many("A series", MOST_ROWS)
        measured = await self.figures.measured(snapshot, id)
        head = orjson.dumps({"indicator": id, "unit": measured.unit, "columns": POINT})
        return b'%s,"rows":[%s],"revision":%d}' % (head[:-1], b",".join([point for (point,) in found]), revision)
