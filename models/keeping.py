"""How each field of a document is kept in tables, and read back.

As `models.kept` says; an object as columns with a prefix; a list of objects in a part table. Evidence is kept as
records of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from models.actors import ActorName, Name
from models.base import Date, Part, RecordType, Ref, Refers
from models.events import Claim, EventClaim, EventParticipant, Participant
from models.kept import Dates, Double, Kept, Many, ToAny, ToMany, ToManyOfAny, ToOne, Word
from models.stored import Columns, Keys, Refs, Rows, Stored, Target
from models.vocabulary import Vocabulary

PART_TABLES: dict[type[BaseModel], type[Part]] = {
    Name: ActorName,
    Participant: EventParticipant,
    Claim: EventClaim,
}


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
class Parts(Many):
    """A list of objects, in a table of their own."""

    model: type[BaseModel]

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
