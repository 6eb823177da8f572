"""A query string taken apart, and what is wrong with it."""

import re
from typing import Any
from urllib.parse import parse_qsl

from rapidfuzz.process import extract

from api.errors import ApiError, ErrorItem
from api.parameters import MAX_TEXT

MAX_PARAMETERS = 500


def pairs(query_string: bytes) -> dict[str, list[str]]:
    """The values of each parameter. Raises ApiError."""
    try:
        found = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except UnicodeError as error:
        raise ApiError("bad-request", "The query string is not percent-encoded UTF-8.") from error
    except ValueError as error:
        raise ApiError("bad-request", f"The query string has more than {MAX_PARAMETERS} parameters.") from error
    given: dict[str, list[str]] = {}
    for name, value in found:
        given.setdefault(name, []).append(value)
    return given


def refusal(error: Any, allowed: list[str]) -> ErrorItem:
    """What pydantic found wrong with a parameter, in our words."""
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        near = [found for found, _, _ in extract(name[:MAX_TEXT], allowed, limit=3, score_cutoff=60)]
        return ErrorItem(parameter=name[:MAX_TEXT], detail="There is no such parameter.", allowed=allowed, near=near)
    context = error.get("ctx", {})
    detail = str(context["error"]) if error["type"] == "value_error" else error["msg"]
    options = re.findall(r"'([^']+)'", str(context.get("expected", "")))
    if options:
        return ErrorItem(parameter=name, detail="Is not one of what is allowed.", allowed=options)
    return ErrorItem(parameter=name, detail=detail[:1].upper() + detail[1:])
