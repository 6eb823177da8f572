"""Numbers of at most 15 significant digits, so that a double holds them exactly and JSON needs no exponent."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

DIGITS, PLACES = 15, 18


def _plain(value: Decimal) -> Decimal:
    """Digits that survive a double and a JSON number without exponent."""
    if not value.is_finite():
        raise ValueError("must be a finite number")
    value = value.normalize()
    _, digits, exponent = value.as_tuple()
    if len(digits) > DIGITS or value.adjusted() >= PLACES or int(exponent) < -DIGITS:
        raise ValueError(f"must have at most {DIGITS} significant digits and be smaller than 10^18")
    return value


@lru_cache(maxsize=4096, typed=True)
def _of_json(value: float) -> Decimal:
    return exact(value)


def _read(value: Any, handler: ValidatorFunctionWrapHandler) -> Decimal:
    """A record often has the same number three times: the figure and its bounds."""
    return _of_json(value) if type(value) in (int, float) else _plain(handler(value))


Number = Annotated[Decimal, WrapValidator(_read), WithJsonSchema({"type": "number"})]


def exact(value: float) -> Decimal:
    """The decimal that a column of doubles holds (15 significant digits survive)."""
    if type(value) is int and -(10**DIGITS) < value < 10**DIGITS:
        return Decimal(value).normalize()
    return _plain(Decimal(repr(value)))


def written(value: Decimal) -> str:
    """A number as JSON and CSV show it: absolute, no exponent, no trailing zeros."""
    return format(_plain(value), "f")
