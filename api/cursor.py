"""Keyset cursors: base64url JSON of a position and of a digest of the query it belongs to."""

from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import blake2b
from math import isfinite
from typing import Any

import orjson

from api.errors import ApiError, ErrorItem

LARGEST_KEY = 2**31 - 1


def digest(*parts: Any) -> str:
    """A short name for whatever makes two queries the same query."""
    return blake2b(orjson.dumps(parts, default=str), digest_size=6).hexdigest()


def of(resource: str, query: Any, order: Sequence[str]) -> str:
    """The digest of what a cursor belongs to: the filters and the order of a list."""
    return digest(resource, query.filters, list(order))


def encode(query: str, position: Sequence[Any]) -> str:
    """A position in the answers to a query."""
    return urlsafe_b64encode(orjson.dumps([query, *position])).rstrip(b"=").decode()


def decode(cursor: str, query: str, types: Sequence[type]) -> list[Any]:
    """The position. Raises ApiError for anything but a cursor of this query."""
    try:
        found = orjson.loads(b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except ValueError as error:
        raise _invalid("It is not a cursor of this service.") from error
    if not isinstance(found, list) or len(found) != len(types) + 1:
        raise _invalid("It is not a cursor of this service.")
    if found[0] != query:
        raise _invalid("It belongs to another query: filters and sort must stay the same.")
    position = found[1:]
    if not all(_fits(value, type) for value, type in zip(position, types, strict=True)):
        raise _invalid("It is not a cursor of this service.")
    return [float(value) if type is float else value for value, type in zip(position, types, strict=True)]


def _fits(value: Any, type: type) -> bool:
    if isinstance(value, bool):
        return False
    if type is float:
        return isinstance(value, int | float) and isfinite(value)
    if type is int:
        return isinstance(value, int) and abs(value) <= LARGEST_KEY
    return isinstance(value, str) and "\0" not in value


def _invalid(detail: str) -> ApiError:
    return ApiError("invalid-cursor", detail, [ErrorItem(parameter="cursor", detail=detail)])
