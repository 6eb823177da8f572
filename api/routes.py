"""A resource on the wire. The only file that knows both FastAPI and the machine; it knows no particular resource."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.responses import StreamingResponse

from api.conditional import etag, is_fresh
from api.dataset import State, read_state, state_statement
from api.errors import ApiError, ErrorItem, invalid
from api.formats import MEDIA_TYPES, ExportFormat, encoder
from api.middleware.head import asked_for_head
from api.openapi import export_content, problems
from api.query import NoParameters, Parameters, export_query
from api.resource import Machine
from models.base import is_slug

JSON = "application/json"
EXPORTS_RESUME_BY = ["id"]


class ParsingRoute(APIRoute):
    """A route whose query string is a class; what FastAPI finds wrong is told by that class."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        hints = get_type_hints(endpoint, include_extras=True)
        self.parameters: type[Parameters] = hints["query"].__origin__
        super().__init__(path, endpoint, **options)

    def reread(self, request: Request) -> dict[str, Any]:
        """The arguments of the endpoint, read from the request. Raises ApiError."""
        arguments = dict(request.path_params)
        if (format := arguments.get("format")) is not None:
            arguments["format"] = _format(format)
        return {**arguments, "query": self.parameters.parse(request.scope["query_string"])}


class DocumentRoute(ParsingRoute):
    """Declared like any route, so that OpenAPI is FastAPI's own; served without its dependency solving and response
    validation. The documents were validated when they were published."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def handler(request: Request) -> Response:
            answer: Response = await self.endpoint(request=request, **self.reread(request))
            return answer

        return handler


def routes(machine: Machine, route_class: type[APIRoute] = DocumentRoute) -> APIRouter:
    """The list, the export and the detail of a resource."""
    resource, name = machine.resource, machine.resource.name
    router = APIRouter(prefix=f"/v1/{name}", tags=[name], route_class=route_class)
    of_state = state_statement(machine.reader)

    @router.get(
        "",
        operation_id=f"list_{name}",
        summary=f"List {name}",
        response_model=resource.page,
        responses=problems(304, 400, 406, 422, 500, 503),
    )
    async def list_records(request: Request, query: Annotated[resource.query, Query()]) -> Response:  # type: ignore[name-defined]
        """A page of records that match every filter, with what `include` asks for."""
        async with machine.reader.snapshot() as snapshot:
            state = await read_state(snapshot, of_state)
            headers = _headers(request, state, query, JSON)
            if is_fresh(_if_none_match(request), headers["ETag"]):
                return Response(None, 304, headers)
            page = await machine.page(snapshot, query, state.revision)
            headers["Link"] = _links(machine, query, page.next)
            return Response(page.body, 200, headers, JSON)

    @router.get(
        ".{format}",
        operation_id=f"export_{name}",
        summary=f"Export {name}",
        response_class=StreamingResponse,
        responses={200: export_content(resource.document), **problems(304, 400, 404, 422, 500, 503)},
    )
    async def export_records(
        request: Request,
        format: Annotated[ExportFormat, Path(description="The format.")],
        query: Annotated[export_query(resource.query), Query()],  # type: ignore[valid-type]
    ) -> Response:
        """All records that match every filter, as one file. The file is streamed; `after` resumes one sorted by id."""
        if query.after is not None and query.sort != EXPORTS_RESUME_BY:
            raise invalid("after", "Needs `sort=id`.")
        first, encode = encoder(format, resource.document, query)
        async with AsyncExitStack() as stack:
            snapshot = await stack.enter_async_context(machine.reader.snapshot())
            state = await read_state(snapshot, of_state)
            headers = _headers(request, state, query, MEDIA_TYPES[format])
            headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
            if is_fresh(_if_none_match(request), headers["ETag"]):
                return Response(None, 304, headers)
            if asked_for_head(request.scope):
                return StreamingResponse(iter(()), 200, headers, MEDIA_TYPES[format])
            batches = machine.stream(snapshot, query)
            start: list[bytes] = await anext(batches, [])
            body = _streamed(stack.pop_all(), first + encode(start), batches, encode)
        return StreamingResponse(body, 200, headers, MEDIA_TYPES[format])

    @router.get(
        "/{id}",
        operation_id=f"get_{name}",
        summary=f"Get one of the {name}",
        response_model=resource.document,
        responses=problems(304, 400, 404, 406, 410, 422, 500, 503),
    )
    async def get_record(
        request: Request,
        id: Annotated[str, Path(description="Public id of the record.")],
        query: Annotated[NoParameters, Query()],
    ) -> Response:
        """One record."""
        async with machine.reader.snapshot() as snapshot:
            state = await read_state(snapshot, of_state)
            body = await machine.one(snapshot, id if is_slug(id) else "")
            headers = _headers(request, state, query, JSON)
            if is_fresh(_if_none_match(request), headers["ETag"]):
                return Response(None, 304, headers)
            return Response(body, 200, headers, JSON)

    return router


def _headers(request: Request, state: State, query: Parameters, media_type: str) -> dict[str, str]:
    return {
        "ETag": etag(state.revision, request.url.path, query.canonical, media_type),
        "Cache-Control": "public, no-cache",
        "Rokrus-Revision": str(state.revision),
    }


def _if_none_match(request: Request) -> str | None:
    return ", ".join(request.headers.getlist("if-none-match")) or None


def _links(machine: Machine, query: Any, following: str | None) -> str:
    links = [
        f'<{machine.link(query, query.cursor)}>; rel="self"',
        f'<{machine.link(query, None)}>; rel="first"',
    ]
    if following is not None:
        links.append(f'<{machine.link(query, following)}>; rel="next"')
    return ", ".join(links)


def _format(text: str) -> ExportFormat:
    if text not in list(ExportFormat):
        detail = "There is no such format."
        item = ErrorItem(parameter="format", detail=detail, allowed=[str(format) for format in ExportFormat])
        raise ApiError("no-such-path", detail, [item])
    return ExportFormat(text)


async def _streamed(
    snapshot: AsyncExitStack,
    start: bytes,
    batches: AsyncIterator[list[bytes]],
    encode: Callable[[list[bytes]], bytes],
) -> AsyncIterator[bytes]:
    """The body of an export; the read transaction ends with it."""
    async with snapshot:
        yield start
        async for batch in batches:
            yield encode(batch)
