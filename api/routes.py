"""A resource on the wire. The only file that knows both FastAPI and the machine; it knows no particular resource."""

import warnings
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from itertools import chain, islice
from typing import Annotated, Any, get_type_hints

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic.warnings import UnsupportedFieldAttributeWarning
from starlette.responses import StreamingResponse

from api.conditional import Condition
from api.convertors import UNDOTTED
from api.errors import ApiError, ErrorItem, invalid
from api.export import Export
from api.formats import choice, chosen_columns, of_lists, usable
from api.middleware.head import asked_for_head
from api.openapi import export_content, problems
from api.pages import page_of
from api.parameters import ANY
from api.query import ListQuery, export_query, nested_query
from api.query_string import NoParameters, Parameters
from api.reading import JSON, LIST_PROBLEMS, ONE_PROBLEMS, Opened, Reading, cite_as, links, settled
from api.ready import Ready
from api.resource import Machine, Nested
from models.base import RecordType, is_slug
from models.vocabulary import Vocabulary

EXPORTS_RESUME_BY = ("id",)

Machines = Mapping[RecordType, Machine]


class ParsingRoute(APIRoute):
    """A route whose query string is a class; what FastAPI finds wrong is told by that class."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        hints = get_type_hints(endpoint, include_extras=True)
        self.parameters: type[Parameters] = hints["query"].__origin__
        self.formats: type[Vocabulary] = hints["format"].__origin__ if "format" in hints else Vocabulary
        super().__init__(path, settled(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own handler. FastAPI hushes pydantic where it declares a parameter, and so does this, which builds
        what it put off."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
            for field in self.dependant.query_params:
                field.validate({})
        return super().get_route_handler()

    def reread(self, request: Request) -> dict[str, Any]:
        """The arguments of the endpoint, read from the request. Raises ApiError.

        Lists under a record name that record's type in their path, beside the `id` of the query: it is their `id` too.
        """
        path = {"format" if name == "format" else "id": value for name, value in request.path_params.items()}
        if "format" in path:
            path["format"] = _format(path["format"], self.formats)
        return {**path, "query": self.parameters.parse(request.scope["query_string"])}


class DocumentRoute(ParsingRoute):
    """Declared like any route, so that OpenAPI is FastAPI's own; served without its dependency solving and response
    validation. The documents were validated when they were published."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.answer

    async def answer(self, request: Request) -> Response:
        """The response to a request whose path parameters are known. Raises what `HANDLERS` has an answer for."""
        answer: Response = await self.endpoint(request=request, **self.reread(request))
        return answer


def routes(machines: Machines, name: RecordType, route_class: type[APIRoute] = DocumentRoute) -> APIRouter:
    """The list, the export, the detail, its export and the nested lists of a resource."""
    machine = machines[name]
    router = APIRouter(prefix=f"/v1/{name}", tags=[name], route_class=route_class)
    _add_list(router, machine)
    _add_export(router, machine)
    if machine.resource.formats:
        _add_detail_export(router, machine)
    _add_detail(router, machine)
    for segment, nested in machine.resource.nested.items():
        _add_nested(router, machine, segment, nested, machines)
    return router


def _add_list(router: APIRouter, machine: Machine) -> None:
    name = machine.resource.name

    @router.get(
        "",
        operation_id=f"list_{name}",
        summary=f"List {name}",
        response_model=page_of(machine.resource.document),
        responses=problems(*LIST_PROBLEMS),
    )
    async def list_records(
        request: Request,
        query: Annotated[machine.list_query, Query()],  # type: ignore[name-defined]
    ) -> Response:
        """A page of records that match every filter, with what `include` and `facet` ask for."""
        async with Reading(machine, request, query, JSON) as opened:
            return Condition(request.scope).held(opened.headers) or await _page(request, machine, opened, query)


def _add_nested(router: APIRouter, parent: Machine, segment: str, nested: Nested, machines: Machines) -> None:
    of, machine = parent.resource, machines[nested.type]
    whole = machine.list_query
    typed = f"{of.name}/" if whole.refers()[nested.filter] == ANY else ""

    @router.get(
        f"/{{{of.singular}}}/{segment}",
        operation_id=f"list_{of.singular}_{segment}",
        summary=f"List the {segment} of one of the {of.name}",
        description=f"The list of {nested.type} with `{nested.filter}` fixed; 404 where there is no such record.",
        response_model=page_of(machine.resource.document),
        responses=problems(*ONE_PROBLEMS),
    )
    async def list_nested(
        request: Request,
        id: Annotated[str, Path(alias=of.singular, description=f"One of the {of.name}.", examples=[of.example])],
        query: Annotated[nested_query(whole, of.singular, nested.filter), Query()],  # type: ignore[valid-type]
    ) -> Response:
        async with Reading(machine, request, query, JSON) as opened:
            if answer := Condition(request.scope).held(opened.headers):
                return answer
            await parent.one(opened.snapshot, id if is_slug(id) else "")
            given = query.model_dump(exclude_unset=True)
            every = whole.model_validate({**given, nested.filter: [typed + id]})
            return await _page(request, machine, opened, every, nested.filter)


