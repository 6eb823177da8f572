"""HEAD for everything that has GET: the same headers, no body."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


def asked_for_head(scope: Scope) -> bool:
    """Whether the client sent HEAD, so that a long body need not be made."""
    return bool(scope.get("state", {}).get("head"))


class Head:
    """Runs HEAD as GET and drops the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        state = {**scope.get("state", {}), "head": True}
        await self.app({**scope, "method": "GET", "state": state}, receive, without_body)
