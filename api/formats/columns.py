"""Documents as a table: one column a leaf, with a dotted name and a type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import orjson
from pydantic import BaseModel

from models.base import Date

DAYS = ("earliest", "latest")
MOMENT = {"format": "date-time"}
AT_ONCE = 200


@dataclass(frozen=True)
class Column:
    """A leaf of a document: where it stands, and the type of what it holds where that is not null."""

    path: tuple[str, ...]
    holds: Any

    @property
    def name(self) -> str:
        """The path with dots."""
        return ".".join(self.path)


@cache
def columns_of(document: type[BaseModel]) -> Mapping[str, Column]:
    """The columns of a document by name: its fields, objects taken apart."""
    return {column.name: column for column in _columns((), document)}


def _columns(path: tuple[str, ...], document: type[BaseModel]) -> Iterator[Column]:
    for name, holds in fields_of(document).items():
        if is_object(holds):
            yield from _columns((*path, name), holds)
        else:
            yield Column((*path, name), holds)


def fields_of(document: type[BaseModel]) -> Mapping[str, Any]:
    """The types of an object's fields; what is written as text but is a day or a moment is told as such."""
    return {name: _held(document, name) for name in document.model_fields}


def is_object(holds: Any) -> bool:
    """Whether a type is that of an object."""
    return isinstance(holds, type) and issubclass(holds, BaseModel)


def _held(document: type[BaseModel], name: str) -> Any:
    field = document.model_fields[name]
    if document is Date and name in DAYS:
        return date
    return datetime if field.json_schema_extra == MOMENT else _bare(field.annotation)


def _bare(annotation: Any) -> Any:
    """A type without null, and without what pydantic knows of it."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if type(None) in get_args(annotation):
        return _bare(next(one for one in get_args(annotation) if one is not type(None)))
    if get_origin(annotation) is list:
        return list[_bare(get_args(annotation)[0])]  # type: ignore[misc]
    return annotation


def read(documents: Sequence[bytes], columns: Sequence[Column]) -> Iterator[list[list[Any]]]:
    """The values of documents, column by column, for as many documents at once as a processor keeps at hand."""
    for start in range(0, len(documents), AT_ONCE):
        found: dict[tuple[str, ...], list[Any]] = {(): list(map(orjson.loads, documents[start : start + AT_ONCE]))}
        yield [_values(found, column.path) for column in columns]


def _values(found: dict[tuple[str, ...], list[Any]], path: tuple[str, ...]) -> list[Any]:
    """What stands at a path; an object that holds several columns is looked up once."""
    if path not in found:
        name = path[-1]
        found[path] = [None if holder is None else holder[name] for holder in _values(found, path[:-1])]
    return found[path]


def listed(values: list[Any] | None) -> str:
    """A list as text: ids joined by `|`, objects as JSON."""
    if not values:
        return ""
    return "|".join(values) if isinstance(values[0], str) else orjson.dumps(values).decode()
