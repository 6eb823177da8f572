"""CSV (RFC 4180): written a column at a time, because calls for single cells are what a row costs."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, get_origin

from api.formats.base import Batch, Parts
from api.formats.columns import Column, listed, read
from models.numbers import written

FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEEDS_QUOTES = re.compile('[",\r\n]').search
END = "\r\n"


def encode(batches: Iterable[Batch], columns: Sequence[Column]) -> Parts:
    """A line with the names of the columns, and one for each record."""
    yield _lines([[_text(column.name)] for column in columns])
    for batch in batches:
        yield b"".join([_lines(list(map(_cells, columns, values))) for values in read(batch.documents, columns)])


def _lines(columns: Sequence[Sequence[str]]) -> bytes:
    """Rows of cells that stand in columns. A row of one empty cell is quoted, for an empty line is no row."""
    rows = map(",".join, zip(*columns, strict=True))
    return "".join([(row or '""') + END for row in rows]).encode()


def _cells(column: Column, values: list[Any]) -> list[str]:
    """The cells of a column. What stands in it several times is written once."""
    if get_origin(column.holds) is list:
        return [_text(listed(value)) if value else "" for value in values]
    write = CELLS.get(column.holds, _text)
    cells = {value: "" if value is None else write(value) for value in set(values)}
    return [cells[value] for value in values]


def _text(text: str) -> str:
    """Text that no spreadsheet takes for a formula, quoted where it has to be."""
    safe = f"'{text}" if text.startswith(FORMULA) else text
    return '"' + safe.replace('"', '""') + '"' if _NEEDS_QUOTES(safe) else safe


def _number(value: float) -> str:
    """As the document has it: Python writes all digits, and an exponent for little else than very small numbers."""
    text = repr(value)
    return written(Decimal(text)) if "e" in text else text


def _boolean(value: bool) -> str:
    return "true" if value else "false"


CELLS: dict[Any, Callable[[Any], str]] = {bool: _boolean, int: str, Decimal: _number}
