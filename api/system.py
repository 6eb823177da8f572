"""What is not a resource: the index, health, readiness and problems, all in ordinary FastAPI."""

import sqlite3
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field
from sqlalchemy import func, select

from api.answer import Answer
from api.citations.csl import TITLE
from api.citations.styles import CITATIONS
from api.conditional import Condition, etag
from api.dataset import served
from api.errors import KINDS, ApiError
from api.facets import facets
from api.formats import installed, of_lists
from api.graph.documents import GraphInfo
from api.graph.routes import graph_info
from api.openapi import problems
from api.query_string import NoParameters
from api.reading import cite_as
from api.resource import Machine
from api.routes import ParsingRoute
from api.timeline.documents import TimelineInfo
from api.timeline.routes import timeline_info
from api.version import VERSION
from models.base import RECORD
from models.db import Reader, Server, TooSlow, Unavailable
from models.sqlite import SqliteReader

LICENCE = {
    "code": "MIT",
    "data": "CC BY 4.0",
    "texts": "The source texts belong to their owners and are not included.",
}


class FieldInfo(Answer):
    """A field of a document."""

    name: str
    description: str | None


class FilterInfo(Answer):
    """A filter of a list."""

    parameter: str = Field(examples=["published__gte"])
    field: str = Field(examples=["published"])
    operator: str = Field(examples=["gte"])
    repeatable: bool = Field(description="Whether it takes several values, of which any matches.")
    description: str | None


class ResourceInfo(Answer):
    """What can be asked of a resource, from its declaration."""

    name: str
    url: str
    about: str
    count: int = Field(description="Records that are not withdrawn.")
    fields: list[FieldInfo]
    filters: list[FilterInfo]
    sorts: list[str]
    default_sort: list[str]
    includes: list[str] = Field(
        description="Linked records that `include` adds; a dot leads on to those of their type."
    )
    facets: list[str] = Field(description="Filters whose values `facet` counts.")
    nested: list[str] = Field(description="Lists under one record.")
    views: list[str] = Field(description="Other ways to see one record.")
    formats: list[str] = Field(description="Extensions of the list; `json` is the list without one.")
    record_formats: list[str] = Field(description="Extensions of a record; `json` is the record without one.")


class SearchInfo(Answer):
    """Where words are searched."""

    url: str = Field(examples=["/v1/search"])
    suggest: str = Field(description="Where names are completed.", examples=["/v1/suggest"])
    texts: int = Field(description="How many source texts the server holds, which are searched too.")


class Index(Answer):
    """What this service is, what it holds, and what can be asked."""

    name: str
    version: str
    licence: dict[str, str]
    citation: str
    citations: list[str] = Field(description="The citation for reference managers.", examples=[["/v1.bib"]])
    revision: int
    updated_at: str
    reference: str
    openapi: str
    resources: list[ResourceInfo]
    search: SearchInfo
    graph: GraphInfo
    timeline: TimelineInfo


class Health(Answer):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Readiness(Answer):
    """The service can answer."""

    status: str = Field(examples=["ready"])
    database: str = Field(examples=["sqlite"])
    server: Server = Field(description="Which database server is read: the replica, or else the primary.")
    revision: int
    updated_at: str
    warnings: list[str] = Field(description="What works and should be mended all the same.")


class ProblemInfo(Answer):
    """A kind of failure."""

    code: str
    status: int
    title: str
    remedy: str


