"""Gives every request an id: the client's own where it is usable, a new one otherwise."""

import re
from random import getrandbits

from starlette.types import ASGIApp, Receive, Scope, Send

from api.middleware.headers import answer_with

HEADER = b"x-request-id"
USABLE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class RequestId:
    """Puts `request_id` into the request's state and `X-Request-Id` into the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = next((value for name, value in scope["headers"] if name == HEADER), b"")
            id = given if given and USABLE.fullmatch(given) else b"%032x" % getrandbits(128)
            scope.setdefault("state", {})["request_id"] = id.decode()
            answer_with(scope, HEADER, id)
        await self.app(scope, receive, send)
