"""The graph on the wire."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Request, Response
from fastapi import Query as FromQuery
from fastapi.routing import APIRoute

from api.conditional import Condition
from api.graph.answers import Answers
from api.graph.documents import EdgeInfo, GraphDocument, GraphInfo, PathsDocument
from api.graph.edges import EdgeKind
from api.graph.hops import Hops
from api.graph.query import EdgeQuery, GraphQuery, PathsQuery, graph_query, paths_query
from api.graph.search import shortest
from api.graph.walk import surroundings
from api.graph.xml import MEDIA_TYPES, WRITERS, GraphFormat
from api.openapi import problems
from api.query_string import Parameters
from api.reading import JSON, LIST_PROBLEMS, Reading
from api.routes import Machines
from models.base import RecordType
from models.db import Snapshot

GRAPH, PATHS = "/v1/graph", "/v1/graph/paths"
# The formats of each path beside JSON, by media type.
NEGOTIATED = {path: {media_type: str(format) for format, media_type in MEDIA_TYPES.items()} for path in (GRAPH, PATHS)}
Find = Callable[[Snapshot, Any], Awaitable[dict[str, Any]]]


def graph_routes(machines: Machines, route_class: type[APIRoute]) -> APIRouter:
    """The surroundings of records, and the paths between them."""
    router = APIRouter(tags=["graph"], route_class=route_class)
    graph = _Graph(machines)
    _add_graph(router, graph)
    _add_paths(router, graph)
    return router


def graph_info() -> GraphInfo:
    """What can be asked of the graph."""
    return GraphInfo(
        url=GRAPH,
        paths=PATHS,
        edges=[EdgeInfo(kind=kind, meaning=kind.meaning) for kind in EdgeKind],
        filters=sorted(
            graph_query().model_fields.keys() - GraphQuery.model_fields.keys() | EdgeQuery.model_fields.keys()
        ),
        formats=["json", *GraphFormat],
    )


class _Graph:
    """The graph bound to the database, and how its answers are sent."""

    def __init__(self, machines: Machines) -> None:
        self.machine = machines[RecordType.relations]
        self.hops, self.answers = Hops(self.machine.documents), Answers(self.machine.reader)

    async def surroundings(self, snapshot: Snapshot, query: GraphQuery) -> dict[str, Any]:
        asked = await self.hops.asked(snapshot, query, {"root": query.root})
        return await self.answers.graph(snapshot, await surroundings(self.hops, snapshot, asked, query.depth))

    async def paths(self, snapshot: Snapshot, query: PathsQuery) -> dict[str, Any]:
        ends = {name: [getattr(query, name)] for name in ("from", "to")}
        asked = await self.hops.asked(snapshot, query, ends)
        return await self.answers.paths(snapshot, await shortest(self.hops, snapshot, asked, query.max_hops))

    async def json(self, request: Request, query: Parameters, find: Find) -> Response:
        """The answer as JSON."""
        return await self._answer(request, query, find, orjson.dumps, JSON, {})

    async def file(self, request: Request, query: Parameters, find: Find, name: str, format: GraphFormat) -> Response:
        """The answer as a file."""
        named = {"Content-Disposition": f'attachment; filename="{name}.{format}"'}
        return await self._answer(request, query, find, WRITERS[format], MEDIA_TYPES[format], named)

    async def _answer(
        self,
        request: Request,
        query: Parameters,
        find: Find,
        write: Callable[[dict[str, Any]], bytes],
        media_type: str,
        more: Mapping[str, str],
    ) -> Response:
        async with Reading(self.machine, request, query, media_type) as opened:
            headers = {**opened.headers, **more}
            if answer := Condition(request.scope).held(headers):
                return answer
            body = write(await find(opened.snapshot, query))
            return Condition(request.scope).met(headers) or Response(body, 200, headers, media_type)


def _add_graph(router: APIRouter, graph: _Graph) -> None:
    made = graph_query()

    @router.get(
        GRAPH,
        operation_id="get_graph",
        summary="Get the surroundings of records",
        response_model=GraphDocument,
        responses=problems(*LIST_PROBLEMS),
    )
    async def get_graph(request: Request, query: Annotated[made, FromQuery()]) -> Response:  # type: ignore[valid-type]
        """All edges at records that are less than `depth` edges away from a root, with the records that they lead to.

        Every edge has its evidence. An answer holds 500 records and 2,000 edges; `cut` says whether there are more.
        """
        return await graph.json(request, query, graph.surroundings)

    @router.get(
        f"{GRAPH}.{{format}}",
        operation_id="export_graph",
        summary="Export the surroundings of records",
        response_class=Response,
        responses={200: _files(), **problems(304, 400, 404, 422, 500, 503)},
    )
    async def export_graph(
        request: Request,
        format: Annotated[GraphFormat, Path(description="The format.")],
        query: Annotated[made, FromQuery()],  # type: ignore[valid-type]
    ) -> Response:
        """The same graph as a file, for networkx, Gephi or Cytoscape."""
        return await graph.file(request, query, graph.surroundings, "graph", format)


def _add_paths(router: APIRouter, graph: _Graph) -> None:
    made = paths_query()

    @router.get(
        PATHS,
        operation_id="get_graph_paths",
        summary="Get the shortest paths between two records",
        response_model=PathsDocument,
        responses=problems(*LIST_PROBLEMS),
    )
    async def get_paths(request: Request, query: Annotated[made, FromQuery()]) -> Response:  # type: ignore[valid-type]
        """All shortest paths between two records, whichever way their edges lead; each step has all edges that make it.

        Every edge has its evidence. An answer holds 25 paths; `cut` says whether there are, or may be, more.
        """
        return await graph.json(request, query, graph.paths)

    @router.get(
        f"{PATHS}.{{format}}",
        operation_id="export_graph_paths",
        summary="Export the shortest paths between two records",
        response_class=Response,
        responses={200: _files(), **problems(304, 400, 404, 422, 500, 503)},
    )
    async def export_paths(
        request: Request,
        format: Annotated[GraphFormat, Path(description="The format.")],
        query: Annotated[made, FromQuery()],  # type: ignore[valid-type]
    ) -> Response:
        """The graph of all these paths together, as a file."""
        return await graph.file(request, query, graph.paths, "paths", format)


def _files() -> dict[str, Any]:
    """The bodies of an export."""
    content = {
        media_type: {"schema": {"type": "string", "description": format.meaning}}
        for format, media_type in MEDIA_TYPES.items()
    }
    return {"description": "The graph as a file.", "content": content}
