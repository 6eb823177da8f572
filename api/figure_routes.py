"""What is asked of the figures of one indicator: series, chart and comparison, by the same parameters."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi import Query as FromQuery
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.chart.reading import Charts
from api.comparison import Comparing, IndicatorComparison
from api.conditional import Condition
from api.openapi import problems
from api.query import Query, series_query
from api.reading import JSON, ONE_PROBLEMS, Reading
from api.resource import Machine
from api.series import Series, SeriesDocument
from models.base import RecordType, is_slug
from models.db import Snapshot

SVG = "image/svg+xml"
Responses = dict[int | str, dict[str, Any]]


@dataclass(frozen=True)
class View:
    """One way to show the figures of an indicator."""

    segment: str
    operation: str
    summary: str
    description: str
    body: Callable[[Snapshot, str, Query, int], Awaitable[bytes]]
    answer: type[BaseModel] | None = None
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def responses(self) -> Responses:
        """What is told of its answers beside the class of a JSON one."""
        schema = {"schema": {"type": "string", "description": self.summary}}
        picture: Responses = {200: {"description": "The picture.", "content": {self.media_type: schema}}}
        return problems(*ONE_PROBLEMS) if self.answer else picture | problems(*ONE_PROBLEMS)


def _views(observations: Machine) -> tuple[View, ...]:
    return (
        View(
            "series",
            "get_indicator_series",
            "Get the figures of an indicator as rows",
            "All figures of an indicator that match every filter, each a row, in the order of their periods.",
            Series(observations).body,
            SeriesDocument,
        ),
        View(
            "series.svg",
            "get_indicator_chart",
            "Draw the figures of an indicator",
            "The series as a picture (SVG): claims of different speakers apart, estimates hollow, targets and "
            "forecasts dashed, ranges as bars, sources in the foot. It needs no font, script or other file, follows "
            "the light or dark theme of its reader, and each mark leads to its observation. "
            "`Accept: image/svg+xml` on the series answers the same.",
            Charts(observations).body,
            media_type=SVG,
            headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
        ),
        View(
            "comparison",
            "get_indicator_comparison",
            "Compare the figures of an indicator",
            "Who says what of the same: figures of the same reporter, partner, record and place whose periods share "
            "some time stand in one group, each with its speaker and evidence; one about a long time stands in "
            "several. Each group says how far apart its numbers are, whether they agree when bounds and rounding "
            "count, and what explains the difference. Groups with two or more numbers come first, each part in the "
            "order of time; "
            "no figure is left out.",
            Comparing(observations).body,
            IndicatorComparison,
        ),
    )


def figure_routes(indicators: Machine, observations: Machine, route_class: type[APIRoute]) -> APIRouter:
    """All views of the figures of an indicator."""
    router = APIRouter(tags=[RecordType.indicators], route_class=route_class)
    for view in _views(observations):
        _add(router, view, indicators, observations)
    return router


def _add(router: APIRouter, view: View, indicators: Machine, observations: Machine) -> None:
    example = indicators.resource.example

    @router.get(
        f"/v1/indicators/{{indicator}}/{view.segment}",
        operation_id=view.operation,
        summary=view.summary,
        description=view.description,
        response_model=view.answer,
        response_class=JSONResponse if view.answer else Response,
        responses=view.responses,
    )
    async def get_view(
        request: Request,
        id: Annotated[str, Path(alias="indicator", description="An indicator.", examples=[example])],
        query: Annotated[series_query(observations.resource.query, "indicator"), FromQuery()],  # type: ignore[valid-type]
    ) -> Response:
        async with Reading(indicators, request, query, view.media_type) as opened:
            if answer := Condition(request.scope).held(opened.headers):
                return answer
            await indicators.one(opened.snapshot, id if is_slug(id) else "")
            body = await view.body(opened.snapshot, id, query, opened.revision)
            headers = {**opened.headers, **view.headers}
            return Condition(request.scope).met(headers) or Response(body, 200, headers, view.media_type)
