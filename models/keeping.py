"""How each field of a document is kept in tables, and read back: one small class a way.

A column of its own name; a link to one record in `<field>_key`; a list of links as `link` rows; a date with its
bounds; a number as a double; an object as columns with a prefix; a list of objects in a part table. Evidence is kept
as records of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from models.actors import ActorName, Name
from models.base import Date, Part, RecordType, Ref, Refers
from models.edtf import CALENDAR_END, CALENDAR_START
from models.events import Claim, EventClaim, EventParticipant, Participant
from models.numbers import exact

PART_TABLES: dict[type[BaseModel], type[Part]] = {
    Name: ActorName,
    Participant: EventParticipant,
    Claim: EventClaim,
}

Keys = Mapping[Ref, int]
Refs = Mapping[int, Ref]
Columns = dict[str, Any]


@dataclass
class Rows:
    """What one document is kept as: its columns, its links (name, position, target) and its parts."""

    columns: Columns = field(default_factory=dict)
    links: list[tuple[str, int, int]] = field(default_factory=list)
    parts: list[tuple[type[Part], Columns]] = field(default_factory=list)


@dataclass
class Stored:
    """The links and parts of one record as the tables hold them, in order."""

    links: dict[str, list[int]] = field(default_factory=dict)
    parts: dict[type[Part], list[Columns]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """One field, in a column of its own name. The classes below keep theirs in other ways.

    `put` writes a value into rows, `take` reads it back, `refs` names the records that it links to. `path` is where
    the field's object stands in the document.
    """

    name: str

    def put(self, value: Any, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self.name] = value

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return columns[self.name]

    def refs(self, value: Any, path: str) -> Iterator[tuple[str, Ref]]:
        return iter(())


@dataclass(frozen=True)
class Double(Kept):
    """A number: 15 significant digits survive a double."""

    def put(self, value: Any, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self.name] = None if value is None else float(value)

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return None if columns[self.name] is None else exact(columns[self.name])


@dataclass(frozen=True)
class Dates(Kept):
    """A date: its EDTF, and its bounds as sort columns that are never null.

    An open end gets the end of the calendar. A missing date is an empty interval, so that it comes last both in
    ascending order, which goes by the earliest day, and in descending order, which goes by the latest.
    """

    def put(self, value: Date | None, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self.name] = value and value.edtf
        columns[f"{self.name}_earliest"] = (value.earliest or CALENDAR_START) if value else CALENDAR_END
        columns[f"{self.name}_latest"] = (value.latest or CALENDAR_END) if value else CALENDAR_START


@dataclass(frozen=True)
class ToOne(Kept):
    """A link to one record of a known type."""

    type: RecordType

    def put(self, value: str | None, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[f"{self.name}_key"] = None if value is None else keys[Ref(type=self.type, id=value)]

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        key = columns[f"{self.name}_key"]
        return None if key is None else refs[key].id

    def refs(self, value: str | None, path: str) -> Iterator[tuple[str, Ref]]:
        if value is not None:
            yield path + self.name, Ref(type=self.type, id=value)


@dataclass(frozen=True)
class ToAny(Kept):
    """A link to one record of any type."""

    def put(self, value: Ref | None, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[f"{self.name}_key"] = None if value is None else keys[value]

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        key = columns[f"{self.name}_key"]
        return None if key is None else refs[key]

    def refs(self, value: Ref | None, path: str) -> Iterator[tuple[str, Ref]]:
        if value is not None:
            yield path + self.name, value


@dataclass(frozen=True)
class ToMany(Kept):
    """Links to several records of a known type."""

    type: RecordType

    def put(self, value: Sequence[str], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        for position, (_, ref) in enumerate(self.refs(value, path)):
            rows.links.append((path + self.name, position, keys[ref]))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [refs[key].id for key in stored.links.get(path + self.name, [])]

    def refs(self, value: Sequence[str], path: str) -> Iterator[tuple[str, Ref]]:
        for position, id in enumerate(value):
            yield f"{path}{self.name}.{position}", Ref(type=self.type, id=id)


@dataclass(frozen=True)
class ToManyOfAny(Kept):
    """Links to several records of any type."""

    def put(self, value: Sequence[Ref], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        for position, ref in enumerate(value):
            rows.links.append((path + self.name, position, keys[ref]))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [refs[key] for key in stored.links.get(path + self.name, [])]

    def refs(self, value: Sequence[Ref], path: str) -> Iterator[tuple[str, Ref]]:
        for position, ref in enumerate(value):
            yield f"{path}{self.name}.{position}", ref


@dataclass(frozen=True)
class Object(Kept):
    """One object, as columns with the field's name before theirs; absent where all of them are null."""

    model: type[BaseModel]

    def put(self, value: Any, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        inner: Columns = {}
        for kept in fields(self.model):
            if value is not None:
                kept.put(getattr(value, kept.name), inner, f"{path}{self.name}.", rows, keys)
            elif not isinstance(kept, ToMany):
                inner[kept.name] = None
        columns.update({f"{self.name}_{name}": inner_value for name, inner_value in inner.items()})

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        prefix = f"{self.name}_"
        inner = {name.removeprefix(prefix): columns[name] for name in columns if name.startswith(prefix)}
        if all(value is None for value in inner.values()):
            return None
        return {kept.name: kept.take(inner, f"{path}{self.name}.", stored, refs) for kept in fields(self.model)}

    def refs(self, value: Any, path: str) -> Iterator[tuple[str, Ref]]:
        return iter(()) if value is None else links(value, f"{path}{self.name}.")


@dataclass(frozen=True)
class Parts(Kept):
    """A list of objects, in a table of their own."""

    model: type[BaseModel]

    def put(self, value: Sequence[Any], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        table = PART_TABLES[self.model]
        for position, item in enumerate(value):
            inner: Columns = {"position": position, **table.index_columns(item)}
            for kept in fields(self.model):
                kept.put(getattr(item, kept.name), inner, f"{path}{self.name}.{position}.", rows, keys)
            rows.parts.append((table, inner))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [
            {kept.name: kept.take(row, f"{path}{self.name}.{position}.", stored, refs) for kept in fields(self.model)}
            for position, row in enumerate(stored.parts.get(PART_TABLES[self.model], []))
        ]

    def refs(self, value: Sequence[Any], path: str) -> Iterator[tuple[str, Ref]]:
        for position, item in enumerate(value):
            yield from links(item, f"{path}{self.name}.{position}.")


NOT_KEPT = ("id", "evidence", "revision", "updated_at")


@cache
def fields(model: type[BaseModel]) -> tuple[Kept, ...]:
    """How each field of a document, or of an object in one, is kept."""
    return tuple(
        _kept(name, Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)
        for name, info in model.model_fields.items()
        if name not in NOT_KEPT
    )


def links(document: BaseModel, path: str = "") -> Iterator[tuple[str, Ref]]:
    """Every record that a document links to, with the dotted path of the link."""
    for kept in fields(type(document)):
        yield from kept.refs(getattr(document, kept.name), path)


def _kept(name: str, annotation: Any) -> Kept:
    annotation = _present(annotation)
    if annotation is Decimal:
        return Double(name)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        refers = next((item for item in arguments[1:] if isinstance(item, Refers)), None)
        return ToOne(name, RecordType(refers.type)) if refers else _kept(name, arguments[0])
    if origin is list:
        return _kept_list(name, arguments[0])
    if annotation is Ref:
        return ToAny(name)
    if annotation is Date:
        return Dates(name)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Object(name, annotation)
    return Kept(name)


def _kept_list(name: str, item: Any) -> Kept:
    if item is Ref:
        return ToManyOfAny(name)
    if item in PART_TABLES:
        return Parts(name, item)
    one = _kept(name, item)
    if isinstance(one, ToOne):
        return ToMany(name, one.type)
    raise TypeError(f"{name}: no way to keep a list of {item}")


def _present(annotation: Any) -> Any:
    """The annotation without `| None`."""
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = [argument for argument in get_args(annotation) if argument is not type(None)]
    return annotation
