"""The last resort: what nothing else caught becomes a problem with an id, and its trace goes to the log."""

import logging

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ApiError, problem, request_id
from api.middleware.headers import has_begun

log = logging.getLogger("rokrus")


class Failures:
    """Answers 500 where the answer has not begun. A body that has begun ends without its terminator, so that a client
    sees that it is not whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception:
            if scope["type"] != "http" or has_begun(scope):
                raise
            log.exception("request %s failed", request_id(scope))
            await problem(ApiError("internal"), request_id(scope))(scope, receive, send)
