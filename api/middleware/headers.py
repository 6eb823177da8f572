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


def answer_with(scope: Scope, name: bytes, value: bytes) -> None:
    """Has the answer to a request carry one more header. Layers say so before they pass the request on, so that one of
    them alone need watch what is sent."""
    scope.setdefault("state", {}).setdefault("headers", []).append((name, value))


def has_begun(scope: Scope) -> bool:
    """Whether an answer to the request is on its way."""
    return bool(scope["state"].get("begun"))


class Headers:
    """Everybody may read everything from anywhere, so most headers are the same whoever asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.preflight = CORSMiddleware(
            app, allow_origins=["*"], allow_methods=METHODS, allow_headers=ALLOWED, expose_headers=EXPOSED
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope["state"]

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["begun"] = True
                message["headers"] = [*message["headers"], *state["headers"], *ALWAYS]
            await send(message)

        answering = self.preflight if scope["method"] == "OPTIONS" else self.app
        await answering(scope, receive, sending)
