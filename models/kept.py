"""How a field that holds one value, or links, is kept in tables and read back: one small class a way.

A column of its own name; a link to one record in `<field>_key`; a list of links as `link` rows; a date with its
bounds; a number as a double.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.base import Date, RecordType, Ref
from models.edtf import CALENDAR_END, CALENDAR_START
from models.numbers import exact
from models.stored import Columns, Keys, Refs, Rows, Stored, Target
from models.vocabulary import Vocabulary


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


class One(Kept):
    """A link, as a column."""

    @cached_property
    def _column(self) -> str:
        return f"{self.name}_key"

    def nothing(self) -> Columns:
        return {self._column: None}


class Many(Kept):
    """A list, as rows of their own."""

    def nothing(self) -> Columns:
        return {}


@dataclass(frozen=True)
class ToOne(One):
    """A link to one record of a known type."""

    type: RecordType

    def put(self, value: str, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self._column] = keys[self.type][value]

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        key = columns[self._column]
        return None if key is None else refs[key].id

    def refs(self, value: str, path: str) -> list[Target]:
        return [(path + self.name, self.type, value)]


@dataclass(frozen=True)
class ToAny(One):
    """A link to one record of any type."""

    def put(self, value: Ref, columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        columns[self._column] = keys[value.type][value.id]

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        key = columns[self._column]
        return None if key is None else refs[key]

    def refs(self, value: Ref, path: str) -> list[Target]:
        return [(path + self.name, value.type, value.id)]


@dataclass(frozen=True)
class ToMany(Many):
    """Links to several records of a known type."""

    type: RecordType

    def put(self, value: Sequence[str], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        for position, id in enumerate(value):
            rows.links.append((path + self.name, position, keys[self.type][id]))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [refs[key].id for key in stored.links.get(path + self.name, [])]

    def refs(self, value: Sequence[str], path: str) -> list[Target]:
        return [(f"{path}{self.name}.{position}", self.type, id) for position, id in enumerate(value)]


@dataclass(frozen=True)
class ToManyOfAny(Many):
    """Links to several records of any type."""

    def put(self, value: Sequence[Ref], columns: Columns, path: str, rows: Rows, keys: Keys) -> None:
        for position, ref in enumerate(value):
            rows.links.append((path + self.name, position, keys[ref.type][ref.id]))

    def take(self, columns: Columns, path: str, stored: Stored, refs: Refs) -> Any:
        return [refs[key] for key in stored.links.get(path + self.name, [])]

    def refs(self, value: Sequence[Ref], path: str) -> list[Target]:
        return [(f"{path}{self.name}.{position}", ref.type, ref.id) for position, ref in enumerate(value)]
