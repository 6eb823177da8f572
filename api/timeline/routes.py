"""The timeline as a route."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Query as FromQuery
from fastapi.routing import APIRoute

from api.conditional import Condition
from api.documents import Documents
from api.openapi import problems
from api.reading import JSON, LIST_PROBLEMS, Reading, links
from api.ready import Ready
from api.timeline.documents import TimelineInfo, TimelinePage
from api.timeline.query import TimelineQuery, TimelineType, has
from api.timeline.timeline import Timeline

URL = "/v1/timeline"


def timeline_routes(documents: Documents, route_class: type[APIRoute]) -> APIRouter:
    """The timeline."""
    router = APIRouter(tags=["discovery"], route_class=route_class)
    timeline = Timeline(documents)

    @router.get(
        URL,
        operation_id="list_timeline",
        summary="List what is dated in the order of time",
        response_model=TimelinePage,
        responses=problems(*LIST_PROBLEMS),
    )
    async def list_timeline(request: Request, query: Annotated[TimelineQuery, FromQuery()]) -> Response:
        """Articles, events, statuses, positions and figures that match every filter, in one order by date.

        An event has an entry for each account of when it was. The filters are those of the lists; a type that lacks one
        of them is left out, and `left_out` says so. What has no date is not here, and `undated` says how much that is.
        """
        async with Reading(timeline, request, query, JSON) as opened:
            if answer := Condition(request.scope).held(opened.headers):
                return answer
            page = await timeline.page(opened.snapshot, query, opened.revision, request.scope["path"])
            opened.headers["Link"] = links(request.scope["path"], query, page.next)
            return Condition(request.scope).met(opened.headers) or Ready(page.body, opened.headers)

    return router


def timeline_info() -> TimelineInfo:
    """What can be asked of the timeline."""
    names = ("type", "withdrawn", *TimelineQuery.wheres())
    return TimelineInfo(
        url=URL,
        filters={name: [type for type in TimelineType if has(type, name)] for name in names},
        sorts=[f"{sign}{name}" for name in TimelineQuery.orders() for sign in ("", "-")],
        includes=["records"],
    )
