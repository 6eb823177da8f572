"""Formats beside JSON: what they are called in HTTP, and how the records of a list become the bytes of a file."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import orjson
from pydantic import BaseModel

from api.errors import invalid
from models.base import Document
from models.numbers import written
from models.vocabulary import Vocabulary

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Batch:
    """Some documents of a list, and the documents that they link to, by type and id."""

    documents: Sequence[bytes]
    linked: Mapping[bytes, Mapping[bytes, bytes]]


Encode = Callable[[AsyncIterator[Batch], Sequence[str]], AsyncIterator[bytes]]


def _no_columns(_document: type[Document]) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Format:
    """A format. `encode` makes bytes of batches and of the columns that were chosen, where `columns` has any; `linked`
    names the includes whose records it needs, `content` tells OpenAPI of the bytes."""

    media_type: str
    meaning: str
    encode: Encode
    content: Callable[[type[Document]], dict[str, Any]]
    columns: Callable[[type[Document]], Sequence[str]] = _no_columns
    linked: tuple[str, ...] = ()


def of_lists(own: Mapping[str, Format]) -> Mapping[str, Format]:
    """The formats of a list: those of every list, and those of its resource, which serve single records too."""
    return {**EVERY_LIST, **own}


def by_media_type(formats: Mapping[str, Format]) -> dict[str, str]:
    """The extension of each media type."""
    return {format.media_type.partition(";")[0]: extension for extension, format in formats.items()}


def choice(kind: str, formats: Mapping[str, Format]) -> type[Vocabulary]:
    """The vocabulary of a path's extensions, named by its kind and by what no other list has."""
    return _choice(kind, tuple((extension, format.meaning) for extension, format in formats.items()))


@cache
def _choice(kind: str, members: tuple[tuple[str, str], ...]) -> type[Vocabulary]:
    own = "".join(name.title().replace(".", "") for name, _ in members if name not in EVERY_LIST)
    named: Any = {name.replace(".", "_"): (name, meaning) for name, meaning in members}
    found: Any = Vocabulary(own + kind, named)
    found.__doc__ = "The format, by its extension."
    return found  # type: ignore[no-any-return]


def chosen_columns(format: Format, document: type[Document], fields: Sequence[str]) -> Sequence[str]:
    """The columns of a file: all, or those that were asked for. Raises ApiError for columns that do not exist."""
    columns = format.columns(document)
    if fields and not columns:
        raise invalid("fields", "Chooses columns of tabular formats only.")
    for name in fields:
        if name not in columns:
            raise invalid("fields", "There is no such column.", allowed=list(columns))
    return tuple(fields or columns)


async def resumed(start: Batch | None, batches: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
    """All batches, of which the first, where there is one, was asked for ahead."""
    if start is not None:
        yield start
    async for batch in batches:
        yield batch


async def joined(parts: AsyncIterator[Sequence[bytes]], between: bytes) -> AsyncIterator[bytes]:
    """Parts in a row, with something between each two, whichever batch they are of."""
    before = b""
    async for some in parts:
        if some:
            yield before + between.join(some)
            before = between


# --- the formats of every list -----


async def _ndjson(batches: AsyncIterator[Batch], _columns: Sequence[str]) -> AsyncIterator[bytes]:
    async for batch in batches:
        yield b"".join([document + b"\n" for document in batch.documents])


async def _csv(batches: AsyncIterator[Batch], columns: Sequence[str]) -> AsyncIterator[bytes]:
    yield _lines([columns])
    async for batch in batches:
        yield _lines(_row(orjson.loads(document), columns) for document in batch.documents)


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


EVERY_LIST: Mapping[str, Format] = {
    "csv": Format(
        "text/csv; charset=utf-8",
        "One row a record, one column a leaf; lists of ids joined by `|`, lists of objects as JSON.",
        _csv,
        lambda document: {"schema": {"type": "string"}, "example": ",".join(columns_of(document))},
        columns_of,
    ),
    "ndjson": Format(
        "application/x-ndjson",
        "One JSON document a line.",
        _ndjson,
        lambda document: {"schema": {"type": "string", "description": f"{document.__name__} objects, one a line."}},
    ),
}
