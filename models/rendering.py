"""Documents as JSON. Numbers are written digit for digit, never through a binary float."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
from pydantic import BaseModel


def rendered(values: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Compact JSON of the fields of a document, or of some of its values."""
    return orjson.dumps(values, default=_part)


def _part(value: Any) -> Any:
    """What orjson does not know: an object, whose members stand in the order of its fields, or a number."""
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))  # validation has brought it to its plain form
    if isinstance(value, BaseModel):
        return value.__dict__
    raise TypeError(type(value))
