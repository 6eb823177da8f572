"""What every answer from the database shares: its read transaction, its headers, and the links of its pages."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, NamedTuple, Protocol, TypeVar

from fastapi import Request

from api.conditional import etag
from api.dataset import served
from api.query_string import Parameters, on_page
from api.ready import JSON as JSON
from models.db import Moved, Reader, Snapshot

ATTEMPTS = 3
LIST_PROBLEMS = (304, 400, 406, 422, 500, 503)
ONE_PROBLEMS = (304, 400, 404, 406, 410, 422, 500, 503)

T = TypeVar("T")


class Paged(Protocol):
    """A query that is answered in pages."""

    @property
    def cursor(self) -> str | None: ...
    def address(self, path: str, cursor: str | None = None, *fixed: str) -> str: ...


class Reads(Protocol):
    """What answers from a database."""

    reader: Reader


class Opened(NamedTuple):
    """A read transaction, the revision that it shows, and the headers of the answer."""

    snapshot: Snapshot
    revision: int
    headers: dict[str, str]


def settled(endpoint: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    """An endpoint that begins its answer anew where a load came between its statements."""

    @wraps(endpoint)
    async def answered(*arguments: Any, **named: Any) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return await endpoint(*arguments, **named)
            except Moved:
                continue
        return await endpoint(*arguments, **named)

    return answered


class Reading:
    """A read transaction for a request. Raises ApiError where the dataset cannot be served."""

    def __init__(self, reads: Reads, request: Request, query: Parameters, media_type: str) -> None:
        self.snapshot = reads.reader.snapshot()
        self.named = (request.scope["path"], query.canonical, media_type)

    async def __aenter__(self) -> Opened:
        snapshot = await self.snapshot.__aenter__()
        revision = served(snapshot.state).revision
        headers = {
            "ETag": etag(revision, *self.named),
            "Cache-Control": "public, no-cache",
            "Rokrus-Revision": str(revision),
            "Link": cite_as("/v1"),
        }
        return Opened(snapshot, revision, headers)

    async def __aexit__(self, *raised: Any) -> None:
        await self.snapshot.__aexit__(*raised)


def links(path: str, query: Paged, following: str | None, *fixed: str) -> str:
    """The `Link` header of a page of a query at a path; `fixed` parameters are in the path."""
    first = query.address(path, None, *fixed)
    found = [cite_as("/v1"), _link(on_page(first, query.cursor), "self"), _link(first, "first")]
    return ", ".join([*found, _link(on_page(first, following), "next")] if following else found)


def _link(address: str, relation: str) -> str:
    return f'<{address}>; rel="{relation}"'


def cite_as(address: str) -> str:
    """The link to what is to be cited (RFC 8574): a record, or the dataset at `/v1`."""
    return _link(address, "cite-as")
