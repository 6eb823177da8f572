"""Exports: which formats there are, and how documents become their lines."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import orjson
from pydantic import BaseModel

from api.errors import invalid
from api.query import ExportQuery
from models.base import Document
from models.numbers import written
from models.vocabulary import Vocabulary

Encode = Callable[[Sequence[bytes]], bytes]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportFormat(Vocabulary):
    """The formats of an export."""

    csv = "csv", "One row a record, one column a leaf; lists of ids joined by `|`, lists of objects as JSON."
    ndjson = "ndjson", "One JSON document a line."


MEDIA_TYPES = {ExportFormat.csv: "text/csv; charset=utf-8", ExportFormat.ndjson: "application/x-ndjson"}


def encoder(format: ExportFormat, document: type[Document], query: ExportQuery) -> tuple[bytes, Encode]:
    """What a file begins with, and what makes its lines of documents. Raises ApiError for columns that do not exist."""
    if format is ExportFormat.ndjson:
        if query.fields:
            raise invalid("fields", "Chooses columns of tabular formats only.")
        return b"", lambda documents: b"".join([document + b"\n" for document in documents])
    columns = columns_of(document)
    for name in query.fields:
        if name not in columns:
            raise invalid("fields", "There is no such column.", allowed=list(columns))
    chosen = tuple(query.fields or columns)
    return _lines([chosen]), lambda documents: _lines(_row(orjson.loads(one), chosen) for one in documents)


@cache
def columns_of(document: type[BaseModel]) -> tuple[str, ...]:
    """The columns of a document: its fields, objects taken apart with a dotted name."""
    return tuple(
        ".".join(path) for name, field in document.model_fields.items() for path in _paths((name,), field.annotation)
    )


def _paths(path: tuple[str, ...], annotation: Any) -> Iterator[tuple[str, ...]]:
    inner = _object(annotation)
    if inner is None:
        yield path
    else:
        for name, field in inner.model_fields.items():
            yield from _paths((*path, name), field.annotation)


def _object(annotation: Any) -> type[BaseModel] | None:
    """The class of an object, where a field holds one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is Annotated or type(None) in get_args(annotation):
        return next(filter(None, map(_object, get_args(annotation))), None)
    return None


def _row(document: dict[str, Any], columns: Sequence[str]) -> list[str]:
    return [_cell(_leaf(document, column)) for column in columns]


def _leaf(document: Any, column: str) -> Any:
    for step in column.split("."):
        document = None if document is None else document[step]
    return document


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return written(Decimal(repr(value)))
        case list() if all(isinstance(item, str) for item in value):
            return _safe("|".join(value))
        case list():
            return orjson.dumps(value).decode()
    return _safe(value)


def _safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(rows: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
