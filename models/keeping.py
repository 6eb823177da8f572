"""How each field of a document is kept in tables, and read back: one small class a way.

A column of its own name; a link to one record in `<field>_key`; a list of links as `link` rows; a date with its
bounds; a number as a double; an object as columns with a prefix; a list of objects in a part table. Evidence is kept
as records of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from models.actors import ActorName, Name
from models.base import Date, Part, RecordType, Ref, Refers
from models.edtf import CALENDAR_END, CALENDAR_START
from models.events import Claim, EventClaim, EventParticipant, Participant
from models.numbers import exact
from models.stored import Columns, Keys, Refs, Rows, Stored, Target
from models.vocabulary import Vocabulary

PART_TABLES: dict[type[BaseModel], type[Part]] = {
    Name: ActorName,
    Participant: EventParticipant,
    Claim: EventClaim,
}


@dataclass(frozen=True)
class Kept:
    """One field, in a column of its own name. The classes below keep theirs in other ways.

    `put` writes a value that is there into rows, `nothing` has the columns of one that is not, `take` reads it back,
    `refs` names the records that one links to. `path` is where the field's object stands in the document.
    """

    name: str

    def nothing(self) -> Columns:
        return {self.name: None}

    def put(self, value: Any, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self.name] = value

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return columns[self.name]

    def refs(self, value: Any, path: str) -> list[Target]:
        return []


@dataclass(frozen=True)
class Word(Kept):
    """A word of a closed list, as plain text: drivers know that best."""

    def put(self, value: Vocabulary, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self.name] = value._value_


@dataclass(frozen=True)
class Double(Kept):
    """A number: 15 significant digits survive a double."""

    def put(self, value: Any, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self.name] = float(value)

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return None if columns[self.name] is None else exact(columns[self.name])


@dataclass(frozen=True)
class Dates(Kept):
    """A date: its EDTF, and its bounds as sort columns that are never null.

    An open end gets the end of the calendar. A missing date is an empty interval, so that it comes last both in
    ascending order, which goes by the earliest day, and in descending order, which goes by the latest.
    """

    def nothing(self) -> Columns:
        return dict(zip((self.name, *self._bounds), (None, CALENDAR_END, CALENDAR_START), strict=True))

    def put(self, value: Date, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        earliest, latest = self._bounds
        columns[self.name] = value.edtf
        columns[earliest], columns[latest] = value.earliest or CALENDAR_START, value.latest or CALENDAR_END

    @cached_property
    def _bounds(self) -> tuple[str, str]:
        return f"{self.name}_earliest", f"{self.name}_latest"


@dataclass(frozen=True)
class ToOne(Kept):
    """A link to one record of a known type."""

    type: RecordType

    def nothing(self) -> Columns:
        return {self._column: None}

    def put(self, value: str, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self._column] = keys[self.type][value]

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        key = columns[self._column]
        return None if key is None else refs[key].id

    def refs(self, value: str, path: str) -> list[Target]:
        return [(path + self.name, self.type, value)]

    @cached_property
    def _column(self) -> str:
        return f"{self.name}_key"


@dataclass(frozen=True)
class ToAny(Kept):
    """A link to one record of any type."""

    def nothing(self) -> Columns:
        return {f"{self.name}_key": None}

    def put(self, value: Ref, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[f"{self.name}_key"] = keys[value.type][value.id]

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        key = columns[f"{self.name}_key"]
        return None if key is None else refs[key]

    def refs(self, value: Ref, path: str) -> list[Target]:
        return [(path + self.name, value.type, value.id)]


@dataclass(frozen=True)
class ToMany(Kept):
    """Links to several records of a known type."""

    type: RecordType

    def nothing(self) -> Columns:
        return {}

    def put(self, value: Sequence[str], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        for position, id in enumerate(value):
            rows.links.append((path + self.name, position, keys[self.type][id]))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [refs[key].id for key in stored.links.get(path + self.name, [])]

    def refs(self, value: Sequence[str], path: str) -> list[Target]:
        return [(f"{path}{self.name}.{position}", self.type, id) for position, id in enumerate(value)]


@dataclass(frozen=True)
class ToManyOfAny(Kept):
    """Links to several records of any type."""

    def nothing(self) -> Columns:
        return {}

    def put(self, value: Sequence[Ref], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        for position, ref in enumerate(value):
            rows.links.append((path + self.name, position, keys[ref.type][ref.id]))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [refs[key] for key in stored.links.get(path + self.name, [])]

    def refs(self, value: Sequence[Ref], path: str) -> list[Target]:
        return [(f"{path}{self.name}.{position}", ref.type, ref.id) for position, ref in enumerate(value)]


@dataclass(frozen=True)
class Object(Kept):
    """One object, as columns with the field's name before theirs; absent where all of them are null."""

    model: type[BaseModel]

    def nothing(self) -> Columns:
        return {f"{self.name}_{name}": None for kept in fields(self.model) for name in kept.nothing()}

    def put(self, value: Any, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        inner: Columns = {}
        put(self.model, value.__dict__, inner, f"{path}{self.name}.", rows, keys)
        columns.update({f"{self.name}_{name}": inner_value for name, inner_value in inner.items()})

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        prefix = f"{self.name}_"
        inner = {name.removeprefix(prefix): columns[name] for name in columns if name.startswith(prefix)}
        if all(value is None for value in inner.values()):
            return None
        return {kept.name: kept.take(inner, f"{path}{self.name}.", stored, refs) for kept in fields(self.model)}

    def refs(self, value: Any, path: str) -> list[Target]:
        return targets(value, f"{path}{self.name}.")


@dataclass(frozen=True)
class Parts(Kept):
    """A list of objects, in a table of their own."""

    model: type[BaseModel]

    def nothing(self) -> Columns:
        return {}

    def put(self, value: Sequence[Any], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        table = PART_TABLES[self.model]
        for position, item in enumerate(value):
            inner: Columns = {"position": position, **table.index_columns(item)}
            put(self.model, item.__dict__, inner, f"{path}{self.name}.{position}.", rows, keys)
            rows.parts.append((table, inner))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [
            {kept.name: kept.take(row, f"{path}{self.name}.{position}.", stored, refs) for kept in fields(self.model)}
            for position, row in enumerate(stored.parts.get(PART_TABLES[self.model], []))
        ]

    def refs(self, value: Sequence[Any], path: str) -> list[Target]:
        inner = (targets(item, f"{path}{self.name}.{position}.") for position, item in enumerate(value))
        return [target for some in inner for target in some]


NOT_KEPT = ("id", "evidence", "revision", "updated_at")


@cache
def fields(model: type[BaseModel]) -> tuple[Kept, ...]:
    """How each field of a document, or of an object in one, is kept."""
    return tuple(
        _kept(name, Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)
        for name, info in model.model_fields.items()
        if name not in NOT_KEPT
    )


@cache
def _apart(model: type[BaseModel]) -> tuple[Columns, tuple[str, ...], tuple[Kept, ...]]:
    """The columns of an object in which nothing is there; the fields that are columns as they stand; and the others."""
    nothing = {name: value for kept in fields(model) for name, value in kept.nothing().items()}
    plain = tuple(kept.name for kept in fields(model) if type(kept) is Kept)
    return nothing, plain, tuple(kept for kept in fields(model) if type(kept) is not Kept)


@cache
def _linking(model: type[BaseModel]) -> tuple[Kept, ...]:
    """The fields that may link to records."""
    return tuple(kept for kept in fields(model) if type(kept).refs is not Kept.refs)


def put(model: type[BaseModel], values: Mapping[str, Any], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
    """Writes all fields of a document, or of an object in one. KeyError: it links to a record that does not exist."""
    nothing, plain, others = _apart(model)
    columns.update(nothing)
    for name in plain:
        columns[name] = values[name]
    for kept in others:
        if (value := values[kept.name]) is not None:
            kept.put(value, columns, path, rows, keys)


def targets(document: BaseModel, path: str = "") -> list[Target]:
    """Every record that a document links to: the dotted path of the link, and its type and id."""
    values, found = document.__dict__, []
    for kept in _linking(type(document)):
        if value := values[kept.name]:
            found += kept.refs(value, path)
    return found


def links(document: BaseModel) -> Iterator[tuple[str, Ref]]:
    """Every link of a document, with its dotted path."""
    return ((path, Ref(type=type, id=id)) for path, type, id in targets(document))


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
    if isinstance(annotation, type) and issubclass(annotation, Vocabulary):
        return Word(name)
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
