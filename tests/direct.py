"""A client that hands requests straight to the application.

Starlette's own crosses into the thread of the event loop some ten times a request, so that most of a run of the tests
would be spent there. This one crosses once, and takes the whole answer.
"""

import asyncio
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

Message = MutableMapping[str, Any]


class DirectClient(TestClient):
    """A `TestClient`, to be entered before it is asked, that shows failures as a stranger sees them."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, raise_server_exceptions=False)
        self._transport = Direct(self)


class Direct(httpx2.BaseTransport):
    """Sends the requests of a client to its application."""

    def __init__(self, client: DirectClient) -> None:
        self.client = client

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        assert self.client.portal is not None, "the client has not been entered"
        start, *rest = self.client.portal.call(self.messages, request)
        body = b"".join(message.get("body", b"") for message in rest)
        return httpx2.Response(start["status"], headers=start["headers"], stream=httpx2.ByteStream(body))

    async def messages(self, request: httpx2.Request) -> list[Message]:
        """What the application sends, as far as it comes where it fails."""
        sent: list[Message] = []
        incoming: list[Message] = [{"type": "http.request", "body": request.read()}]
        answered = asyncio.Event()

        async def receive() -> Message:
            if incoming:
                return incoming.pop()
            await answered.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                answered.set()

        with suppress(Exception):
            await self.client.app(self.scope(request), receive, send)
        return sent

    def scope(self, request: httpx2.Request) -> dict[str, Any]:
        """A request as a server would hand it on."""
        raw_path, _, query = request.url.raw_path.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("testclient", 50000),
            "server": (request.url.host, 80),
            "state": self.client.app_state.copy(),
        }
