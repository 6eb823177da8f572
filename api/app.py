"""The composition root: the one place that knows every part. Read it from top to bottom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api import openapi
from api.citations.routes import citation_routes
from api.citations.styles import CITATIONS
from api.errors import HANDLERS
from api.figure_routes import SVG, figure_routes
from api.finder import Finder
from api.formats import by_media_type, installed, of_lists
from api.graph.routes import NEGOTIATED, graph_routes
from api.held_texts import HeldTexts
from api.middleware.failures import Failures
from api.middleware.head import Head
from api.middleware.negotiation import Negotiation
from api.middleware.request_id import RequestId
from api.resource import Machine
from api.resources import RESOURCES
from api.routes import DocumentRoute, routes
from api.search import search_routes
from api.settings import Settings
from api.suggest import suggest_routes
from api.system import system_routes
from api.timeline.routes import URL as TIMELINE
from api.timeline.routes import timeline_routes
from api.verification import verification_routes
from api.version import VERSION
from models.base import RecordType
from models.db import reader
from models.texts import read_texts

ALLOWED = ["Content-Type", "If-None-Match", "X-Request-Id"]
EXPOSED = ["ETag", "Link", "Retry-After", "Rokrus-Revision", "Content-Disposition", "X-Request-Id"]


def create_app(settings: Settings, route_class: type[APIRoute] = DocumentRoute) -> FastAPI:
    """The service over one database. `ParsingRoute` as route class has FastAPI's own request handling do the work."""
    database = reader(settings.database_url)
    texts = read_texts(settings.texts) if settings.texts else {}
    resources = {resource.name: resource for resource in RESOURCES}
    machines = {name: Machine(resource, resources, database, texts) for name, resource in resources.items()}

    finder = Finder(database, HeldTexts(texts))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        yield
        await database.close()

    app = FastAPI(
        title="rokrus",
        version=VERSION,
        description=openapi.DESCRIPTION,
        license_info={"name": "Code MIT, data CC BY 4.0"},
        lifespan=lifespan,
        middleware=_middleware(),
        exception_handlers=HANDLERS,  # type: ignore[arg-type]
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False},
    )
    # Put on the app's own router: an included router is matched twice.
    for router in (
        *[routes(machines, name, route_class) for name in machines],
        figure_routes(machines[RecordType.indicators], machines[RecordType.observations], route_class),
        search_routes(finder, route_class),
        suggest_routes(database, finder.spelling, route_class),
        graph_routes(machines, route_class),
        timeline_routes(database, route_class),
        verification_routes(machines[RecordType.evidence], texts),
        citation_routes(machines[RecordType.articles], route_class),
        system_routes(database, list(machines.values()), len(texts)),
    ):
        app.router.routes.extend(router.routes)
    openapi.complete(app, RESOURCES)
    return app


def _middleware() -> list[Middleware]:
    """Outermost first."""
    formats = {"/v1": by_media_type(CITATIONS), "/v1/indicators/*/series": {SVG: "svg"}, **NEGOTIATED, TIMELINE: {}}
    for resource in RESOURCES:
        formats[f"/v1/{resource.name}"] = by_media_type(installed(of_lists(resource.formats)))
        formats[f"/v1/{resource.name}/*"] = by_media_type(resource.formats)
    return [
        Middleware(RequestId),
        Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=ALLOWED,
            expose_headers=EXPOSED,
        ),
        Middleware(Failures),
        Middleware(Head),
        Middleware(Negotiation, prefix="/v1", formats=formats),
    ]
