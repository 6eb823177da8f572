"""FastAPI without the layers that it puts around everybody's: ours do the same, and every request goes through them."""

from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class Service(FastAPI):
    """Its errors are told by `api.middleware.failures`; bodies are limited where they are read; nothing is traced."""

    def build_middleware_stack(self) -> ASGIApp:
        """Our layers, and inside them what FastAPI's own routing needs."""
        layer: ASGIApp = AsyncExitStackMiddleware(self.router)
        layer = ExceptionMiddleware(layer, handlers=self.exception_handlers)
        for own, arguments, options in reversed(self.user_middleware):
            layer = own(layer, *arguments, **options)
        return layer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self.middleware_stack is None:
            await super().__call__(scope, receive, send)
            return
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)
