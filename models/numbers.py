"""Numbers of at most 15 significant digits, so that a double holds them exactly and JSON needs no exponent."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

DIGITS, LARGEST = 15, Decimal(10) ** 18


def _plain(value: Decimal) -> Decimal:
    """Digits that survive a double and a JSON number without exponent."""
    if not value.is_finite():
        raise ValueError("must be a finite number")
    value = value.normalize()
    if len(value.as_tuple().digits) > DIGITS or abs(value) >= LARGEST or int(value.as_tuple().exponent) < -DIGITS:
        raise ValueError(f"must have at most {DIGITS} significant digits and be smaller than 10^18")
    return value


Number = Annotated[Decimal, AfterValidator(_plain), WithJsonSchema({"type": "number"})]


def exact(value: float) -> Decimal:
    """The decimal that a column of doubles holds (15 significant digits survive)."""
    return _plain(Decimal(repr(value)))


def written(value: Decimal) -> str:
    """A number as JSON and CSV show it: absolute, no exponent, no trailing zeros."""
    return format(_plain(value), "f")
