"""Gives every request an id: the client's own where it is usable, a new one otherwise."""

import re
from random import getrandbits

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = b"x-request-id"
USABLE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class RequestId:
    """Puts `request_id` into the request's state and `X-Request-Id` into the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        id = given if USABLE.fullmatch(given) else b"%032x" % getrandbits(128)
        scope.setdefault("state", {})["request_id"] = id.decode()

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (HEADER, id)]}
            await send(message)

        await self.app(scope, receive, with_id)
