"""Takes requests for lists and records straight to their route; everything else goes on to FastAPI's own routing."""

from collections.abc import Iterable

from fastapi import Request
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import DATABASE_ERRORS, HANDLERS, ApiError
from api.routes import DocumentRoute

TOLD: tuple[type[Exception], ...] = (ApiError, *DATABASE_ERRORS)
PLACE = 3  # where the one parameter of a path stands among its segments, as in /v1/articles/{id}


class Front:
    """A table of paths: those without a parameter, and those with one that is the whole segment after the name of a
    resource. It knows no extensions; these are left to FastAPI, as are methods other than GET."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self.app = app
        known = [route for route in routes if isinstance(route, DocumentRoute)]
        self.fixed = {route.path: route for route in known if "{" not in route.path}
        self.open = {_around(route.path): route for route in known if _is_open(route.path)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not (route := self._find(scope)):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            answer = await route.answer(request)
        except TOLD as error:
            answer = await HANDLERS[type(error)](request, error)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> DocumentRoute | None:
        """The route of a path, whose parameter it puts where Starlette would."""
        if route := self.fixed.get(scope["path"]):
            scope["path_params"] = {}
            return route
        value = _parameter(scope["path"])
        if not value or "." in value:
            return None
        if route := self.open.get(_around(scope["path"])):
            scope["path_params"] = dict.fromkeys(route.param_convertors, value)
        return route


def _parameter(path: str) -> str:
    return "".join(path.split("/")[PLACE : PLACE + 1])


def _around(path: str) -> tuple[str, ...]:
    """A path without its parameter."""
    segments = path.split("/")
    return (*segments[:PLACE], *segments[PLACE + 1 :])


def _is_open(path: str) -> bool:
    """Whether a path has one parameter, in its place and of any form."""
    parameter = _parameter(path)
    whole = parameter.startswith("{") and parameter.endswith("}") and parameter.count("{") == 1
    return whole and ":" not in parameter and "{" not in "".join(_around(path))
