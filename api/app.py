"""The composition root: the one place that knows every part. Read it from top to bottom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from api import openapi
from api.citations.routes import citation_routes
from api.citations.styles import CITATIONS
from api.documents import Documents
from api.errors import HANDLERS
from api.figure_routes import SVG, figure_routes
from api.finder import Finder
from api.formats import by_media_type, installed, of_lists
from api.graph.routes import NEGOTIATED, graph_routes
from api.held_texts import HeldTexts
from api.middleware.cache import Cache
from api.middleware.failures import Failures
from api.middleware.front import Front
from api.middleware.head import Head
from api.middleware.headers import Headers
from api.middleware.negotiation import Negotiation
from api.middleware.request_id import RequestId
from api.reference import reference_routes
from api.resource import Machine
from api.resources import RESOURCES
from api.routes import DocumentRoute, routes
from api.search import search_routes
from api.service import Service
from api.settings import Settings
from api.suggest import suggest_routes
from api.system import system_routes
from api.timeline.routes import URL as TIMELINE
from api.timeline.routes import timeline_routes
from api.verification import verification_routes
from api.version import VERSION
from models.base import RecordType
from models.db import Reader, reader
from models.texts import read_texts


def create_app(settings: Settings, route_class: type[APIRoute] = DocumentRoute) -> FastAPI:
    """The service over one database. `ParsingRoute` as route class has FastAPI's own request handling do the work."""
    database = reader(settings.database_url, settings.read_database_url)
    texts = read_texts(settings.texts) if settings.texts else {}
    resources = {resource.name: resource for resource in RESOURCES}
    documents = Documents(database, settings.document_bytes)
    machines = {name: Machine(resource, resources, database, documents, texts) for name, resource in resources.items()}

    finder = Finder(documents, HeldTexts(texts))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        yield
        await database.close()

    routers = (
        *[routes(machines, name, route_class) for name in machines],
        figure_routes(machines[RecordType.indicators], machines[RecordType.observations], route_class),
        search_routes(finder, route_class),
        suggest_routes(database, finder.spelling, route_class),
        graph_routes(machines, route_class),
        timeline_routes(documents, route_class),
        verification_routes(machines[RecordType.evidence], texts),
        citation_routes(machines[RecordType.articles], route_class),
        system_routes(database, list(machines.values()), len(texts)),
    )
    served = [route for router in routers for route in router.routes]
    app = Service(
        title="rokrus",
        version=VERSION,
        description=openapi.DESCRIPTION,
        license_info={"name": "Code MIT, data CC BY 4.0"},
        lifespan=lifespan,
        middleware=_middleware(served, database, settings),
        exception_handlers=HANDLERS,  # type: ignore[arg-type]
        openapi_url=None,
        redirect_slashes=False,
    )
    app.router.routes.extend(served)  # its own: an included router is matched twice
    app.router.routes.extend(reference_routes(app).routes)
    openapi.complete(app, RESOURCES)
    return app


def _middleware(served: list[BaseRoute], database: Reader, settings: Settings) -> list[Middleware]:
    """Outermost first."""
    formats = {"/v1": by_media_type(CITATIONS), "/v1/indicators/*/series": {SVG: "svg"}, **NEGOTIATED, TIMELINE: {}}
    for resource in RESOURCES:
        formats[f"/v1/{resource.name}"] = by_media_type(installed(of_lists(resource.formats)))
        formats[f"/v1/{resource.name}/*"] = by_media_type(resource.formats)
    return [
        Middleware(RequestId),
        Middleware(Headers),
        Middleware(Failures),
        Middleware(Head),
        Middleware(Negotiation, prefix="/v1", formats=formats),
        *([Middleware(Cache, reader=database, most=settings.cache_bytes)] if settings.cache_bytes else []),
        Middleware(Front, routes=served),
    ]