def system_routes(reader: Reader, machines: Sequence[Machine], texts_held: int) -> APIRouter:
    """Everything beside the resources."""
    router = APIRouter(tags=["service"])
    of_counts = reader.compile(
        select(RECORD.c.type, func.count()).where(RECORD.c.withdrawn.is_(None)).group_by(RECORD.c.type)
    )

    async def index(request: Request, query: Annotated[NoParameters, Query()]) -> Response:  # noqa: ARG001
        """What this service is and holds: licence, citation, revision, and for each resource what can be asked."""
        async with reader.snapshot() as snapshot:
            state = served(snapshot.state)
            counts = {type.decode(): count for type, count in await snapshot.rows(of_counts, {})}
        headers = {"Cache-Control": "public, no-cache", "Rokrus-Revision": str(state.revision)}
        headers["ETag"] = etag(state.revision, "/v1", VERSION, "application/json")
        headers["Link"] = cite_as("/v1")
        if answer := Condition(request.scope).met(headers):
            return answer
        found = Index(
            name="rokrus",
            version=VERSION,
            licence=LICENCE,
            citation=f"{TITLE}, revision {state.revision}.",
            citations=[f"/v1.{extension}" for extension in CITATIONS],
            revision=state.revision,
            updated_at=state.updated_at,
            reference="/docs",
            openapi="/openapi.json",
            resources=[_info(machine, counts.get(machine.resource.name, 0)) for machine in machines],
            search=SearchInfo(url="/v1/search", suggest="/v1/suggest", texts=texts_held),
            graph=graph_info(),
            timeline=timeline_info(),
        )
        return Response(found.model_dump_json(), 200, headers, "application/json")

    router.routes.append(
        ParsingRoute(
            "/v1",
            index,
            methods=["GET"],
            operation_id="get_index",
            summary="Read the index",
            response_model=Index,
            tags=["service"],
            responses=problems(304, 400, 406, 422, 500, 503),
        )
    )

    @router.get("/healthz", operation_id="get_health", summary="Ask whether the process answers")
    async def health() -> Health:
        """200 whenever the process answers; it asks nothing of the database."""
        return Health(status="ok")

    @router.get(
        "/readyz",
        operation_id="get_readiness",
        summary="Ask whether the service can answer",
        responses=problems(503),
    )
    async def readiness() -> Readiness:
        """200 when the database answers, data is loaded, and its documents are of this version; else 503 with why."""
        try:
            state = served(await reader.look())
        except (Unavailable, TooSlow) as error:
            raise ApiError("not-ready", "The database does not answer.") from error
        return Readiness(
            status="ready",
            database=reader.dialect.name,
            server=reader.server,
            revision=state.revision,
            updated_at=state.updated_at,
            warnings=[*_warnings(reader), *reader.warnings()],
        )

    @router.get("/problems", operation_id="list_problems", summary="List the kinds of failure")
    async def all_problems() -> list[ProblemInfo]:
        """Every kind of failure that an answer can name in `code`."""
        return [ProblemInfo(code=code, **vars(kind)) for code, kind in KINDS.items()]

    @router.get(
        "/problems/{code}",
        operation_id="get_problem",
        summary="Explain a kind of failure",
        responses=problems(404, 422),
    )
    async def problem(
        code: Annotated[str, Path(description="As in `code` of a failure.", examples=["invalid-parameter"])],
    ) -> ProblemInfo:
        """What a kind of failure means and what to do about it; `type` of every failure leads here."""
        if code not in KINDS:
            raise ApiError("no-such-path")
        return ProblemInfo(code=code, **vars(KINDS[code]))

    return router


def wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether a SQLite library can corrupt a database in WAL mode: 3.7.0 to 3.51.2 but for two back-ports."""
    mended = (3, 44, 6) <= version < (3, 45) or (3, 50, 7) <= version < (3, 51)
    return (3, 7, 0) <= version < (3, 51, 3) and not mended


def _warnings(reader: Reader) -> Any:
    if isinstance(reader, SqliteReader) and wal_reset_bug(sqlite3.sqlite_version_info):
        yield (
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug: keep to one process that writes, "
            "or use SQLite 3.51.3 or newer."
        )


def _info(machine: Machine, count: int) -> ResourceInfo:
    resource, query = machine.resource, machine.resource.query
    sorts = [f"{sign}{name}" for name in query.orders() for sign in ("", "-")]
    one = f"/v1/{resource.name}/{{{resource.singular}}}"
    return ResourceInfo(
        name=resource.name,
        url=f"/v1/{resource.name}",
        about=resource.about,
        count=count,
        fields=[FieldInfo(name=n, description=f.description) for n, f in resource.document.model_fields.items()],
        filters=[_filter(query, name) for name in ("id", "withdrawn", *query.wheres())],
        sorts=sorts,
        default_sort=query.model_fields["sort"].default,
        includes=list(resource.includes),
        facets=facets(resource),
        nested=[f"{one}/{segment}" for segment in resource.nested],
        views=[f"{one}/{view}" for view in resource.views],
        formats=["json", *installed(of_lists(resource.formats))],
        record_formats=["json", *resource.formats],
    )


def _filter(query: Any, parameter: str) -> FilterInfo:
    field, _, operator = parameter.partition("__")
    return FilterInfo(
        parameter=parameter,
        field=field,
        operator=operator or "eq",
        repeatable=parameter in query.lists(),
        description=query.model_fields[parameter].description,
    )
