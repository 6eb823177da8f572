"""What every answer from the database shares: its read transaction, its headers, and the links of its pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple, Protocol

from fastapi import Request

from api.conditional import etag
from api.dataset import read_state
from api.query import Parameters
from models.db import Reader, Snapshot, Statement

JSON = "application/json"
LIST_PROBLEMS = (304, 400, 406, 422, 500, 503)
ONE_PROBLEMS = (304, 400, 404, 406, 410, 422, 500, 503)


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


@asynccontextmanager
async def reading(
    reads: Reads, of_state: Statement, request: Request, query: Parameters, media_type: str
) -> AsyncIterator[Opened]:
    """A read transaction for a request. Raises ApiError where the dataset cannot be served."""
    async with reads.reader.snapshot() as snapshot:
        state = await read_state(snapshot, of_state)
        headers = {
            "ETag": etag(state.revision, request.url.path, query.canonical, media_type),
            "Cache-Control": "public, no-cache",
            "Rokrus-Revision": str(state.revision),
            "Link": cite_as("/v1"),
        }
        yield Opened(snapshot, state.revision, headers)


def links(path: str, query: Paged, following: str | None, *fixed: str) -> str:
    """The `Link` header of a page of a query at a path; `fixed` parameters are in the path."""
    cursors = {"self": query.cursor, "first": None, "next": following}
    return cite_as("/v1") + "".join(
        f', <{query.address(path, cursor, *fixed)}>; rel="{relation}"'
        for relation, cursor in cursors.items()
        if cursor or relation != "next"
    )


def cite_as(address: str) -> str:
    """The link to what is to be cited (RFC 8574): a record, or the dataset at `/v1`."""
    return f'<{address}>; rel="cite-as"'
