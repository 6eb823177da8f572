"""One error family, one shape on the wire (RFC 9457), one table of handlers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from models.db import Moved, NotMigrated, TooSlow, Unavailable

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 5


@dataclass(frozen=True)
class Kind:
    """A kind of failure: its HTTP status, its title, and what to do about it."""

    status: int
    title: str
    remedy: str


KINDS: dict[str, Kind] = {
    "invalid-parameter": Kind(
        422, "A parameter is not valid.", "Each entry of `errors` names one and says what is allowed."
    ),
    "invalid-cursor": Kind(
        422, "The cursor is not valid.", "A cursor belongs to the query it came from: start again without it."
    ),
    "no-such-record": Kind(404, "There is no such record.", "`errors` names ids that look like the one asked for."),
    "no-such-path": Kind(
        404, "There is nothing at this path.", "`/v1` lists the resources, `/openapi.json` every path."
    ),
    "text-not-held": Kind(
        422,
        "The server does not hold the text.",
        "Quotes and checks on the server need the source texts, which are not "
        "part of the data: send yours to `/v1/verify`, or ask a server that holds them.",
    ),
    "format-not-installed": Kind(
        422,
        "The server cannot write this format.",
        "It needs the optional part `rokrus[export]` on the server; CSV and NDJSON are always there.",
    ),
    "invalid-body": Kind(
        422, "The body is not valid.", "Each entry of `errors` points at one value and says what is wrong."
    ),
    "too-large": Kind(413, "The body is too large.", "`detail` says how large it may be."),
    "withdrawn": Kind(
        410, "The record was withdrawn.", "`detail` says why; it does not come back under this id by itself."
    ),
    "method-not-allowed": Kind(
        405, "The method is not allowed here.", "`Allow` lists the methods; the service is for reading."
    ),
    "not-acceptable": Kind(406, "There is no such format.", "`errors` lists the media types that there are."),
    "bad-request": Kind(400, "The request cannot be read.", "It is not valid HTTP or not a valid URL."),
    "too-slow": Kind(
        503, "The query took too long.", "Narrow it with more filters, or ask for `count=none` and fewer facets."
    ),
    "unavailable": Kind(503, "The database does not answer.", "Try again after the time in `Retry-After`."),
    "not-ready": Kind(503, "The service cannot answer yet.", "`detail` says what is missing and how to mend it."),
    "internal": Kind(500, "Something went wrong in the service.", "Report it with the `request_id`."),
}


class ErrorItem(BaseModel):
    """One thing that is wrong."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    parameter: str = Field("", description="The parameter, path part or header.", examples=["limit"])
    pointer: str = Field("", description="In a body: JSON Pointer to the value (RFC 6901).", examples=["/article"])
    detail: str = Field(description="What is wrong with it.", examples=["Input should be less than or equal to 500"])
    allowed: list[str] = Field([], description="What is allowed, where that is a list.")
    near: list[str] = Field([], description="What looks like the value that was given.")


class Problem(BaseModel):
    """A failure (RFC 9457)."""

    type: str = Field(description="Where this kind of failure is explained.", examples=["/problems/invalid-parameter"])
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable name of the kind of failure.", examples=["invalid-parameter"])
    errors: list[ErrorItem]
    request_id: str | None = Field(description="Also in the header `X-Request-Id`.")


class ApiError(Exception):
    """A failure that the caller is told about."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        errors: list[ErrorItem] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code, self.kind = code, KINDS[code]
        self.detail = detail or self.kind.remedy
        self.errors, self.headers = errors or [], dict(headers or {})
        super().__init__(code)


def invalid(parameter: str, detail: str, allowed: list[str] | None = None, near: list[str] | None = None) -> ApiError:
    """A 422 about one parameter."""
    item = ErrorItem(parameter=parameter, detail=detail, allowed=allowed or [], near=near or [])
    return ApiError("invalid-parameter", f"{parameter}: {detail}", [item])


def problem(error: ApiError, request_id: str | None) -> Response:
    """An error as a response."""
    body = {
        "type": f"/problems/{error.code}",
        "title": error.kind.title,
        "status": error.kind.status,
        "detail": error.detail,
        "code": error.code,
        "errors": [item.model_dump(exclude_defaults=True) for item in error.errors],
        "request_id": request_id,
    }
    return Response(orjson.dumps(body), error.kind.status, error.headers, media_type=PROBLEM_JSON)


def request_id(scope: Any) -> str | None:
    """The id that the request-id middleware gave to a request."""
    found: str | None = scope.get("state", {}).get("request_id")
    return found


def _from_http(error: HTTPException) -> ApiError:
    """Failures that the framework found: no route, a wrong method, a malformed request."""
    headers = dict(error.headers or {})
    match error.status_code:
        case 404:
            return ApiError("no-such-path")
        case 405:
            given = headers.get("Allow", "GET").split(", ")
            allow = sorted({*given, "HEAD"} if "GET" in given else given)
            return ApiError("method-not-allowed", headers={"Allow": ", ".join(allow)})
        case 406:
            return ApiError("not-acceptable")
    return ApiError("bad-request" if error.status_code < 500 else "internal")


async def _api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return problem(error, request_id(request.scope))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(_from_http(error), request_id(request.scope))


async def _validation_error(request: Request, _error: Exception) -> Response:
    """What FastAPI found wrong, told by the same parser that the fast route uses."""
    try:
        request.scope["route"].reread(request)
    except ApiError as ours:
        return problem(ours, request_id(request.scope))
    return problem(ApiError("bad-request"), request_id(request.scope))


async def _database_error(request: Request, error: Exception) -> Response:
    """The database is gone, too slow, or of another schema."""
    code, detail = DATABASE_ERRORS[type(error)]
    told = ApiError(code, detail, headers={"Retry-After": str(RETRY_SECONDS)})
    return problem(told, request_id(request.scope))


DATABASE_ERRORS: dict[type[Exception], tuple[str, str | None]] = {
    Unavailable: ("unavailable", None),
    TooSlow: ("too-slow", None),
    Moved: ("unavailable", "The dataset is being changed too often to be read."),
    NotMigrated: ("not-ready", "The schema of the database is of another version: run `rokrus migrate`."),
}


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    ApiError: _api_error,
    HTTPException: _http_error,
    RequestValidationError: _validation_error,
    **dict.fromkeys(DATABASE_ERRORS, _database_error),
}
