"""Headers that every answer has, and the answer to a browser that asks what another site may send (CORS preflight)."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST")
ALLOWED = ("Content-Type", "If-None-Match", "X-Request-Id")
EXPOSED = ("ETag", "Link", "Retry-After", "Rokrus-Revision", "Content-Disposition", "X-Request-Id")
ALWAYS: Sequence[tuple[bytes, bytes]] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
)


class Headers:
    """Everybody may read everything from anywhere, so the headers are the same whoever asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.preflight = CORSMiddleware(
            app, allow_origins=["*"], allow_methods=METHODS, allow_headers=ALLOWED, expose_headers=EXPOSED
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await self.preflight(scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"].extend(ALWAYS)
        await send(message)

    return with_headers
