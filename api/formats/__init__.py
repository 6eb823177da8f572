"""Formats beside JSON: what they are called in HTTP, and how the records of a list become the bytes of a file."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from api.errors import ApiError, ErrorItem, invalid
from api.formats import csv, ndjson
from api.formats.base import Batch, Encode, Format, Parts, joined
from api.formats.columns import Column, columns_of
from models.base import Document
from models.vocabulary import Vocabulary

__all__ = [
    "EVERY_LIST",
    "Batch",
    "Format",
    "by_media_type",
    "choice",
    "chosen_columns",
    "columns_of",
    "installed",
    "joined",
    "of_lists",
    "usable",
]


def of_lists(own: Mapping[str, Format]) -> Mapping[str, Format]:
    """The formats of a list: those of every list, and those of its resource, which serve single records too."""
    return {**EVERY_LIST, **own}


def installed(formats: Mapping[str, Format]) -> Mapping[str, Format]:
    """Those that this server can write: what it offers where a client leaves the choice to it."""
    return {extension: format for extension, format in formats.items() if all(map(find_spec, format.needs))}


def usable(extension: str, format: Format) -> Format:
    """A format that was asked for by name. Raises ApiError where this server cannot write it."""
    if not installed({extension: format}):
        item = ErrorItem(parameter="format", detail="Needs `rokrus[export]` to be installed.")
        raise ApiError("format-not-installed", errors=[item])
    return format


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


def chosen_columns(format: Format, document: type[Document], fields: Sequence[str]) -> Sequence[Column]:
    """The columns of a file: all, or those that were asked for. Raises ApiError for columns that do not exist."""
    columns = format.columns(document)
    if fields and not columns:
        raise invalid("fields", "Chooses columns of tabular formats only.")
    for name in fields:
        if name not in columns:
            raise invalid("fields", "There is no such column.", allowed=list(columns))
    return [columns[name] for name in fields or columns]


def _later(module: str) -> Encode:
    """The `encode` of a module that is imported when it is first used, because what it needs is large and optional."""

    def encode(batches: Iterable[Batch], columns: Sequence[Column]) -> Parts:
        yield from import_module(module).encode(batches, columns)

    return encode


def _binary(document: type[Document]) -> dict[str, Any]:
    told = f"The columns of CSV, typed: {', '.join(columns_of(document))}."
    return {"schema": {"type": "string", "format": "binary", "description": told}}


EVERY_LIST: Mapping[str, Format] = {
    "csv": Format(
        "text/csv; charset=utf-8",
        "One row a record, one column a leaf; lists of ids joined by `|`, lists of objects as JSON.",
        csv.encode,
        lambda document: {"schema": {"type": "string"}, "example": ",".join(columns_of(document))},
        columns_of,
    ),
    "ndjson": Format(
        "application/x-ndjson",
        "One JSON document a line.",
        ndjson.encode,
        lambda document: {"schema": {"type": "string", "description": f"{document.__name__} objects, one a line."}},
    ),
    "parquet": Format(
        "application/vnd.apache.parquet",
        "The columns of CSV with types; lists are lists.",
        _later("api.formats.parquet"),
        _binary,
        columns_of,
        needs=("pyarrow",),
    ),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "A workbook with the columns of CSV, of at most 1,048,575 records.",
        _later("api.formats.xlsx"),
        _binary,
        columns_of,
        most=1_048_575,
        needs=("xlsxwriter",),
    ),
}