def _add_export(router: APIRouter, machine: Machine) -> None:
    resource, name = machine.resource, machine.resource.name
    formats = of_lists(resource.formats)

    @router.get(
        ".{format}",
        operation_id=f"export_{name}",
        summary=f"Export {name}",
        response_class=StreamingResponse,
        responses={
            200: export_content("The whole list as a file.", formats, resource.document),
            **problems(304, 400, 404, 422, 500, 503),
        },
    )
    async def export_records(
        request: Request,
        format: Annotated[choice("ExportFormat", formats), Path(description="The format.")],  # type: ignore[valid-type]
        query: Annotated[export_query(resource.query), Query()],  # type: ignore[valid-type]
    ) -> Response:
        """All records that match every filter, as one file. The file is streamed; `after` resumes one sorted by id."""
        if query.after is not None and query.sort != EXPORTS_RESUME_BY:
            raise invalid("after", "Needs `sort=id`.")
        asked = usable(format, formats[format])
        columns = chosen_columns(asked, resource.document, query.fields)
        async with AsyncExitStack() as stack:
            opened = await stack.enter_async_context(Reading(machine, request, query, asked.media_type))
            opened.headers["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
            if answer := Condition(request.scope).held(opened.headers):
                return answer
            batches = await machine.stream(opened.snapshot, query, asked)
            start = await machine.reader.exporting(lambda: list(islice(batches, 1)))
            if answer := Condition(request.scope).met(opened.headers):
                return answer
            if asked_for_head(request.scope):
                return StreamingResponse(iter(()), 200, opened.headers, asked.media_type)
            parts = asked.encode(chain(start, batches), columns)
            return Export(machine.reader, stack.pop_all(), parts, opened.headers, asked.media_type)


def _add_detail_export(router: APIRouter, machine: Machine) -> None:
    resource, formats = machine.resource, machine.resource.formats
    alone = export_query(resource.query)

    @router.get(
        f"/{{id:{UNDOTTED}}}.{{format}}",
        operation_id=f"export_{resource.singular}",
        summary=f"Export one of the {resource.name}",
        response_class=Response,
        responses={
            200: export_content("The record as a file.", formats, resource.document),
            **problems(304, 400, 404, 410, 422, 500, 503),
        },
    )
    async def export_record(
        request: Request,
        id: Annotated[str, Path(description="Public id of the record.", examples=[resource.example])],
        format: Annotated[choice("Format", formats), Path(description="The format.")],  # type: ignore[valid-type]
        query: Annotated[NoParameters, Query()],
    ) -> Response:
        """One record in another format: as the export of the list has it."""
        asked = formats[format]
        async with Reading(machine, request, query, asked.media_type) as opened:
            await machine.one(opened.snapshot, id if is_slug(id) else "")
            parts = asked.encode(await machine.stream(opened.snapshot, alone(id=(id,)), asked), ())
            body = await machine.reader.exporting(lambda: b"".join(parts))
            opened.headers["Content-Disposition"] = f'attachment; filename="{id}.{format}"'
            opened.headers["Link"] = cite_as(f"/v1/{resource.name}/{id}")
            return Condition(request.scope).met(opened.headers) or Response(body, 200, opened.headers, asked.media_type)


def _add_detail(router: APIRouter, machine: Machine) -> None:
    resource, name = machine.resource, machine.resource.name

    @router.get(
        "/{id}",
        operation_id=f"get_{resource.singular}",
        summary=f"Get one of the {name}",
        response_model=resource.document,
        responses=problems(*ONE_PROBLEMS),
    )
    async def get_record(
        request: Request,
        id: Annotated[str, Path(description="Public id of the record.", examples=[resource.example])],
        query: Annotated[NoParameters, Query()],
    ) -> Response:
        """One record."""
        async with Reading(machine, request, query, JSON) as opened:
            body = await machine.one(opened.snapshot, id if is_slug(id) else "")
            opened.headers["Link"] = cite_as(f"/v1/{name}/{id}")
            return Condition(request.scope).met(opened.headers) or Ready(body, opened.headers)


async def _page(request: Request, machine: Machine, opened: Opened, query: ListQuery, *fixed: str) -> Response:
    """A page of a list; `fixed` filters are in the path."""
    path = request.scope["path"]
    page = await machine.page(opened.snapshot, query, opened.revision, path, fixed)
    opened.headers["Link"] = links(path, query, page.next, *fixed)
    return Condition(request.scope).met(opened.headers) or Ready(page.body, opened.headers)


def _format(text: str, formats: type[Vocabulary]) -> Vocabulary:
    if text not in list(formats):
        detail = "There is no such format."
        item = ErrorItem(parameter="format", detail=detail, allowed=[str(format) for format in formats])
        raise ApiError("no-such-path", detail, [item])
    return formats(text)
