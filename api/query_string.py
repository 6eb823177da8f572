"""A query string as a class: taken apart, written again, and what is wrong with it."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any, Self, get_origin
from urllib.parse import parse_qsl, quote_plus

from pydantic import BaseModel, ValidationError, field_validator
from rapidfuzz.process import extract

from api.errors import ApiError, ErrorItem
from api.parameters import MAX_TEXT
from models.base import timestamp

MAX_PARAMETERS, MAX_VALUES = 500, 100
REMEMBERED_QUERIES, REMEMBERED_BYTES = 1_024, 500


class Parameters(BaseModel, frozen=True, extra="forbid", defer_build=True):
    """A query string as a class: unknown, repeated and malformed parameters are errors that name the parameter. It is
    built at the first query, because there are dozens of them and a server that starts waits for none."""

    @classmethod
    def parse(cls, query_string: bytes) -> Self:
        """A raw query string as a query, which never changes: short ones are remembered. Raises ApiError that names
        every wrong parameter."""
        return cls._remembered(query_string) if len(query_string) <= REMEMBERED_BYTES else cls._parsed(query_string)

    @classmethod
    @lru_cache(REMEMBERED_QUERIES)
    def _remembered(cls, query_string: bytes) -> Self:
        return cls._parsed(query_string)

    @classmethod
    def _parsed(cls, query_string: bytes) -> Self:
        given = pairs(query_string)
        lists = cls.lists()
        errors = [
            ErrorItem(parameter=name, detail="Takes one value.")
            for name, values in given.items()
            if len(values) > 1 and name in cls.model_fields and name not in lists
        ]
        try:
            query = cls.model_validate({name: v if name in lists else v[0] for name, v in given.items()})
        except ValidationError as error:
            allowed = sorted(cls.model_fields)
            found = error.errors(include_url=False, include_input=False)
            errors += [refusal(one, allowed) for one in found if one["type"] != "none_required"]
        if errors:
            raise ApiError("invalid-parameter", summary(errors), errors)
        return query

    @field_validator("*")
    @classmethod
    def _not_too_many(cls, value: Any) -> Any:
        if isinstance(value, tuple) and len(value) > MAX_VALUES:
            raise ValueError(f"takes at most {MAX_VALUES} values")
        return value

    @classmethod
    @cache
    def lists(cls) -> frozenset[str]:
        """The parameters that may be repeated."""
        return frozenset(name for name, field in cls.model_fields.items() if _is_list(field.annotation))

    @cached_property
    def canonical(self) -> str:
        """The query as a query string: what was given, in the order of the class."""
        return self.without()

    @cached_property
    def written(self) -> dict[str, str]:
        """Each parameter that was given as it stands in a query string, in the order of the class."""
        given = sorted(self.model_fields_set, key=list(type(self).model_fields).index)
        return {name: text for name in given if (text := _pairs(name, getattr(self, name)))}

    def without(self, *names: str) -> str:
        """The canonical query string without some parameters."""
        return "&".join([text for name, text in self.written.items() if name not in names])

    def address(self, path: str, cursor: str | None = None, *fixed: str) -> str:
        """The relative URL of the query at a path, on the page of a cursor; `fixed` parameters are in the path."""
        rest = self.without("cursor", *fixed)
        return on_page(f"{path}?{rest}" if rest else path, cursor)


def on_page(address: str, cursor: str | None) -> str:
    """The address of a list on the page of a cursor."""
    if cursor is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}cursor={cursor}"


class NoParameters(Parameters, frozen=True, extra="forbid"):
    """What takes no parameters."""


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


def summary(errors: Sequence[ErrorItem]) -> str:
    """The first errors in one sentence."""
    return "; ".join(f"{error.parameter}: {error.detail}" for error in errors[:5])


def _pairs(name: str, value: Any) -> str:
    """A parameter with each of its values."""
    values = value if isinstance(value, tuple) else (value,)
    return "&".join([f"{name}={quote_plus(_in_url(one))}" for one in values])


def _in_url(value: Any) -> str:
    """A value as the parameters read it."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return format(Decimal(repr(value)).normalize(), "f")
        case datetime():
            return timestamp(value)
    return str(value)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, Sequence)
