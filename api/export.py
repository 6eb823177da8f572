"""The body of a file that is made while it is sent."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, closing

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.formats.base import Parts
from models.db import Reader


class Export(StreamingResponse):
    """Each part is fetched and encoded in one visit to a thread of the exports, when the one before it was sent.
    However it ends, and when the client goes away, it gives back its read transaction and whatever the format holds."""

    def __init__(
        self,
        reader: Reader,
        transaction: AsyncExitStack,
        parts: Parts,
        headers: Mapping[str, str],
        media_type: str,
    ) -> None:
        self.reader, self.transaction, self.parts = reader, transaction, parts
        super().__init__(self._body(), 200, headers, media_type)

    async def _body(self) -> AsyncIterator[bytes]:
        while (part := await self.reader.exporting(lambda: next(self.parts, None))) is not None:
            if part:
                yield part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self.transaction:
            with closing(self.parts):
                await super().__call__(scope, receive, send)
